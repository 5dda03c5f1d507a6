/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/command_reading.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/conf.h"
#include "base/file.h"
#include "programs/command.h"

enum { PATH_BYTES = 4096, CONF_MAX = 256 << 10, KEY_FILE_MAX = 64 << 10 };

struct place {
    enum store_kind kind;
    char path[PATH_BYTES];
    struct sb conninfo, conf;
};

static err_t take_setting(void *arg, struct str key, struct str value, struct fault *why)
{
    struct place *p = arg;
    (void)why;
    if (str_eqz(key, "store")) p->kind = str_eqz(value, "postgres") ? STORE_POSTGRES : STORE_SQLITE;
    if (str_eqz(key, "store_conninfo")) {
        sb_reset(&p->conninfo);
        sb_add(&p->conninfo, value);
    }
    return sb_end(&p->conninfo);
}

static err_t find(struct place *p, const char *instance, const char *store, struct fault *why)
{
    struct str rest = str_z(store), kind = str_cut(&rest, ':');
    char conf[PATH_BYTES];
    p->kind = STORE_SQLITE;
    if (store) {
        if (!rest.p || (!str_eqz(kind, "sqlite") && !str_eqz(kind, "postgres")))
            return fault_set(why, ERR_INVALID, "cli.ledger.bad_store", "%s", store);
        if (str_eqz(kind, "postgres")) p->kind = STORE_POSTGRES;
        sb_add(&p->conninfo, rest);
        (void)snprintf(p->path, sizeof p->path, "%.*s", STR_ARG(rest));
        return sb_end(&p->conninfo);
    }
    const char *dir = instance ? instance : "var/office";
    (void)snprintf(p->path, sizeof p->path, "%s/db/office.sqlite", dir);
    (void)snprintf(conf, sizeof conf, "%s/office.conf", dir);
    err_t e = file_read(&p->conf, conf, why);
    if (e == ERR_NOT_FOUND) return OK;
    TRY(e);
    return conf_parse(sb_str(&p->conf), conf, take_setting, p, why);
}

err_t command_reading_open(const char *instance, const char *store, struct store **ret,
                           struct fault *why)
{
    struct place p = {.kind = STORE_SQLITE};
    sb_init(&p.conninfo, PATH_BYTES);
    sb_init(&p.conf, CONF_MAX);
    err_t e = find(&p, instance, store, why);
    struct store_config c = {.kind = p.kind,
                             .sqlite_path = p.path,
                             .pg_conninfo = p.conninfo.p,
                             .readers = 2,
                             .read_only = true};
    if (e == OK) e = store_open(&c, ret, why);
    sb_release(&p.conninfo);
    sb_release(&p.conf);
    return e;
}

err_t command_reading_begin(const char *instance, const char *store, struct command_reading *ret,
                            struct fault *why)
{
    struct command_reading r = {NULL, NULL};
    TRY(command_reading_open(instance, store, &r.store, why));
    err_t e = store_read_begin(r.store, &r.db, why);
    if (e != OK) {
        command_reading_end(&r);
        return e;
    }
    *ret = r;
    return OK;
}

void command_reading_end(struct command_reading *r)
{
    store_read_end(r->db);
    store_close(r->store);
    *r = (struct command_reading){NULL, NULL};
}

err_t command_reading_keys(const char *path, struct command_keys *ret, struct fault *why)
{
    SB_CLEANUP struct sb text;
    sb_init(&text, KEY_FILE_MAX);
    ret->n = 0;
    TRY(file_read(&text, path, why));
    struct str rest = str_trim(sb_str(&text));
    while (rest.n > 0 && ret->n < KEYS_MAX) {
        if (checkpoint_key_parse(str_trim(str_cut(&rest, '\n')), &ret->key[ret->n]) != OK) break;
        ret->n++;
    }
    if (ret->n > 0 && rest.n == 0) return OK;
    return fault_set(why, ERR_INVALID, "cli.ledger.bad_key", "%s", path);
}

err_t command_reading_witness(const char *text, struct note_key *ret, struct fault *why)
{
    SB_CLEANUP struct sb file;
    sb_init(&file, KEY_FILE_MAX);
    if (checkpoint_witness_parse(str_z(text), ret) == OK) return OK;
    TRY(file_read(&file, text, why));
    if (checkpoint_witness_parse(str_trim(sb_str(&file)), ret) == OK) return OK;
    return fault_set(why, ERR_INVALID, "witness.bad_vkey_file", "%s", text);
}

struct digits command_digits(int64_t v)
{
    struct digits d;
    (void)snprintf(d.text, sizeof d.text, "%" PRId64, v);
    return d;
}

void command_print_line(FILE *to, struct sb *b)
{
    sb_addc(b, '\n');
    if (sb_end(b) == OK) (void)fwrite(b->p, 1, b->n, to);
}

int command_unreadable(err_t e, const struct fault *why)
{
    struct fault plain = {.code = e};
    (void)command_failed(why && why->code != OK ? why : &plain);
    return EXIT_UNREADABLE;
}
