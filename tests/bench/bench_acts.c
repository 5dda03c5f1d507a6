/* SPDX-License-Identifier: Apache-2.0
 *
 * Full acts a second: applications as the page makes them (form checked, roles resolved, duties
 * opened, act folded, leaf and projections written), durable when answered, beside the bare peer
 * that only appends a chained leaf. By turns in one run; an argument sets the milliseconds a turn.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "chain_peer.h"
#include "temp_store.h"
#include "world.h"

enum { LEAF_BYTES = 300, TURNS = 2 };

static void set_up(struct world *w)
{
    struct sb text SB_CLEANUP;
    struct fault why = {0};
    sb_init(&text, 1 << 20);
    w->file = TOWN;
    world_must(w, file_read(&text, TOWN, &why), &why, TOWN);
    struct str rest = arena_str(&w->arena, sb_str(&text));
    for (w->line = 1; rest.p; w->line++) {
        struct words words;
        world_must(w, words_read(&w->arena, str_cut(&rest, '\n'), &words), NULL,
                   "a line of the town");
        if (words.n && !setup_line(w, &words) && !say_line(w, &words))
            world_fail(w, "nobody understands '%s'", words_at(&words, 0));
    }
}

struct applying {
    struct world *w;
    struct actor actor;
    json_t *form;
};

static void apply(void *ctx)
{
    struct applying *a = ctx;
    struct matter_done opened;
    struct faults bad;
    struct fault why = {0};
    err_t e = matters_open(&a->w->office, &a->actor, "media-bring-in", a->form, STR_NONE, &opened,
                           &bad, &why);
    if (e == OK) return;
    fprintf(stderr, "%s %s %s\n", err_name(e), why.id ? why.id : "", bad.n ? bad.v[0].field : "");
    abort();
}

static double acts(unsigned writers, int64_t ms)
{
    static struct world w;
    world_make(&w, CATALOGUE_FOLDER);
    set_up(&w);
    struct applying a = {.w = &w,
                         .actor = {.person = person_id(world_id(&w, NAME_PERSON, "田中"))}};
    a.form =
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "managed", "nobody_here",
                  "description", "USB 1", "owner", "vendor", "exemption", "none", "reason", "bench",
                  "content", "none", "from", "2026-04-10T10:00", "until", "2030-04-10T17:00");
    if (!a.form) abort();
    double rate = bench_threads(writers, ms, apply, &a);
    json_decref(a.form);
    world_remove(&w);
    return rate;
}

int main(int argc, char **argv)
{
    static const unsigned writers[] = {1, 8, 32};
    int64_t ms = argc > 1 ? strtoll(argv[1], NULL, 10) : 1000;
    if (ms < 1 || ms > 60000) return 2;
    (void)setenv("SEKIMORI_TEST_STORE", "sqlite", 1);
    puts("Full acts (applications) a second beside a bare hash-chained SQLite group commit, same "
         "disk, by turns:");
    for (size_t i = 0; i < ARRAY_LEN(writers); i++) {
        double peer = 0, ours = 0;
        struct temp_store dir;
        for (int t = 0; t < TURNS; t++) {
            temp_store_prepare(&dir, STORE_SQLITE, NULL);
            peer += chain_peer(dir.dir, writers[i], ms, LEAF_BYTES) / TURNS;
            temp_store_remove(&dir);
            ours += acts(writers[i], ms) / TURNS;
        }
        printf("  %2u writers: acts %7.0f/s   bare leaves %7.0f/s   ratio %5.1f %%\n", writers[i],
               ours, peer, 100.0 * ours / peer);
    }
    return 0;
}
