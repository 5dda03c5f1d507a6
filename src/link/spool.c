/* SPDX-License-Identifier: Apache-2.0 */
#include "link/spool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

enum { DOCUMENT_MAX = 8 << 20, NUMBER_DIGITS = 16, JOIN_ARENA = 64 << 20, JOINS_MAX = 64 };
static const char waiting[] = "spool", sent[] = "sent", refused[] = "refused",
                  reserve[] = "reserve", letters[] = "ore";

/* --- names ------------------------------------------------------------------------------- */

static void name_of(const struct spooled *s, char to[SPOOL_NAME])
{
    char c = letters[s->kind];
    (void)snprintf(to, SPOOL_NAME, "%016lld-%016lld.%c", (long long)s->first, (long long)s->last,
                   s->again ? c - 'a' + 'A' : c);
}

static bool parse_name(const char *name, struct spooled *ret)
{
    struct str s = str_z(name);
    struct spooled x = {0};
    if (s.n != 2 * NUMBER_DIGITS + 3 || s.p[NUMBER_DIGITS] != '-' ||
        s.p[2 * NUMBER_DIGITS + 1] != '.')
        return false;
    if (str_to_i64(str_head(s, NUMBER_DIGITS), &x.first) != OK ||
        str_to_i64(str_head(str_skip(s, NUMBER_DIGITS + 1), NUMBER_DIGITS), &x.last) != OK)
        return false;
    char c = s.p[s.n - 1];
    x.again = c >= 'A' && c <= 'Z';
    const char *at = strchr(letters, x.again ? c - 'A' + 'a' : c);
    if (!at || !*at || x.first <= 0 || x.last < x.first) return false;
    x.kind = (enum spool_kind)(at - letters);
    *ret = x;
    return true;
}

/* --- the list ---------------------------------------------------------------------------- */

static err_t grow(struct spool *q)
{
    if (q->n < q->cap) return OK;
    size_t cap = q->cap ? 2 * q->cap : 64;
    struct spooled *v = realloc(q->v, cap * sizeof *v);
    if (!v) return ERR_NOMEM;
    q->v = v;
    q->cap = cap;
    return OK;
}

static err_t insert(struct spool *q, const struct spooled *x)
{
    TRY(grow(q));
    size_t i = q->n++;
    while (i > 0 && q->v[i - 1].first > x->first) {
        q->v[i] = q->v[i - 1];
        i--;
    }
    q->v[i] = *x;
    q->bytes += x->bytes;
    return OK;
}

static void take_out(struct spool *q, size_t i)
{
    q->bytes -= q->v[i].bytes;
    q->n--;
    for (; i < q->n; i++) q->v[i] = q->v[i + 1];
}

static size_t find(const struct spool *q, const struct spooled *x)
{
    size_t i = 0;
    while (i < q->n && (q->v[i].first != x->first || q->v[i].kind != x->kind)) i++;
    return i;
}

/* --- opening ----------------------------------------------------------------------------- */

/* Call fn for each document in the folder; what is none of ours is left alone. */
static err_t each(struct spool *q, const char *folder,
                  err_t (*fn)(struct spool *, const char *name, struct spooled *,
                              const struct stat *, void *),
                  void *arg)
{
    int fd = openat(q->disk->dir, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
    struct dirent *d;
    err_t e = OK;
    if (!dir) {
        file_close(&fd);
        return ERR_IO;
    }
    while (e == OK && (d = readdir(dir))) {
        struct spooled x;
        struct stat st;
        bool half = str_ends(str_z(d->d_name), STR(".tmp"));
        if (half) (void)unlinkat(dirfd(dir), d->d_name, 0);
        if (half || !parse_name(d->d_name, &x)) continue;
        if (fstatat(dirfd(dir), d->d_name, &st, AT_SYMLINK_NOFOLLOW) != 0) continue;
        x.bytes = st.st_size;
        e = fn(q, d->d_name, &x, &st, arg);
    }
    (void)closedir(dir);
    return e;
}

static err_t note_number(struct spool *q, const char *name, struct spooled *x,
                         const struct stat *st, void *arg)
{
    (void)name;
    (void)st;
    if (x->last >= q->next) q->next = x->last + 1;
    if (arg) ++*(size_t *)arg;
    return OK;
}

static err_t note_waiting(struct spool *q, const char *name, struct spooled *x,
                          const struct stat *st, void *arg)
{
    TRY(note_number(q, name, x, st, arg));
    return insert(q, x);
}

/* What was put together into another goes. */
static err_t drop_spanned(struct spool *q)
{
    for (size_t i = 0; i < q->n; i++) {
        for (size_t k = q->n; k-- > 0;) {
            const struct spooled *a = &q->v[i], *b = &q->v[k];
            bool inside = a->kind == SPOOL_EVIDENCE && b->kind == SPOOL_EVIDENCE && i != k &&
                          b->first >= a->first && b->last <= a->last &&
                          b->last - b->first < a->last - a->first;
            if (!inside) continue;
            char name[SPOOL_NAME];
            name_of(b, name);
            TRY(disk_drop(q->disk, waiting, name));
            take_out(q, k);
            if (k < i) i--;
        }
    }
    return OK;
}

err_t spool_open(struct spool *q, struct disk *d, int64_t max)
{
    *q = (struct spool){.disk = d, .next = 1, .max = max};
    TRY(disk_folder(d, waiting));
    TRY(disk_folder(d, sent));
    TRY(disk_folder(d, refused));
    TRY(each(q, waiting, note_waiting, NULL));
    TRY(each(q, sent, note_number, NULL));
    TRY(each(q, refused, note_number, &q->refused));
    if (disk_reserve(d, reserve, SPOOL_RESERVE) != OK) q->degraded = true;
    return drop_spanned(q);
}

void spool_release(struct spool *q)
{
    free(q->v);
    *q = (struct spool){0};
}

/* --- room -------------------------------------------------------------------------------- */

static err_t drop_sent(struct spool *q, const char *name, struct spooled *x, const struct stat *st,
                       void *arg)
{
    (void)x;
    (void)st;
    (void)arg;
    return disk_drop(q->disk, sent, name);
}

static bool may_join(const struct spool *q, size_t i)
{
    return q->v[i].kind == SPOOL_EVIDENCE && !q->v[i].again;
}

/* The next evidence after i; q->n: none. */
static size_t next_evidence(const struct spool *q, size_t i)
{
    for (i++; i < q->n && q->v[i].kind != SPOOL_EVIDENCE; i++) continue;
    return i;
}

static err_t join_pair(struct spool *q, size_t i, size_t k)
{
    struct arena arena ARENA_CLEANUP;
    SB_CLEANUP struct sb a;
    SB_CLEANUP struct sb b;
    SB_CLEANUP struct sb both;
    struct spooled x = q->v[i];
    char name[SPOOL_NAME], old[2][SPOOL_NAME];
    arena_init(&arena, JOIN_ARENA);
    sb_init(&a, DOCUMENT_MAX);
    sb_init(&b, DOCUMENT_MAX);
    sb_init(&both, DOCUMENT_MAX);
    TRY(spool_read(q, &q->v[i], &a));
    TRY(spool_read(q, &q->v[k], &b));
    TRY(spool_join(&arena, sb_str(&a), sb_str(&b), &both));
    x.last = q->v[k].last;
    x.bytes = (int64_t)both.n;
    name_of(&q->v[i], old[0]);
    name_of(&q->v[k], old[1]);
    name_of(&x, name);
    TRY(disk_put(q->disk, waiting, name, sb_str(&both), 0600));
    take_out(q, k);
    q->bytes += x.bytes - q->v[i].bytes;
    q->v[i] = x;
    q->coalesced++;
    (void)!disk_drop(q->disk, waiting, old[0]); /* else the next start drops them */
    (void)!disk_drop(q->disk, waiting, old[1]);
    return OK;
}

/* The oldest counters that have never been sent, two by two. */
static err_t join_oldest(struct spool *q)
{
    bool first = true;
    for (size_t i = 0; i < q->n; i++) {
        if (q->v[i].kind != SPOOL_EVIDENCE) continue;
        size_t k = next_evidence(q, i);
        bool head = first;
        first = false;
        if (head || k >= q->n || !may_join(q, i) || !may_join(q, k)) continue;
        err_t e = join_pair(q, i, k);
        if (e != ERR_STATE && e != ERR_TOO_BIG) return e;
    }
    return ERR_NOT_FOUND;
}

/* Joining needs room itself. What it gains is the reserve's first. */
static bool join_in_reserve(struct spool *q)
{
    disk_give_up(q->disk, reserve);
    err_t e = join_oldest(q);
    return disk_reserve(q->disk, reserve, SPOOL_RESERVE) == OK && e == OK;
}

static err_t put(struct spool *q, const struct spooled *x, struct str document)
{
    char name[SPOOL_NAME];
    name_of(x, name);
    return disk_put(q->disk, waiting, name, document, 0600);
}

/* What was acknowledged gives room first, then counters become fewer; then, for what may not be
 * lost, the reserve. */
static err_t put_somehow(struct spool *q, const struct spooled *x, struct str document)
{
    err_t e = put(q, x, document);
    if (e == OK || !q->disk->full) return e;
    q->degraded = true;
    (void)!each(q, sent, drop_sent, NULL);
    e = put(q, x, document);
    if (e != OK && x->kind != SPOOL_EVIDENCE) {
        disk_give_up(q->disk, reserve);
        e = put(q, x, document);
    }
    for (int i = 0; i < JOINS_MAX && e != OK && q->disk->full && join_in_reserve(q); i++)
        e = put(q, x, document);
    return e;
}

static err_t make_room(struct spool *q, int64_t bytes, struct fault *why)
{
    while (q->bytes + bytes > q->max) {
        q->degraded = true;
        if (join_oldest(q) != OK) return fault_set(why, ERR_TOO_BIG, "link.spool_full", NULL);
    }
    return OK;
}

err_t spool_add(struct spool *q, enum spool_kind kind, struct str document, struct fault *why)
{
    struct spooled x = {q->next, q->next, kind, false, (int64_t)document.n};
    if (document.n > DOCUMENT_MAX) return fault_set(why, ERR_TOO_BIG, "link.spool_full", NULL);
    if (kind == SPOOL_EVIDENCE) TRY(make_room(q, x.bytes, why));
    TRY(grow(q));
    err_t e = put_somehow(q, &x, document);
    if (e != OK) {
        /* A rename may have happened although its sync failed: the same document never stands
         * twice, so that number is not used again and what stands there goes. */
        char name[SPOOL_NAME];
        name_of(&x, name);
        (void)!disk_drop(q->disk, waiting, name);
        q->next++;
        return fault_set(why, e, q->disk->full ? "link.disk_full" : "link.disk", NULL);
    }
    q->next++;
    return insert(q, &x);
}

/* --- leaving ----------------------------------------------------------------------------- */

bool spool_first(const struct spool *q, enum spool_kind kind, struct spooled *ret)
{
    for (size_t i = 0; i < q->n; i++) {
        if (q->v[i].kind != kind) continue;
        *ret = q->v[i];
        return true;
    }
    return false;
}

err_t spool_read(struct spool *q, const struct spooled *x, struct sb *to)
{
    char name[SPOOL_NAME];
    name_of(x, name);
    return disk_get(q->disk, waiting, name, to);
}

static err_t leave(struct spool *q, const struct spooled *x, const char *folder)
{
    char name[SPOOL_NAME];
    size_t i = find(q, x);
    if (i == q->n) return OK;
    name_of(x, name);
    TRY(disk_move(q->disk, waiting, name, folder, name));
    take_out(q, i);
    if (q->degraded && q->bytes < q->max / 2 && disk_reserve(q->disk, reserve, SPOOL_RESERVE) == OK)
        q->degraded = false;
    return OK;
}

err_t spool_done(struct spool *q, const struct spooled *x)
{
    return leave(q, x, sent);
}

err_t spool_refuse(struct spool *q, const struct spooled *x)
{
    TRY(leave(q, x, refused));
    q->refused++;
    return OK;
}

/* --- what was acknowledged --------------------------------------------------------------- */

static err_t send_again(struct spool *q, const char *name, struct spooled *x, const struct stat *st,
                        void *arg)
{
    char to[SPOOL_NAME];
    (void)st;
    (void)arg;
    x->again = true;
    name_of(x, to);
    TRY(disk_move(q->disk, sent, name, waiting, to));
    return insert(q, x);
}

err_t spool_again(struct spool *q)
{
    return each(q, sent, send_again, NULL);
}

static err_t prune_one(struct spool *q, const char *name, struct spooled *x, const struct stat *st,
                       void *arg)
{
    const struct moment *before = arg;
    int64_t at = (int64_t)st->st_mtim.tv_sec * 1000 + st->st_mtim.tv_nsec / 1000000;
    (void)x;
    return at < before->ms ? disk_drop(q->disk, sent, name) : OK;
}

err_t spool_prune(struct spool *q, struct moment before)
{
    return each(q, sent, prune_one, &before);
}
