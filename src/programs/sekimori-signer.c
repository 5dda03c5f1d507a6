/* SPDX-License-Identifier: Apache-2.0
 *
 * sekimori-signer - holds the key of the ledger
 *
 * SYNOPSIS
 *     sekimori-signer --instance DIR [--keys DIR] [--socket PATH] [--group GROUP] [--peer USER]...
 *     sekimori-signer --init --instance DIR --origin NAME [--keys DIR] [--vkey FILE]
 *
 * Signs a checkpoint of the ledger only when it continues the last one it signed. --init makes
 * the key and writes the public half (DIR/ledger.vkey). See sekimori-signer(8).
 */
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sandbox.h"
#include "base/text.h"
#include "ledger/keep.h"
#include "ledger/signer_serve.h"

enum { EXIT_DONE = 0, EXIT_REFUSED = 1, EXIT_USAGE = 2, PATH_BYTES = 4096 };

struct options {
    const char *instance, *keys, *socket, *origin, *vkey, *group;
    bool init;
    struct signer_serve serve;
};

static enum lang lang(void)
{
    const char *names[] = {"SEKIMORI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct str v = str_z(getenv(names[i]));
        if (v.n > 0) return str_starts(v, STR("ja")) ? LANG_JA : LANG_EN;
    }
    return LANG_EN;
}

static int failed(const struct fault *why)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, 4096);
    fault_message(&b, lang(), why);
    (void)fprintf(stderr, "sekimori-signer: %.*s\n", STR_ARG(sb_str(&b)));
    return EXIT_REFUSED;
}

static int usage(void)
{
    (void)fprintf(stderr, "%s\n", tr(lang(), "signer.usage"));
    return EXIT_USAGE;
}

/* A user or a group, by number or name. */
static bool id_option(const char *text, bool group, uint32_t *ret)
{
    int64_t v;
    if (str_to_i64(str_z(text), &v) == OK) {
        if (v < 0 || v >= UINT32_MAX) return false;
        *ret = (uint32_t)v;
        return true;
    }
    const struct group *g = group ? getgrnam(text) : NULL;
    const struct passwd *p = group ? NULL : getpwnam(text);
    if (g) *ret = g->gr_gid;
    if (p) *ret = p->pw_uid;
    return g || p;
}

static bool take_option(struct options *o, const char *name, const char *value)
{
    const struct {
        const char *name;
        const char **to;
    } texts[] = {
        {"--instance", &o->instance}, {"--keys", &o->keys}, {"--socket", &o->socket},
        {"--origin", &o->origin},     {"--vkey", &o->vkey}, {"--group", &o->group},
    };
    for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
        if (strcmp(name, texts[i].name) != 0) continue;
        *texts[i].to = value;
        return true;
    }
    if (strcmp(name, "--peer") != 0 || o->serve.n_peers == SIGNER_PEERS_MAX) return false;
    return id_option(value, false, &o->serve.peers[o->serve.n_peers++]);
}

static bool read_options(struct options *o, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--init") == 0) {
            o->init = true;
        } else if (i + 1 == argc || !take_option(o, argv[i], argv[i + 1])) {
            return false;
        } else {
            i++;
        }
    }
    if (o->group) {
        o->serve.for_group = true;
        if (!id_option(o->group, true, &o->serve.group)) return false;
    }
    return o->instance && (o->init ? o->origin != NULL : o->origin == NULL);
}

/* `given`, or a path below the instance. */
static const char *path_or(const char *given, const char *instance, const char *below, char *to)
{
    if (given) return given;
    int n = snprintf(to, PATH_BYTES, "%s/%s", instance, below);
    return n > 0 && n < PATH_BYTES ? to : "";
}

static err_t write_vkey(const char *path, struct str vkey, struct fault *why)
{
    char folder[PATH_BYTES];
    const char *slash = strrchr(path, '/');
    size_t n = slash ? (size_t)(slash - path) : 0;
    if (n >= sizeof folder) return fault_set(why, ERR_TOO_BIG, "signer.not_written", "%s", path);
    memcpy(folder, path, n);
    folder[n] = '\0';
    int dir = open(n ? folder : slash ? "/" : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    err_t e = dir < 0 ? ERR_IO : keep_write(dir, slash ? slash + 1 : path, vkey, 0644);
    if (dir >= 0) close(dir);
    return e == OK ? OK : fault_set(why, e, "signer.not_written", "%s", path);
}

static int init(const struct options *o, const char *keys)
{
    char buf[PATH_BYTES];
    struct fault why = {.code = OK};
    struct clock clock = clock_system();
    SB_CLEANUP struct sb vkey;
    sb_init(&vkey, 1024);
    if (signer_create(keys, str_z(o->origin), &clock, &vkey, &why) != OK) return failed(&why);
    const char *path = path_or(o->vkey, o->instance, "ledger.vkey", buf);
    if (write_vkey(path, sb_str(&vkey), &why) != OK) return failed(&why);
    return EXIT_DONE;
}

/* The key must not end up in a core file, in swap or under a debugger. */
static void harden(void)
{
    const struct rlimit none = {0, 0};
    (void)setrlimit(RLIMIT_CORE, &none);
    (void)prctl(PR_SET_DUMPABLE, 0);
    (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    (void)signal(SIGPIPE, SIG_IGN);
    (void)umask(077);
}

/* From here on: the key's folder and the socket that is open, nothing else. */
static err_t confine(const char *keys, struct fault *why)
{
    const struct sandbox_path path = {keys, SANDBOX_PATH_READ | SANDBOX_PATH_WRITE};
    const struct sandbox box = {
        .calls = SANDBOX_READ_FILES | SANDBOX_WRITE_FILES | SANDBOX_UNIX_SOCKETS,
        .paths = &path,
        .n_paths = 1,
        .landlock_optional = true,
    };
    return sandbox_enter(&box, why);
}

static int serve(const struct options *o, const char *keys)
{
    char buf[PATH_BYTES];
    struct fault why = {.code = OK};
    struct clock clock = clock_system();
    struct signer signer;
    int fd;
    struct signer_serve config = o->serve;
    config.socket = path_or(o->socket, o->instance, "run/signer.sock", buf);
    if (signer_open(keys, &signer, &why) != OK) return failed(&why);
    err_t e = signer_serve_listen(&config, &fd, &why);
    if (e == OK) e = confine(keys, &why);
    if (e == OK) e = signer_serve_loop(fd, &config, &signer, &clock, &why);
    signer_close(&signer);
    return e == OK ? EXIT_DONE : failed(&why);
}

int main(int argc, char **argv)
{
    char buf[PATH_BYTES];
    struct options o = {0};
    if (!read_options(&o, argc, argv)) return usage();
    harden();
    const char *keys = path_or(o.keys, o.instance, "keys", buf);
    return o.init ? init(&o, keys) : serve(&o, keys);
}
