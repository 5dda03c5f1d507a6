/* SPDX-License-Identifier: Apache-2.0 */
#include "net/used.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"

enum { SLOTS = 1 << 19, LINE_BYTES = 40 };

struct slot {
    int64_t matter; /* 0: free */
    int32_t no;
};
struct used {
    char *path;
    struct slot *slots;
    size_t n;
    bool changed;
};

static struct slot *find(const struct used *u, struct matter_id matter, int32_t no)
{
    uint64_t at = (uint64_t)matter.v * UINT64_C(0x9e3779b97f4a7c15) + (uint64_t)(uint32_t)no;
    for (at ^= at >> 31;; at++) {
        struct slot *s = u->slots + at % SLOTS;
        if (s->matter == 0 || (s->matter == matter.v && s->no == no)) return s;
    }
}

static void read_lines(struct used *u, struct str text)
{
    while (text.n > 0) {
        struct str no = str_cut(&text, '\n');
        struct str matter = str_cut(&no, '-');
        struct matter_id m;
        int64_t n;
        if (matter_id_parse(matter, &m) == OK && str_to_i64(no, &n) == OK && n > 0 &&
            n <= INT32_MAX)
            used_mark(u, m, (int32_t)n);
    }
}

err_t used_open(const char *path, struct used **ret)
{
    SB_CLEANUP struct sb text;
    sb_init(&text, (size_t)USED_MAX * LINE_BYTES);
    struct used *u = calloc(1, sizeof *u);
    if (!u) return ERR_NOMEM;
    u->path = strdup(path);
    u->slots = calloc(SLOTS, sizeof *u->slots);
    if (!u->path || !u->slots) {
        used_close(u);
        return ERR_NOMEM;
    }
    if (file_read(&text, path, NULL) == OK) read_lines(u, sb_str(&text));
    u->changed = false;
    *ret = u;
    return OK;
}

void used_mark(struct used *u, struct matter_id matter, int32_t no)
{
    struct slot *s = find(u, matter, no);
    if (s->matter || u->n == USED_MAX) return;
    *s = (struct slot){matter.v, no};
    u->n++;
    u->changed = true;
}

bool used_has(const struct used *u, struct matter_id matter, int32_t no)
{
    return find(u, matter, no)->matter != 0;
}

err_t used_save(struct used *u, struct fault *why)
{
    SB_CLEANUP struct sb text;
    sb_init(&text, (size_t)USED_MAX * LINE_BYTES);
    if (!u->changed) return OK;
    for (size_t i = 0; i < SLOTS; i++)
        if (u->slots[i].matter)
            sb_addf(&text, "%lld-%d\n", (long long)u->slots[i].matter, (int)u->slots[i].no);
    TRY(sb_end(&text));
    TRY(file_write_atomic(u->path, sb_str(&text), 0600, why));
    u->changed = false;
    return OK;
}

void used_close(struct used *u)
{
    if (!u) return;
    if (u->slots) (void)!used_save(u, NULL);
    free(u->path);
    free(u->slots);
    free(u);
}
