/* SPDX-License-Identifier: Apache-2.0
 *
 * tplc OUT.c OUT.h TEMPLATE.html...: compiles page templates at build.
 * Prints file:line:column: what is wrong, and fails.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "web/template/ast.h"

enum { TEMPLATE_MAX = 1 << 20 };

static bool knows_text(void *arg, struct str id)
{
    (void)arg;
    return tr_find(LANG_JA, id) != NULL;
}

static err_t read_file(struct arena *a, const char *path, struct str *ret)
{
    FILE *f = fopen(path, "rb");
    char *buf = f ? arena_alloc(a, TEMPLATE_MAX) : NULL;
    size_t n = buf ? fread(buf, 1, TEMPLATE_MAX, f) : 0;
    bool good = buf && !ferror(f) && feof(f);
    if (f) (void)fclose(f);
    if (!good) return ERR_IO;
    *ret = (struct str){buf, n};
    return OK;
}

static struct str base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    struct str s = str_z(slash ? slash + 1 : path);
    return str_head(s, str_find(s, '.'));
}

static int by_name(const void *a, const void *b)
{
    return str_cmp(((const struct tpl_source *)a)->name, ((const struct tpl_source *)b)->name);
}

static err_t write_out(const char *path, const struct tpl_set *set,
                       err_t (*emit)(const struct tpl_set *, struct sb *))
{
    SB_CLEANUP struct sb b;
    sb_init(&b, 64U << 20);
    TRY(emit(set, &b));
    FILE *f = fopen(path, "wb");
    if (!f) return ERR_IO;
    bool good = fwrite(b.p, 1, b.n, f) == b.n;
    return fclose(f) == 0 && good ? OK : ERR_IO;
}

static int complain(const struct fault *why, err_t e)
{
    SB_CLEANUP struct sb text;
    sb_init(&text, 4096);
    if (why->id)
        tr_format(&text, LANG_EN, why->id, why->args[0], why->args[1]);
    else
        sb_addz(&text, err_name(e));
    fprintf(stderr, "%s:%u:%u: error: %.*s\n", why->file[0] ? why->file : "tplc", why->line,
            why->column, STR_ARG(sb_str(&text)));
    return 1;
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "usage: tplc OUT.c OUT.h TEMPLATE.html...\n");
        return 2;
    }
    ARENA_CLEANUP struct arena a;
    arena_init(&a, 512U << 20);
    size_t n = (size_t)argc - 3;
    struct tpl_sources all = {ARENA_ARRAY(&a, struct tpl_source, n), n};
    struct fault why = {.code = OK};
    if (!all.items) return complain(&why, ERR_NOMEM);
    for (size_t i = 0; i < n; i++) {
        const char *path = argv[i + 3];
        all.items[i] = (struct tpl_source){.name = base_name(path), .file = path};
        fault_place(&why, path, 0, 0);
        err_t e = read_file(&a, path, &all.items[i].text);
        if (e != OK) return complain(&why, e);
    }
    qsort(all.items, n, sizeof *all.items, by_name);
    struct tpl_set set;
    why = (struct fault){.code = OK};
    err_t e = tpl_build(&a, &all, true, knows_text, NULL, &set, &why);
    if (e == OK) e = write_out(argv[1], &set, tpl_emit_c);
    if (e == OK) e = write_out(argv[2], &set, tpl_emit_h);
    return e == OK ? 0 : complain(&why, e);
}
