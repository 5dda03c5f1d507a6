/* SPDX-License-Identifier: Apache-2.0 */
#include "web/setup.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/file.h"
#include "ledger/ledger.h"
#include "office/network.h"
#include "office/standard_shelf.h"
#include "ledger/log.h"
#include "office/org_image.h"
#include "office/search_folded.h"
#include "office/search_index.h"

enum { CONF_MAX = 256 * 1024, PATH_BYTES = 4096, VKEY_MAX = 4096 };

/* folder/name, or name itself where it is absolute; the caller frees. */
static err_t path_in(const char *folder, struct str name, char **ret)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, PATH_BYTES);
    if (!str_starts(name, STR("/"))) sb_addf(&b, "%s/", folder);
    sb_add(&b, name);
    return sb_take(&b, ret);
}

static err_t set_path(struct setup *s, struct str value, char **path)
{
    free(*path);
    *path = NULL;
    return path_in(s->instance, value, path);
}

static err_t set_store(struct setup *s, struct str value, struct fault *why)
{
    if (str_eqz(value, "sqlite"))
        s->store_config.kind = STORE_SQLITE;
    else if (str_eqz(value, "postgres"))
        s->store_config.kind = STORE_POSTGRES;
    else
        return fault_set(why, ERR_INVALID, "setup.bad_store", "%.*s", STR_ARG(value));
    return OK;
}

static err_t set_string(struct str value, char **to)
{
    free(*to);
    *to = str_dup(value);
    return *to ? OK : ERR_NOMEM;
}

static err_t set_clock(struct setup *s, struct str value, struct fault *why)
{
    char *path = NULL;
    TRY(path_in(s->instance, value, &path));
    err_t e = clock_offset_open(&s->offset, path, &s->clock, why);
    free(path);
    return e;
}

static err_t set(void *arg, struct str key, struct str value, struct fault *why)
{
    struct setup *s = arg;
    if (str_starts(key, STR("nginx_"))) return OK;
    if (str_eqz(key, "store")) return set_store(s, value, why);
    if (str_eqz(key, "catalogue")) return set_path(s, value, &s->catalogue_folder);
    if (str_eqz(key, "office_name")) return set_string(value, &s->office_name);
    if (str_eqz(key, "store_conninfo")) return set_string(value, &s->conninfo);
    if (str_eqz(key, "clock_offset_file")) return set_clock(s, value, why);
    if (str_eqz(key, "public_https")) {
        s->web.secure_cookies = str_eqz(value, "yes");
        return OK;
    }
    err_t e = web_config_set(&s->web, key, value, why);
    if (e != ERR_NOT_FOUND) return e;
    return fault_set(why, ERR_INVALID, "setup.unknown_key", "%.*s", STR_ARG(key));
}

err_t setup_read(struct setup *s, const char *instance, struct fault *why)
{
    *s = (struct setup){.clock = clock_system()};
    web_config_init(&s->web);
    s->instance = str_dup(str_z(instance));
    if (!s->instance) return ERR_NOMEM;
    s->web.instance = str_z(s->instance);
    TRY(path_in(instance, STR("db/office.sqlite"), &s->sqlite_path));
    TRY(path_in(instance, STR("catalogue"), &s->catalogue_folder));
    s->store_config = (struct store_config){.kind = STORE_SQLITE, .sqlite_path = s->sqlite_path};
    char *path = NULL;
    TRY(path_in(instance, STR("office.conf"), &path));
    SB_CLEANUP struct sb text;
    sb_init(&text, CONF_MAX);
    err_t e = file_read(&text, path, why);
    if (e == OK)
        e = conf_parse(sb_str(&text), path, set, s, why);
    else if (e == ERR_NOT_FOUND)
        e = OK;
    free(path);
    if (s->office_name) s->web.office_name = s->office_name;
    s->store_config.pg_conninfo = s->conninfo;
    return e;
}

static err_t read_key(struct setup *s, struct fault *why)
{
    char *path = NULL;
    TRY(path_in(s->instance, STR("ledger.vkey"), &path));
    SB_CLEANUP struct sb text;
    sb_init(&text, VKEY_MAX);
    err_t e = file_read(&text, path, why);
    if (e == ERR_NOT_FOUND) e = fault_set(why, ERR_STATE, "setup.no_ledger_key", "%s", path);
    /* One line a key, that of the present log first (a restore adds the earlier ones). */
    struct str rest = str_trim(sb_str(&text)), first = str_trim(str_cut(&rest, '\n'));
    if (e == OK && checkpoint_key_parse(first, &s->ledger_key) != OK)
        e = fault_set(why, ERR_INVALID, "setup.bad_ledger_key", "%s", path);
    free(path);
    TRY(e);
    s->vkey = str_dup(first);
    return s->vkey ? OK : ERR_NOMEM;
}

/* The store's log, for whose key the signer is asked, must be that of ledger.vkey: neither a key
 * beside another store nor a store beside another key is an office. */
struct beginning {
    struct setup *setup;
    struct fault why;
};

static err_t check_origin(struct db *db, struct beginning *b)
{
    ARENA_CLEANUP struct arena a;
    struct ledger_log l;
    struct str origin;
    const char *name = b->setup->ledger_key.log.name;
    arena_init(&a, SIZE_MAX);
    TRY(ledger_log_last(db, &l));
    TRY(ledger_log_origin(db, &l, &a, &origin));
    if (str_eqz(origin, name)) return OK;
    return fault_set(&b->why, ERR_STATE, "setup.other_ledger", "%.*s" FS "%s", STR_ARG(origin),
                     name);
}

static err_t begin_ledger(struct db *db, void *arg)
{
    struct beginning *b = arg;
    const struct setup *s = b->setup;
    err_t e = ledger_open(db, str_z(s->ledger_key.log.name), clock_now(&s->clock));
    return e == ERR_EXISTS ? check_origin(db, b) : e;
}

/* Half a restore is no office. */
err_t setup_check_whole(const struct setup *s, struct fault *why)
{
    char *path = NULL;
    TRY(path_in(s->instance, STR(SETUP_RESTORE_MARK), &path));
    bool half = access(path, F_OK) == 0;
    free(path);
    return half ? fault_set(why, ERR_STATE, "setup.restore_unfinished", "%s", s->instance) : OK;
}

err_t setup_open_store(struct setup *s, struct fault *why)
{
    TRY(setup_check_whole(s, why));
    TRY(read_key(s, why));
    TRY(store_migrate(&s->store_config, why));
    TRY(store_open(&s->store_config, &s->store, why));
    TRY(org_image_attach(s->store));
    TRY(standard_shelf_make(&s->shelf));
    TRY(path_in(s->instance, STR("files"), &s->files));
    TRY(network_shelf_make(s->files, &s->network));
    s->office = (struct office){
        .store = s->store, .clock = &s->clock, .shelf = s->shelf, .network = s->network};
    TRY(search_folded_new(&s->office.folded));
    TRY(search_index_new(&s->office.search));
    struct beginning b = {.setup = s};
    err_t e = store_write(s->store, begin_ledger, &b, why);
    if (e != OK && b.why.id && why) *why = b.why;
    return e;
}

/* ERR_NOT_FOUND: the office has not begun with any. */
static err_t load_in_force(struct setup *s, struct fault *why)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    char digest[VERSION_DIGEST];
    TRY(store_read_begin(s->store, &db, why));
    TRY(versions_in_force(db, clock_now(&s->clock), digest));
    err_t e = versions_load(db, digest, &s->catalogue, why);
    return e == ERR_NOT_FOUND ? ERR_CORRUPT : e;
}

static err_t found(struct setup *s, struct fault *why)
{
    TRY(catalogue_load_folder(s->catalogue_folder, &s->catalogue, NULL, NULL, why));
    return versions_found(s->store, &s->clock, s->catalogue,
                          s->founded_by ? s->founded_by : "start", why);
}

err_t setup_open(struct setup *s, struct fault *why)
{
    TRY(setup_open_store(s, why));
    err_t e = load_in_force(s, why);
    TRY(e == ERR_NOT_FOUND ? found(s, why) : e);
    s->office.catalogue = s->catalogue;
    return OK;
}

err_t setup_stage(struct setup *s, enum version_staged *ret, struct fault *why)
{
    struct catalogue *c = NULL;
    TRY(catalogue_load_folder(s->catalogue_folder, &c, NULL, NULL, why));
    err_t e = versions_stage(s->store, &s->clock, c, "start", ret, why);
    catalogue_free(c);
    return e;
}

void setup_release(struct setup *s)
{
    search_folded_free(s->office.folded);
    search_index_free(s->office.search);
    store_close(s->store);
    standard_shelf_free(s->shelf);
    network_shelf_free(s->network);
    free(s->files);
    if (s->catalogue) catalogue_free(s->catalogue);
    free(s->vkey);
    free(s->instance);
    free(s->office_name);
    free(s->conninfo);
    free(s->sqlite_path);
    free(s->catalogue_folder);
    *s = (struct setup){0};
}
