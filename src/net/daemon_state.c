/* SPDX-License-Identifier: Apache-2.0 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "net/daemon_parts.h"

static const char ACCEPTED[] = "accepted.yaml";
static const char REFERENCE[] = "reference";
static const char CUTS[] = "cuts";
static const char USED[] = "used";

bool daemon_path(const struct daemon *d, const char *name, char to[DAEMON_PATH_MAX])
{
    int n = snprintf(to, DAEMON_PATH_MAX, "%s/%s", d->config.state, name);
    return n > 0 && n < DAEMON_PATH_MAX;
}

/* --- the declaration --- */

static void keep(struct daemon *d, struct declared *fresh, struct str text)
{
    char path[DAEMON_PATH_MAX];
    struct fault why = {0};
    declared_release(d->declared);
    d->declared = fresh;
    d->declared_refused = false;
    if (!daemon_path(d, ACCEPTED, path)) return;
    if (file_write_atomic(path, text, 0600, &why) != OK)
        log_fault(d->log, LOG_ERROR, "declaration not kept", &why);
    LOG(d->log, LOG_INFO, "declaration", LOG_STR("digest", fresh->barrier.digest));
}

static bool names(const struct declared *what, const char *scope, const char *value)
{
    ARENA_CLEANUP struct arena a;
    struct barrier_scope s;
    arena_init(&a, 64 << 20);
    return barrier_scope_resolve(&a, &what->barrier, str_z(scope), str_z(value), &s, NULL) == OK;
}

/* Does the cut name something in the one that counts, and nothing in the new one? */
static bool loses(const struct daemon *d, const struct declared *fresh, const char *scope,
                  const char *value, struct fault *why)
{
    if (!names(d->declared, scope, value) || names(fresh, scope, value)) return false;
    fault_fill(why, ERR_STATE, "netd.cut_unnamed", "%s" FS "%s", scope, value);
    return true;
}

/* A new name must not lift a cut by the way. */
static bool loses_cut(const struct daemon *d, const struct declared *fresh,
                      const struct desired *desired, struct fault *why)
{
    if (!d->declared) return false;
    for (size_t i = 0; i < d->n_cuts; i++)
        if (loses(d, fresh, d->cuts[i].scope, d->cuts[i].value, why)) return true;
    for (size_t i = 0; i < desired->n_items; i++) {
        const struct desired_item *x = desired->items + i;
        if (x->what != DESIRED_WANT || strcmp(x->kind, "cut") != 0) continue;
        const char *scope = plan_payload(x, "scope"), *value = plan_payload(x, "value");
        if (loses(d, fresh, scope ? scope : "", value ? value : "", why)) return true;
    }
    return false;
}

static bool try_text(struct daemon *d, struct str text, const char *path,
                     const struct desired *desired, struct fault *why)
{
    const char *sha = plan_value(desired, "barrier", "sha256");
    struct declared *fresh = NULL;
    if (declared_parse(text, path, &fresh, why) != OK) return false;
    bool same = strcmp(fresh->barrier.digest, sha) == 0;
    if (same && !loses_cut(d, fresh, desired, why)) {
        keep(d, fresh, text);
        return true;
    }
    declared_release(fresh);
    if (!same) fault_fill(why, ERR_STATE, "netd.other_declaration", "%s" FS "%s", path, sha);
    return false;
}

static bool try_here(struct daemon *d, const struct desired *desired, struct fault *why)
{
    SB_CLEANUP struct sb text;
    sb_init(&text, BARRIER_BYTES_MAX);
    if (!d->config.barrier || file_read(&text, d->config.barrier, why) != OK) return false;
    return try_text(d, sb_str(&text), d->config.barrier, desired, why);
}

static bool try_office(struct daemon *d, const struct desired *desired, struct fault *why)
{
    const char *sha = plan_value(desired, "barrier", "sha256");
    SB_CLEANUP struct sb text;
    sb_init(&text, BARRIER_BYTES_MAX);
    return uplink_file(d->uplink, sha, &text, NULL) == OK &&
           try_text(d, sb_str(&text), "barrier.yaml", desired, why);
}

void daemon_declared_choose(struct daemon *d, const struct desired *desired)
{
    const char *sha = plan_value(desired, "barrier", "sha256");
    struct fault why = {0};
    if (!sha) return;
    if (d->declared && strcmp(d->declared->barrier.digest, sha) == 0) {
        d->declared_refused = false;
        return;
    }
    if (try_here(d, desired, &why) || try_office(d, desired, &why)) return;
    if (!d->declared_refused) log_fault(d->log, LOG_ERROR, "declaration", &why);
    d->declared_refused = true;
    d->declared_why = why;
}

static void load_declared(struct daemon *d)
{
    char path[DAEMON_PATH_MAX];
    struct fault why = {0};
    if (!daemon_path(d, ACCEPTED, path)) return;
    err_t e = declared_read(path, &d->declared, &why);
    if (e != OK && e != ERR_NOT_FOUND) log_fault(d->log, LOG_ERROR, "declaration", &why);
}

/* --- cuts ordered here: each is kept as the document of its order --- */

static void copy(char *to, size_t n, struct str from)
{
    struct str s = str_head(from, n - 1);
    if (s.n > 0) memcpy(to, s.p, s.n);
    to[s.n] = '\0';
}

/* What it cut is not known any more: everything, until somebody restores it. */
static void take_unread(struct daemon *d, const char *file)
{
    if (d->n_cuts == DAEMON_CUTS_MAX) return;
    struct daemon_cut *c = d->cuts + d->n_cuts++;
    *c = (struct daemon_cut){.at = clock_now(d->clock)};
    struct str name = str_z(file);
    copy(c->id, sizeof c->id, str_head(name, name.n - 5));
    copy(c->scope, sizeof c->scope, str_z(order_scopes[ORDER_ALL]));
    copy(c->by, sizeof c->by, STR("sekimori-netd"));
    copy(c->account, sizeof c->account, STR("sekimori-netd"));
    copy(c->reason, sizeof c->reason, STR("the file of a cut cannot be read"));
}

static void load_cut(struct daemon *d, const char *path, const char *file)
{
    SB_CLEANUP struct sb text;
    ARENA_CLEANUP struct arena a;
    struct order o;
    struct fault why = {0};
    sb_init(&text, ORDER_BYTES_MAX);
    arena_init(&a, 1 << 20);
    if (file_read(&text, path, &why) != OK || order_read(&a, sb_str(&text), &o, &why) != OK) {
        log_fault(d->log, LOG_ERROR, "cut not read: everything is cut", &why);
        take_unread(d, file);
        return;
    }
    if (d->n_cuts == DAEMON_CUTS_MAX) return;
    struct daemon_cut *c = d->cuts + d->n_cuts++;
    copy(c->id, sizeof c->id, str_z(o.id));
    copy(c->scope, sizeof c->scope, str_z(order_scopes[o.scope]));
    copy(c->value, sizeof c->value, str_z(o.value ? o.value : ""));
    copy(c->by, sizeof c->by, str_z(o.by));
    copy(c->account, sizeof c->account, str_z(o.account));
    copy(c->reason, sizeof c->reason, str_z(o.reason));
    c->at = o.at;
}

static err_t load_cuts(struct daemon *d, struct fault *why)
{
    char path[DAEMON_PATH_MAX];
    if (!daemon_path(d, CUTS, path)) return ERR_INVALID;
    if (mkdir(path, 0700) != 0 && errno != EEXIST)
        return fault_set(why, ERR_IO, "netd.folder", "%s", path);
    DIR *dir = opendir(path);
    if (!dir) return fault_set(why, ERR_IO, "netd.folder", "%s", path);
    for (const struct dirent *f; (f = readdir(dir)) != NULL;) {
        char one[DAEMON_PATH_MAX + 300];
        if (!str_ends(str_z(f->d_name), STR(".json"))) continue;
        (void)snprintf(one, sizeof one, "%s/%s", path, f->d_name);
        load_cut(d, one, f->d_name);
    }
    (void)closedir(dir);
    return OK;
}

static enum order_scope scope_of(const char *name)
{
    for (unsigned i = 0; i < ORDER_SCOPES; i++)
        if (strcmp(order_scopes[i], name) == 0) return (enum order_scope)i;
    return ORDER_ALL;
}

static bool cut_path(const struct daemon *d, const char *id, char to[DAEMON_PATH_MAX])
{
    char name[64];
    (void)snprintf(name, sizeof name, "%s/%s.json", CUTS, id);
    return daemon_path(d, name, to);
}

static err_t save_cut(const struct daemon *d, const struct daemon_cut *c, struct fault *why)
{
    SB_CLEANUP struct sb text;
    char path[DAEMON_PATH_MAX];
    const struct order o = {.id = c->id,
                            .program = "netd",
                            .host = "here",
                            .what = ORDER_CUT,
                            .at = c->at,
                            .by = c->by,
                            .account = c->account,
                            .scope = scope_of(c->scope),
                            .value = c->value[0] ? c->value : NULL,
                            .reason = c->reason,
                            .done_at = c->at,
                            .result = ORDER_DONE};
    sb_init(&text, ORDER_BYTES_MAX);
    TRY(order_write(&text, &o, why));
    if (!cut_path(d, c->id, path)) return ERR_INVALID;
    if (access(path, F_OK) == 0) return OK;
    return file_write_atomic(path, sb_str(&text), 0600, why);
}

static bool is_cut(const struct daemon *d, struct str file)
{
    for (size_t i = 0; i < d->n_cuts; i++)
        if (str_eqz(str_head(file, file.n - 5), d->cuts[i].id)) return true;
    return false;
}

/* What is in memory is on disk, and nothing else. */
err_t daemon_cuts_save(struct daemon *d, struct fault *why)
{
    char path[DAEMON_PATH_MAX];
    for (size_t i = 0; i < d->n_cuts; i++) TRY(save_cut(d, d->cuts + i, why));
    if (!daemon_path(d, CUTS, path)) return ERR_INVALID;
    DIR *dir = opendir(path);
    if (!dir) return fault_set(why, ERR_IO, "netd.folder", "%s", path);
    for (const struct dirent *f; (f = readdir(dir)) != NULL;) {
        struct str name = str_z(f->d_name);
        if (str_ends(name, STR(".json")) && !is_cut(d, name))
            (void)unlinkat(dirfd(dir), f->d_name, 0);
    }
    (void)closedir(dir);
    return file_sync_folder(path, why);
}

/* --- what was accepted of the machine and of others' rules --- */

static void load_reference(struct daemon *d)
{
    char path[DAEMON_PATH_MAX];
    SB_CLEANUP struct sb text;
    sb_init(&text, 64 << 20);
    struct check_reference *r = &d->reference;
    if (!daemon_path(d, REFERENCE, path) || file_read(&text, path, NULL) != OK) return;
    arena_init(&r->arena, (size_t)1 << 30);
    sb_init(&r->listing, NFT_RUN_ANSWER_MAX);
    for (struct str rest = sb_str(&text); rest.n > 0;) {
        struct str line = str_cut(&rest, '\n');
        if (str_starts(line, STR("m "))) lines_add(&r->machine, &r->arena, str_skip(line, 2));
        if (str_starts(line, STR("r "))) lines_add(&r->rules, &r->arena, str_skip(line, 2));
    }
    r->is_set = lines_sort(&r->machine) == OK && lines_sort(&r->rules) == OK;
}

void daemon_reference_save(struct daemon *d)
{
    char path[DAEMON_PATH_MAX];
    SB_CLEANUP struct sb text;
    struct fault why = {0};
    sb_init(&text, 64 << 20);
    for (size_t i = 0; i < d->reference.machine.n; i++)
        sb_addf(&text, "m %.*s\n", STR_ARG(d->reference.machine.v[i]));
    for (size_t i = 0; i < d->reference.rules.n; i++)
        sb_addf(&text, "r %.*s\n", STR_ARG(d->reference.rules.v[i]));
    if (!daemon_path(d, REFERENCE, path)) return;
    if (sb_end(&text) != OK || file_write_atomic(path, sb_str(&text), 0600, &why) != OK)
        log_fault(d->log, LOG_ERROR, "reference not kept", &why);
}

err_t daemon_state_load(struct daemon *d, struct fault *why)
{
    if (mkdir(d->config.state, 0700) != 0 && errno != EEXIST)
        return fault_set(why, ERR_IO, "netd.folder", "%s", d->config.state);
    char path[DAEMON_PATH_MAX];
    if (!daemon_path(d, USED, path)) return ERR_INVALID;
    TRY(used_open(path, &d->used));
    load_declared(d);
    load_reference(d);
    return load_cuts(d, why);
}
