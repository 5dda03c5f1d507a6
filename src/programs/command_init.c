/* SPDX-License-Identifier: Apache-2.0
 *
 * sekimori init --instance DIR [--name NAME] [--catalogue DIR] [--listen ADDRESS]: the folder of a
 * new office: its parts, office.conf, the empty store, the ledger's first leaf. The ledger's key
 * must be there: the signer makes it (sekimori-signer --init), which alone may hold it. Nothing
 * is left behind where it fails.
 */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "programs/command.h"
#include "web/setup.h"

enum { PATH_BYTES = 4096, CONF_BYTES = 16384, FOLDER_MODE = 0700, CONF_MODE = 0640 };

static const char *const folders[] = {"db", "files", "keys", "log", "nginx", "run"};

struct wishes {
    const char *instance, *name, *catalogue, *listen;
};

static err_t path_of(struct sb *b, const char *instance, const char *below)
{
    sb_reset(b);
    sb_addf(b, "%s/%s", instance, below);
    return sb_end(b);
}

static err_t make_folder(const char *path, struct fault *why)
{
    struct stat st;
    if (mkdir(path, FOLDER_MODE) == 0) return OK;
    if (errno == EEXIST && stat(path, &st) == 0 && S_ISDIR(st.st_mode)) return OK;
    return fault_set(why, ERR_IO, "init.no_folder", "%s", path);
}

static err_t add_setting(struct sb *conf, const char *key, const char *value, struct fault *why)
{
    if (value == NULL) return OK;
    struct str v = str_z(value);
    if (str_find(v, '\n') < v.n || str_find(v, '\r') < v.n)
        return fault_set(why, ERR_INVALID, "init.bad_value", "%s", key);
    sb_addf(conf, "%s = %s\n", key, value);
    return OK;
}

/* office.conf comes last: where it stands, the office is whole. */
static err_t write_conf(const struct wishes *w, const char *path, struct fault *why)
{
    struct sb conf SB_CLEANUP = {.max = CONF_BYTES};
    sb_addf(&conf, "# %s\n", tr(command_lang(), "init.conf"));
    TRY(add_setting(&conf, "office_name", w->name, why));
    TRY(add_setting(&conf, "catalogue", w->catalogue, why));
    TRY(add_setting(&conf, "nginx_listen", w->listen, why));
    TRY(sb_end(&conf));
    return file_write_atomic(path, sb_str(&conf), CONF_MODE, why);
}

/* Opening it once brings the schema up and shows that the catalogue loads. */
static err_t open_once(const char *instance, struct fault *why)
{
    struct setup s = {0};
    err_t e = setup_read(&s, instance, why);
    s.founded_by = "init";
    if (e == OK) e = setup_open(&s, why);
    setup_release(&s);
    return e;
}

static err_t make_office(const struct wishes *w, struct fault *why)
{
    struct sb path SB_CLEANUP = {.max = PATH_BYTES};
    TRY(path_of(&path, w->instance, "office.conf"));
    if (access(sb_str(&path).p, F_OK) == 0)
        return fault_set(why, ERR_EXISTS, "init.exists", "%s", w->instance);
    TRY(make_folder(w->instance, why));
    for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
        TRY(path_of(&path, w->instance, folders[i]));
        TRY(make_folder(sb_str(&path).p, why));
    }
    TRY(path_of(&path, w->instance, "office.conf"));
    TRY(write_conf(w, sb_str(&path).p, why));
    err_t e = open_once(w->instance, why);
    if (e != OK) (void)unlink(sb_str(&path).p);
    return e;
}

int command_init(int argc, char **argv)
{
    struct wishes w = {NULL, NULL, NULL, NULL};
    const struct command_option options[] = {
        {"instance", &w.instance, NULL},
        {"name", &w.name, NULL},
        {"catalogue", &w.catalogue, NULL},
        {"listen", &w.listen, NULL},
    };
    struct fault why = {.code = OK};
    int rest = 0;
    err_t e = command_options(argc, argv, options, ARRAY_LEN(options), &rest, &why);
    if (e == OK && rest > 0) e = fault_set(&why, ERR_INVALID, "cli.unexpected", "%s", argv[0]);
    if (e == OK && w.instance == NULL)
        e = fault_set(&why, ERR_INVALID, "cli.needs_value", "%s", "instance");
    if (e != OK) {
        (void)command_failed(&why);
        return EXIT_USAGE;
    }
    e = make_office(&w, &why);
    if (e == OK) return EXIT_DONE;
    if (why.code == OK) (void)fault_set(&why, e, NULL, NULL);
    return command_failed(&why);
}
