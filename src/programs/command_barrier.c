/* SPDX-License-Identifier: Apache-2.0
 *
 * sekimori barrier check FILE: every fault of a declared network, a line each.
 *
 * sekimori barrier compile FILE --permits FILE [--at TIME] [--lease SECONDS]: what the kernel would
 * get, as `nft -j -f -` takes it; refused permits go to standard error.
 *
 * sekimori barrier sheet FILE --permits FILE [--before FILE] [--form text|html|json]: the request
 * sheet for a firewall that a vendor runs.
 *
 * Permits are a desired-state document of the office, or a sheet written before. None of these
 * needs an office or touches the kernel. Exit codes: 0 done, 1 refused, 2 wrong use.
 */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "net/sheet.h"
#include "net/skeleton.h"
#include "programs/command.h"
#include "programs/command_barrier.h"

#define BARRIER_ARENA_MAX ((size_t)8 << 30)
enum { LINE_BYTES_MAX = 8192 };

static void line_out(FILE *to, const struct sb *b)
{
    struct str s = sb_str(b);
    (void)fwrite(s.p, 1, s.n, to);
    (void)fputc('\n', to);
}

static void tell_fault(enum lang lang, const struct fault *f)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, LINE_BYTES_MAX);
    struct fault bare = *f; /* the place stands in front, as editors read it */
    bare.file[0] = '\0';
    bare.line = bare.column = 0;
    sb_addf(&b, "%s:%u:%u: ", f->file, (unsigned)f->line, (unsigned)f->column);
    fault_message(&b, lang, &bare);
    line_out(stdout, &b);
}

err_t command_barrier_file(struct sb *to, size_t most, const char *path, struct fault *why)
{
    sb_init(to, most);
    err_t e = file_read(to, path, why);
    if (e == ERR_TOO_BIG) return fault_set(why, e, "barrier.cli.too_big", "%s", path);
    if (e != OK && !why->id) return fault_set(why, e, "file.unreadable", "%s", path);
    return e;
}

/* Tells every fault itself; *why is set all the same. */
err_t command_barrier_read(struct barrier_call *c, const char *path, struct fault *why)
{
    SB_CLEANUP struct sb bytes;
    arena_init(&c->arena, BARRIER_ARENA_MAX);
    TRY(command_barrier_file(&bytes, BARRIER_BYTES_MAX, path, why));
    struct barrier_faults *faults = ARENA_NEW(&c->arena, struct barrier_faults);
    if (!faults) return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
    err_t e = barrier_read(&c->arena, sb_str(&bytes), path, &c->barrier, faults, why);
    if (e == OK || e == ERR_NOMEM) return e;
    for (size_t i = 0; i < faults->n; i++) tell_fault(c->in, &faults->v[i]);
    char n[24];
    snprintf(n, sizeof n, "%zu", faults->n);
    return fault_set(why, e, faults->more ? "barrier.cli.faults_more" : "barrier.cli.faults", "%s",
                     n);
}

/* --- permits ---------------------------------------------------------------------------- */

static void tell_refused(struct barrier_call *c, const struct desired_item *i, const char *permit,
                         const struct flow_verdict *v)
{
    fprintf(stderr, "%lld-%d%s%s: %s: %s\n", (long long)i->matter.v, i->no, permit ? " " : "",
            permit ? permit : "", report_reasons[v->reason], v->detail);
    c->refused = true;
}

static const char *payload(const struct desired_item *i, const char *name)
{
    for (size_t k = 0; k < i->n_payload; k++)
        if (strcmp(i->payload[k].name, name) == 0) return i->payload[k].value;
    return "";
}

static err_t take_flow(struct barrier_call *c, const struct desired_item *i, struct flow *to,
                       size_t *n)
{
    struct flow_verdict v;
    TRY(flow_read(&c->arena, i, &to[*n], &v));
    if (v.reason == REASON_NONE)
        ++*n;
    else
        tell_refused(c, i, NULL, &v);
    return OK;
}

static err_t take_cut(struct barrier_call *c, const struct desired_item *i, struct fault *why)
{
    if (i->from.ms > c->now.ms || (i->until.ms != 0 && i->until.ms <= c->now.ms)) return OK;
    struct ruleset_cut *cut = &c->cuts[c->n_cuts];
    *cut = (struct ruleset_cut){.matter = i->matter, .no = i->no};
    TRY(barrier_scope_resolve(&c->arena, &c->barrier, str_z(payload(i, "scope")),
                              str_z(payload(i, "value")), &cut->scope, why));
    c->n_cuts++;
    return OK;
}

static err_t take_items(struct barrier_call *c, const struct desired *d, struct flow **ret,
                        size_t *ret_n, bool cuts, struct fault *why)
{
    struct flow *flows = ARENA_ARRAY(&c->arena, struct flow, d->n_items + 1);
    struct ruleset_cut *v = ARENA_ARRAY(&c->arena, struct ruleset_cut, d->n_items + 1);
    if (!flows || !v) return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
    if (cuts) c->cuts = v;
    for (size_t i = 0; i < d->n_items; i++) {
        const struct desired_item *item = &d->items[i];
        if (item->what != DESIRED_WANT) continue;
        if (strcmp(item->kind, "specified_flow") == 0)
            TRY(take_flow(c, item, flows, ret_n));
        else if (cuts && strcmp(item->kind, "cut") == 0)
            TRY(take_cut(c, item, why));
    }
    *ret = flows;
    return OK;
}

static err_t read_permits(struct barrier_call *c, const char *path, struct flow **ret,
                          size_t *ret_n, bool cuts, struct fault *why)
{
    SB_CLEANUP struct sb bytes;
    TRY(command_barrier_file(&bytes, DESIRED_BYTES_MAX, path, why));
    err_t e = sheet_read(&c->arena, sb_str(&bytes), ret, ret_n, why);
    if (e != ERR_NOT_FOUND) return e;
    struct desired *d = ARENA_NEW(&c->arena, struct desired);
    if (!d) return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
    e = desired_read(&c->arena, sb_str(&bytes), d, why);
    if (e != OK) {
        fault_place(why, path, 0, 0);
        return e;
    }
    return take_items(c, d, ret, ret_n, cuts, why);
}

err_t command_barrier_permits(struct barrier_call *c, struct fault *why)
{
    return read_permits(c, c->permits, &c->flows, &c->n_flows, true, why);
}

/* --- options ------------------------------------------------------------------------------ */

static err_t read_lang(struct barrier_call *c, struct fault *why)
{
    c->in = command_lang();
    for (int l = 0; c->lang && l < LANGS; l++) {
        if (strcmp(c->lang, lang_code((enum lang)l)) != 0) continue;
        c->in = (enum lang)l;
        return OK;
    }
    return c->lang ? fault_set(why, ERR_INVALID, "cli.bad_lang", "%s", c->lang) : OK;
}

err_t command_barrier_call(struct barrier_call *c, int argc, char **argv,
                           const struct command_option *options, size_t n, struct fault *why)
{
    int rest = 0;
    TRY(command_options(argc, argv, options, n, &rest, why));
    if (rest == 0) return fault_set(why, ERR_INVALID, "barrier.cli.no_file", NULL);
    if (rest > 1) return fault_set(why, ERR_INVALID, "cli.unexpected", "%s", argv[1]);
    TRY(read_lang(c, why));
    struct clock clock = clock_system();
    c->now = clock_now(&clock);
    return c->at ? moment_parse(str_z(c->at), &c->now, why) : OK;
}

static int usage(const struct fault *why)
{
    (void)command_failed(why);
    return EXIT_USAGE;
}

int command_barrier_finish(struct barrier_call *c, err_t e, struct fault *why, struct sb *out)
{
    if (e == OK) e = sb_end(out);
    if (e == OK) (void)fwrite(out->p, 1, out->n, stdout);
    arena_release(&c->arena);
    if (e == OK) return c->refused ? EXIT_REFUSED : EXIT_DONE;
    if (!why->id) why->code = e;
    return command_failed(why);
}

/* --- check -------------------------------------------------------------------------------- */

static void summary(struct sb *to, const struct barrier_call *c, const char *path)
{
    const struct barrier *b = &c->barrier;
    char hosts[24], links[24];
    snprintf(hosts, sizeof hosts, "%zu", b->n_hosts);
    snprintf(links, sizeof links, "%zu", b->n_interfaces);
    tr_format(to, c->in, "barrier.cli.good", path, b->name, hosts, links, b->digest);
    sb_addc(to, '\n');
}

int command_barrier_check(int argc, char **argv)
{
    struct barrier_call c = {.lang = NULL};
    struct fault why = {.code = OK};
    const struct command_option options[] = {{"lang", &c.lang, NULL}};
    if (command_barrier_call(&c, argc, argv, options, ARRAY_LEN(options), &why) != OK)
        return usage(&why);
    SB_CLEANUP struct sb out;
    sb_init(&out, LINE_BYTES_MAX);
    err_t e = command_barrier_read(&c, argv[0], &why);
    if (e == OK) summary(&out, &c, argv[0]);
    return command_barrier_finish(&c, e, &why, &out);
}

/* --- compile ------------------------------------------------------------------------------ */

static err_t compile(struct barrier_call *c, int64_t lease, struct sb *out, struct fault *why)
{
    struct capabilities caps = {.bridge_netfilter = !c->no_bridge_netfilter, .ipv6 = true};
    struct ruleset r;
    TRY(command_barrier_permits(c, why));
    TRY(ruleset_compile(&c->arena, &c->barrier, &caps, c->flows, c->n_flows, c->cuts, c->n_cuts,
                        c->now, &r, why));
    for (size_t i = 0; i < r.n_refused; i++) {
        const struct flow *f = &c->flows[r.refused[i].flow];
        struct desired_item item = {.matter = f->matter, .no = f->no};
        tell_refused(c, &item, f->permit, &r.refused[i].verdict);
    }
    return skeleton_write(out, &c->barrier, &caps, &r, lease * 1000, c->now);
}

int command_barrier_compile(int argc, char **argv)
{
    struct barrier_call c = {.lease = "60"};
    struct fault why = {.code = OK};
    int64_t lease = 0;
    const struct command_option options[] = {{"permits", &c.permits, NULL},
                                             {"at", &c.at, NULL},
                                             {"lease", &c.lease, NULL},
                                             {"lang", &c.lang, NULL},
                                             {"no-bridge-netfilter", NULL, &c.no_bridge_netfilter}};
    err_t e = command_barrier_call(&c, argc, argv, options, ARRAY_LEN(options), &why);
    if (e == OK && !c.permits) e = fault_set(&why, ERR_INVALID, "barrier.cli.no_permits", NULL);
    if (e == OK && (str_to_i64(str_z(c.lease), &lease) != OK || lease < 0 || lease > 86400))
        e = fault_set(&why, ERR_INVALID, "barrier.cli.bad_lease", "%s", c.lease);
    if (e != OK) return usage(&why);
    SB_CLEANUP struct sb out;
    sb_init(&out, SKELETON_BYTES_MAX);
    e = command_barrier_read(&c, argv[0], &why);
    if (e == OK) e = compile(&c, lease, &out, &why);
    if (e == OK) sb_addc(&out, '\n');
    return command_barrier_finish(&c, e, &why, &out);
}

/* --- sheet -------------------------------------------------------------------------------- */

static err_t write_sheet(struct barrier_call *c, enum sheet_form form, struct sb *out,
                         struct fault *why)
{
    TRY(read_permits(c, c->permits, &c->flows, &c->n_flows, false, why));
    if (c->before) TRY(read_permits(c, c->before, &c->old, &c->n_old, false, why));
    struct sheet s = {.device = c->device,
                      .now = c->flows,
                      .n_now = c->n_flows,
                      .before = c->old,
                      .n_before = c->n_old,
                      .made = c->now};
    return sheet_write(&c->arena, out, &c->barrier, &s, form, c->in, why);
}

int command_barrier_sheet(int argc, char **argv)
{
    static const char *const forms[] = {"text", "html", "json"};
    struct barrier_call c = {.form = "text"};
    struct fault why = {.code = OK};
    int form = -1;
    const struct command_option options[] = {
        {"permits", &c.permits, NULL}, {"before", &c.before, NULL}, {"at", &c.at, NULL},
        {"form", &c.form, NULL},       {"device", &c.device, NULL}, {"lang", &c.lang, NULL}};
    err_t e = command_barrier_call(&c, argc, argv, options, ARRAY_LEN(options), &why);
    for (size_t i = 0; i < ARRAY_LEN(forms); i++)
        if (strcmp(c.form, forms[i]) == 0) form = (int)i;
    if (e == OK && !c.permits) e = fault_set(&why, ERR_INVALID, "barrier.cli.no_permits", NULL);
    if (e == OK && form < 0) e = fault_set(&why, ERR_INVALID, "barrier.cli.bad_form", "%s", c.form);
    if (e != OK) return usage(&why);
    SB_CLEANUP struct sb out;
    sb_init(&out, SHEET_BYTES_MAX);
    e = command_barrier_read(&c, argv[0], &why);
    if (e == OK) e = write_sheet(&c, (enum sheet_form)form, &out, &why);
    return command_barrier_finish(&c, e, &why, &out);
}
