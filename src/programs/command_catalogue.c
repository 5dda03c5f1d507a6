/* SPDX-License-Identifier: Apache-2.0
 *
 * sekimori catalogue check [FOLDER] [--lang ja|en] [--text FILE]: every fault of a standard's
 * files, a line each: file:line:column: what is wrong. Japanese unless told otherwise. Exit codes:
 * 0 no faults, 1 faults, 2 wrong use.
 *
 * sekimori catalogue coverage [FOLDER] [--lang ja|en] [--json | --tsv]: what serves each paragraph.
 *
 * sekimori catalogue stage FOLDER [--instance DIR]: hand a version in. A running office takes it on
 * its admin socket. It changes nothing until it is put in force by the procedure.
 * sekimori catalogue adopt FOLDER [--instance DIR]: only where the version in force cannot be
 * loaded.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "catalogue/catalogue.h"
#include "base/file.h"
#include "catalogue/coverage_table.h"
#include "catalogue/coverage_text.h"
#include "programs/command.h"
#include "programs/command_admin.h"

enum { LINE_MAX_BYTES = 4096 };

struct telling {
    enum lang lang;
    unsigned n;
};

static void print_line(const struct sb *b, FILE *to)
{
    struct str s = sb_str(b);
    if (sb_end(b) == OK) (void)fwrite(s.p, 1, s.n, to);
}

static void tell(void *ctx, const struct fault *f)
{
    struct telling *t = ctx;
    struct sb b SB_CLEANUP = {.max = LINE_MAX_BYTES};
    struct fault bare = *f; /* the place stands in front, as editors read it */
    bare.file[0] = '\0';
    bare.line = bare.column = 0;
    if (f->file[0]) sb_addf(&b, "%s:", f->file);
    if (f->line) sb_addf(&b, "%u:%u:", (unsigned)f->line, (unsigned)f->column);
    if (f->file[0]) sb_addc(&b, ' ');
    fault_message(&b, t->lang, &bare);
    sb_addc(&b, '\n');
    print_line(&b, stdout);
    t->n++;
}

static err_t read_lang(const char *word, enum lang *ret, struct fault *why)
{
    for (int l = 0; word && l < LANGS; l++) {
        if (strcmp(word, lang_code((enum lang)l)) != 0) continue;
        *ret = (enum lang)l;
        return OK;
    }
    return word ? fault_set(why, ERR_INVALID, "cli.bad_lang", "%s", word) : OK;
}

static void summary(const struct telling *t, const char *folder, const struct catalogue *c)
{
    struct sb b SB_CLEANUP = {.max = LINE_MAX_BYTES};
    char first[24], second[24];
    snprintf(first, sizeof first, "%zu", c ? catalogue_n_procedures(c) : (size_t)t->n);
    snprintf(second, sizeof second, "%zu", c ? catalogue_n_books(c) : (size_t)0);
    if (c)
        tr_format(&b, t->lang, "catalogue.check_ok", folder, first, second, catalogue_digest(c));
    else
        tr_format(&b, t->lang, "catalogue.check_faults", first);
    sb_addc(&b, '\n');
    print_line(&b, c ? stdout : stderr);
}

/* What an official text says beside it; false when there was a fault. */
static bool check_text(const struct catalogue *c, const char *file, struct telling *t)
{
    struct fault why = {.code = OK};
    struct standard_text text;
    struct arena a ARENA_CLEANUP;
    struct sb bytes SB_CLEANUP = {.max = STANDARD_BYTES_MAX};
    arena_init(&a, STANDARD_ARENA_MAX);
    err_t e = file_read(&bytes, file, &why);
    if (e == OK) e = standard_parse(&a, sb_str(&bytes), file, &text, &why);
    if (e == OK) return coverage_text_check(c, &text, file, tell, t) == 0;
    if (!why.id) (void)fault_set(&why, e, "file.unreadable", "%s", file);
    tell(t, &why);
    return false;
}

int command_catalogue_check(int argc, char **argv)
{
    struct fault why = {.code = OK};
    struct telling t = {.lang = LANG_JA};
    const char *lang = NULL, *text = NULL;
    const struct command_option options[] = {{"lang", &lang, NULL}, {"text", &text, NULL}};
    int rest = 0;
    err_t e = command_options(argc, argv, options, ARRAY_LEN(options), &rest, &why);
    if (e == OK) e = read_lang(lang, &t.lang, &why);
    if (e == OK && rest > 1) e = fault_set(&why, ERR_INVALID, "cli.unexpected", "%s", argv[1]);
    if (e != OK) {
        (void)command_failed(&why);
        return EXIT_USAGE;
    }
    const char *folder = rest == 1 ? argv[0] : "catalogue/hokkaido";
    struct catalogue *c = NULL;
    e = catalogue_load_folder(folder, &c, tell, &t, NULL);
    bool good = e == OK && (!text || check_text(c, text, &t));
    summary(&t, folder, good ? c : NULL);
    catalogue_free(c);
    return good ? EXIT_DONE : EXIT_REFUSED;
}

/* The options of `coverage`. */
struct coverage_wish {
    const char *lang, *folder;
    bool json, tsv;
    enum lang in;
};

static err_t read_wish(int argc, char **argv, struct coverage_wish *w, struct fault *why)
{
    const struct command_option options[] = {
        {"lang", &w->lang, NULL}, {"json", NULL, &w->json}, {"tsv", NULL, &w->tsv}};
    int rest = 0;
    TRY(command_options(argc, argv, options, ARRAY_LEN(options), &rest, why));
    TRY(read_lang(w->lang, &w->in, why));
    if (rest > 1) return fault_set(why, ERR_INVALID, "cli.unexpected", "%s", argv[1]);
    if (w->json && w->tsv) return fault_set(why, ERR_INVALID, "cli.json_or_tsv", NULL);
    w->folder = rest == 1 ? argv[0] : "catalogue/hokkaido";
    return OK;
}

/* False when it could not be written: a full disk, a closed pipe. */
static bool write_coverage(const struct coverage_wish *w, const struct catalogue *c)
{
    struct sb b SB_CLEANUP = {.max = COVERAGE_TABLE_MAX};
    if (w->json) {
        json_t *all = coverage_json(c);
        bool good = all && json_dumpf(all, stdout, JSON_INDENT(1) | JSON_PRESERVE_ORDER) == 0;
        json_decref(all);
        return putchar('\n') != EOF && fflush(stdout) == 0 && good;
    }
    if (w->tsv)
        coverage_table_tsv(&b, c, w->in);
    else
        coverage_table(&b, c, w->in);
    if (sb_end(&b) != OK) return false;
    struct str s = sb_str(&b);
    return fwrite(s.p, 1, s.n, stdout) == s.n && fflush(stdout) == 0;
}

int command_catalogue_coverage(int argc, char **argv)
{
    struct fault why = {.code = OK};
    struct coverage_wish w = {.in = LANG_JA};
    if (read_wish(argc, argv, &w, &why) != OK) {
        (void)command_failed(&why);
        return EXIT_USAGE;
    }
    struct telling t = {.lang = w.in};
    struct catalogue *c = NULL;
    err_t e = catalogue_load_folder(w.folder, &c, tell, &t, NULL);
    if (e != OK) {
        summary(&t, w.folder, NULL);
        return EXIT_REFUSED;
    }
    bool written = write_coverage(&w, c);
    catalogue_free(c);
    if (written) return EXIT_DONE;
    (void)fault_set(&why, ERR_IO, "cli.cannot_write", NULL);
    return command_failed(&why);
}

/* {"roles.yaml": "roles: ...", ...}: the folder's files as they are. */
static err_t pack(const struct catalogue *c, struct sb *out)
{
    json_t *all = json_object();
    err_t e = all ? OK : ERR_NOMEM;
    for (size_t i = 0; e == OK && i < catalogue_n_files(c); i++) {
        struct catalogue_file f = catalogue_file_at(c, i);
        json_t *text = json_stringn(f.bytes.p, f.bytes.n);
        if (!text)
            e = ERR_INVALID;
        else if (json_object_set_new(all, f.name, text) != 0)
            e = ERR_NOMEM;
    }
    char *z = e == OK ? json_dumps(all, JSON_COMPACT) : NULL;
    if (z) sb_addz(out, z);
    free(z);
    json_decref(all);
    if (e == OK) e = z ? sb_end(out) : ERR_NOMEM;
    return e;
}

static int hand_in(int argc, char **argv, struct str verb)
{
    const char *instance = "var/office";
    const struct command_option options[] = {{"instance", &instance, NULL}};
    struct fault why = {.code = OK};
    int rest = 0;
    err_t e = command_options(argc, argv, options, ARRAY_LEN(options), &rest, &why);
    if (e == OK && rest == 0) e = fault_set(&why, ERR_INVALID, "cli.no_folder", NULL);
    if (e == OK && rest > 1) e = fault_set(&why, ERR_INVALID, "cli.unexpected", "%s", argv[1]);
    if (e != OK) {
        (void)command_failed(&why);
        return EXIT_USAGE;
    }
    struct telling t = {.lang = command_lang()};
    struct catalogue *c = NULL;
    if (catalogue_load_folder(argv[0], &c, tell, &t, NULL) != OK) {
        summary(&t, argv[0], NULL);
        return EXIT_REFUSED;
    }
    SB_CLEANUP struct sb body;
    sb_init(&body, ADMIN_BODY_MAX);
    e = pack(c, &body);
    catalogue_free(c);
    if (e != OK) {
        (void)fault_set(&why, e, e == ERR_INVALID ? "cli.folder_not_text" : NULL, NULL);
        return command_failed(&why);
    }
    struct admin_request q = {.verb = verb, .file = str_z(argv[0]), .body = sb_str(&body)};
    return command_admin(instance, &q);
}

int command_catalogue_stage(int argc, char **argv)
{
    return hand_in(argc, argv, STR("catalogue.stage"));
}

int command_catalogue_adopt(int argc, char **argv)
{
    return hand_in(argc, argv, STR("catalogue.adopt"));
}
