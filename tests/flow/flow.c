/* SPDX-License-Identifier: Apache-2.0
 *
 * flow STORY ...: runs each story (README.md) in a new office and says in TAP whether all of it
 * came true.
 */
#include <setjmp.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "world.h"

enum { BLOCK_MAX = 8 };

struct block {
    struct words block[BLOCK_MAX]; /* the acts of `at once` */
    size_t n_block;
    const char *else_id; /* set: inside `at once` */
};

static void run_file(struct world *w, const char *path);

static void include(struct world *w, const struct words *words)
{
    const char *slash = strrchr(w->file, '/'), *file = w->file;
    unsigned line = w->line;
    int folder = slash ? (int)(slash - w->file) + 1 : 0;
    run_file(w, arena_printf(&w->arena, "%.*s%s", folder, w->file, words_at(words, 1)));
    w->file = file;
    w->line = line;
}

static void block_line(struct world *w, struct block *r, const struct words *words)
{
    if (words_is(words, 0, "end")) {
        say_at_once(w, r->block, r->n_block, r->else_id);
        *r = (struct block){.n_block = 0};
    } else if (r->n_block == BLOCK_MAX) {
        world_fail(w, "too many acts at once");
    } else {
        r->block[r->n_block++] = *words;
    }
}

static void run_line(struct world *w, struct block *r, const struct words *words)
{
    if (words->n == 0) return;
    if (r->else_id) {
        block_line(w, r, words);
        return;
    }
    bool looks = words_is(words, 0, "expect") && words_is(words, 1, "refused");
    if (w->waiting && !looks) {
        w->line = w->act_line;
        world_must(w, w->result, w->bad.n ? &w->bad.v[0] : &w->why,
                   w->bad.n ? w->bad.v[0].field : "refused");
    }
    if (words_is(words, 0, "story")) return;
    version_take_up(w);
    if (words_is(words, 0, "article")) {
        w->article = words_at(words, 1);
    } else if (words_is(words, 0, "include")) {
        include(w, words);
    } else if (words_is(words, 0, "at") && words_is(words, 1, "once")) {
        r->else_id = words_after(words, 2, "else");
        if (!r->else_id) world_fail(w, "at once one succeeds else WHAT?");
    } else if (!expect_line(w, words) && !setup_line(w, words) && !upload_line(w, words) &&
               !version_line(w, words) && !erase_line(w, words) && !enforcer_line(w, words) &&
               !say_line(w, words)) {
        world_fail(w, "nobody understands '%s'", words_at(words, 0));
    }
}

static void run_file(struct world *w, const char *path)
{
    struct sb text SB_CLEANUP;
    struct fault why = {0};
    sb_init(&text, 1 << 20);
    w->file = path;
    world_must(w, file_read(&text, path, &why), &why, path);
    struct str rest = arena_str(&w->arena, sb_str(&text));
    struct block r = {.n_block = 0};
    for (w->line = 1; rest.p; w->line++) {
        struct words words;
        struct str line = str_cut(&rest, '\n');
        if (words_read(&w->arena, line, &words) != OK) world_fail(w, "a quote is not closed");
        run_line(w, &r, &words);
    }
    if (w->waiting) world_must(w, w->result, w->bad.n ? &w->bad.v[0] : &w->why, "refused");
}

static bool run_story(const char *path)
{
    static struct world w;
    jmp_buf failed;
    world_make(&w, CATALOGUE_FOLDER);
    w.failed = &failed;
    if (setjmp(failed) != 0) { /* the world is left as it is: the process ends soon */
        return false;
    }
    run_file(&w, path);
    world_check_end(&w);
    world_remove(&w);
    return true;
}

int main(int argc, char **argv)
{
    int bad = 0;
    if (argc < 2) {
        (void)fprintf(stderr, "usage: flow STORY ...\n");
        return 2;
    }
    for (int i = 1; i < argc; i++) {
        const char *slash = strrchr(argv[i], '/');
        bool good = run_story(argv[i]);
        printf("%sok %d - %s\n", good ? "" : "not ", i, slash ? slash + 1 : argv[i]);
        bad += !good;
    }
    printf("1..%d\n", argc - 1);
    return bad > 0;
}
