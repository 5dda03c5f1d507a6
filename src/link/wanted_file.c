/* SPDX-License-Identifier: Apache-2.0
 *
 * The desired state on disk. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/sha256.h"
#include "link/wanted_parts.h"

enum {
    HEAD_MAX = 100,
    FILE_MAX = 1 << 30,
    FRAME_MAX = DESIRED_BYTES_MAX + 1,
    ANEW_LEAST = 1 << 20,
    ARENA_BYTES = 512 << 20,
    DIGEST_HEX = 64
};
static const char name[] = "wanted", aside[] = "wanted.damaged", head_word[] = "SKF1 ";

/* --- writing ----------------------------------------------------------------------------- */

static void add_frame(struct sb *to, char what, struct str bytes)
{
    struct sha256 h;
    uint8_t digest[SHA256_LEN];
    sha256_init(&h);
    sha256_add(&h, (struct str){&what, 1});
    sha256_add(&h, bytes);
    sha256_end(&h, digest);
    sb_addf(to, "%s%zu ", head_word, bytes.n + 1);
    sb_add_hex(to, (struct str){(const char *)digest, sizeof digest});
    sb_addc(to, '\n');
    sb_addc(to, what);
    sb_add(to, bytes);
    sb_addc(to, '\n');
}

err_t wanted_write(struct wanted *w, char what, struct str bytes)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, FRAME_MAX + HEAD_MAX);
    add_frame(&b, what, bytes);
    TRY(sb_end(&b));
    TRY(disk_append(w->disk, w->fd, w->end, sb_str(&b)));
    w->end += (off_t)b.n;
    return OK;
}

/* As a document, all that is wanted; drops and what was said as lines of their own. */
static err_t add_all(struct wanted *w, struct sb *to)
{
    SB_CLEANUP struct sb text;
    SB_CLEANUP struct sb drops;
    SB_CLEANUP struct sb said;
    size_t n = 0;
    sb_init(&text, DESIRED_BYTES_MAX);
    sb_init(&drops, FRAME_MAX);
    sb_init(&said, FRAME_MAX);
    struct desired_item *v = calloc(w->n_want + 1, sizeof *v);
    if (!v) return ERR_NOMEM;
    for (size_t i = 0; i < w->n_slots; i++) {
        const struct wanted_item *it = w->slots[i];
        if (!it) continue;
        if (it->item.what == DESIRED_DROP)
            sb_addf(&drops, "%lld %d %s\n", (long long)it->item.matter.v, it->item.no,
                    it->item.kind);
        else
            v[n++] = it->item;
        if (it->said != WANTED_UNSAID)
            sb_addf(&said, "%lld %d %d\n", (long long)it->item.matter.v, it->item.no,
                    (int)it->said);
    }
    struct desired d = {.enforcer = w->enforcer,
                        .snapshot = true,
                        .revision = w->revision,
                        .made = {1},
                        .items = v,
                        .n_items = n};
    err_t e = desired_write(&text, &d, NULL);
    free(v);
    TRY(e);
    TRY(sb_end(&drops));
    TRY(sb_end(&said));
    add_frame(to, 'L', str_z(w->ledger));
    if (w->any) add_frame(to, 'D', sb_str(&text));
    if (drops.n) add_frame(to, 'X', sb_str(&drops));
    if (said.n) add_frame(to, 'S', sb_str(&said));
    return sb_end(to);
}

static err_t reopen(struct wanted *w)
{
    file_close(&w->fd);
    w->fd = openat(w->disk->dir, name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (w->fd < 0) return ERR_IO;
    w->end = lseek(w->fd, 0, SEEK_END);
    return w->end < 0 ? ERR_IO : OK;
}

err_t wanted_write_anew(struct wanted *w)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, FILE_MAX);
    TRY(add_all(w, &b));
    w->anew = 2 * (int64_t)b.n > ANEW_LEAST ? 2 * (int64_t)b.n : ANEW_LEAST;
    err_t e = disk_put(w->disk, "", name, sb_str(&b), 0600);
    if (e == ERR_IO) { /* the old file is as good; it only goes on growing */
        w->anew = 2 * w->anew;
        return reopen(w);
    }
    TRY(e);
    return reopen(w);
}

/* --- reading ----------------------------------------------------------------------------- */

/* The next whole frame; false: there is none (the end, or torn). */
static bool next_frame(struct str *rest, char *ret_what, struct str *ret)
{
    struct str in = *rest, word = str_z(head_word);
    uint8_t digest[SHA256_LEN];
    int64_t n;
    size_t line = str_find(str_head(in, HEAD_MAX), '\n');
    if (!str_starts(in, word) || line >= HEAD_MAX || line == in.n) return false;
    struct str head = str_skip(str_head(in, line), word.n), length = str_cut(&head, ' ');
    in = str_skip(in, line + 1);
    if (str_to_i64(length, &n) != OK || n < 1 || n > FRAME_MAX || (uint64_t)n >= in.n) return false;
    struct str body = str_head(in, (size_t)n);
    if (in.p[n] != '\n') return false;
    sha256(body, digest);
    SB_CLEANUP struct sb hex;
    sb_init(&hex, DIGEST_HEX);
    sb_add_hex(&hex, (struct str){(const char *)digest, sizeof digest});
    if (sb_end(&hex) != OK || !str_eq(sb_str(&hex), head)) return false;
    *ret_what = body.p[0];
    *ret = str_skip(body, 1);
    *rest = str_skip(in, (size_t)n + 1);
    return true;
}

static err_t numbers(struct str *line, int64_t *a, int64_t *b)
{
    struct str x = str_cut(line, ' '), y = str_cut(line, ' ');
    TRY(id_parse(x, a));
    TRY(id_parse(y, b));
    return *b <= INT32_MAX ? OK : ERR_INVALID;
}

static err_t take_said(struct wanted *w, struct str bytes)
{
    while (bytes.n) {
        struct str line = str_cut(&bytes, '\n');
        int64_t matter, no, said;
        TRY(numbers(&line, &matter, &no));
        TRY(str_to_i64(line, &said));
        if (said < REPORT_APPLIED || said > REPORT_REMOVED) return ERR_INVALID;
        wanted_note(w, matter_id(matter), (int32_t)no, (enum report_said)said);
    }
    return OK;
}

static err_t take_drops(struct wanted *w, struct str bytes)
{
    while (bytes.n) {
        struct str line = str_cut(&bytes, '\n');
        int64_t matter, no;
        TRY(numbers(&line, &matter, &no));
        char *kind = str_dup(line);
        if (!kind) return ERR_NOMEM;
        struct desired_item it = {
            .matter = {matter}, .no = (int32_t)no, .what = DESIRED_DROP, .kind = kind};
        err_t e = wanted_put(w, &it);
        free(kind);
        TRY(e);
    }
    return OK;
}

static err_t take_document(struct wanted *w, struct str bytes)
{
    struct arena arena ARENA_CLEANUP;
    struct desired d;
    arena_init(&arena, ARENA_BYTES);
    TRY(desired_read(&arena, bytes, &d, NULL));
    if (!d.snapshot && (!w->any || d.since != w->revision)) return ERR_INVALID;
    return wanted_fold(w, &d);
}

static err_t take_frame(struct wanted *w, char what, struct str bytes)
{
    switch (what) {
    case 'D':
        return take_document(w, bytes);
    case 'S':
        return take_said(w, bytes);
    case 'X':
        return take_drops(w, bytes);
    case 'F':
        wanted_clear_said(w);
        return OK;
    case 'L':
        if (bytes.n > WANTED_LEDGER) return ERR_INVALID;
        if (bytes.n) memcpy(w->ledger, bytes.p, bytes.n);
        w->ledger[bytes.n] = '\0';
        return OK;
    default:
        return ERR_INVALID;
    }
}

static void empty(struct wanted *w)
{
    for (size_t i = 0; i < w->n_slots; i++) free(w->slots[i]);
    free(w->slots);
    w->slots = NULL;
    w->n_slots = w->n = w->n_want = 0;
    w->revision = 0;
    w->any = false;
}

static err_t load(struct wanted *w, struct str rest, size_t *ret_good)
{
    size_t whole = rest.n;
    char what;
    struct str bytes;
    while (next_frame(&rest, &what, &bytes)) TRY(take_frame(w, what, bytes));
    *ret_good = whole - rest.n;
    return OK;
}

err_t wanted_open(struct wanted *w, struct disk *d, const char *enforcer)
{
    SB_CLEANUP struct sb b;
    size_t good = 0;
    *w = (struct wanted){
        .disk = d, .enforcer = enforcer, .fd = -1, .anew = ANEW_LEAST, .take_whole = true};
    sb_init(&b, FILE_MAX);
    err_t e = disk_get(d, "", name, &b);
    if (e == OK) e = load(w, sb_str(&b), &good);
    if (e == ERR_NOMEM || e == ERR_IO) return e;
    if (e != OK && e != ERR_NOT_FOUND) { /* asked for anew */
        empty(w);
        TRY(disk_move(d, "", name, "", aside));
        good = 0;
    }
    w->take_whole = true;
    TRY(reopen(w));
    if (w->end > (off_t)good && ftruncate(w->fd, (off_t)good) != 0) return ERR_IO;
    w->end = (off_t)good;
    return OK;
}

void wanted_release(struct wanted *w)
{
    empty(w);
    file_close(&w->fd);
}
