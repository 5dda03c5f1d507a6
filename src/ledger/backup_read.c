/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "ledger/backup_file.h"
#include "ledger/canon.h"

enum { BUFFER = 64 << 10, LINE_MAX_BYTES = 256 };

/* More bytes at the end of the buffer; ERR_CORRUPT when there are none. */
static err_t fill(struct backup_reader *r, size_t want)
{
    if (r->from > 0) {
        memmove(r->buf, r->buf + r->from, r->to - r->from);
        r->to -= r->from;
        r->from = 0;
    }
    if (r->cap < want) {
        size_t cap = r->cap ? r->cap : BUFFER;
        while (cap < want) cap *= 2;
        char *p = realloc(r->buf, cap);
        if (!p) return ERR_NOMEM;
        r->buf = p;
        r->cap = cap;
    }
    while (r->to < want) {
        size_t n = 0;
        if (!r->at_end) TRY(r->source.read(r->source.ctx, r->buf + r->to, r->cap - r->to, &n));
        if (n == 0) {
            r->at_end = true;
            return ERR_CORRUPT;
        }
        r->to += n;
    }
    return OK;
}

static err_t need(struct backup_reader *r, size_t n, struct str *ret)
{
    if (r->to - r->from < n) TRY(fill(r, n));
    *ret = (struct str){r->buf + r->from, n};
    r->from += n;
    r->offset += n;
    return OK;
}

/* A line, without its newline. */
static err_t line(struct backup_reader *r, struct str *ret)
{
    for (size_t have = r->to - r->from, seen = 0;;) {
        const char *p = r->buf ? r->buf + r->from : NULL;
        const char *end = p && have > seen ? memchr(p + seen, '\n', have - seen) : NULL;
        if (end) {
            *ret = (struct str){p, (size_t)(end - p)};
            r->from += ret->n + 1;
            r->offset += ret->n + 1;
            return OK;
        }
        if (have >= LINE_MAX_BYTES) return ERR_CORRUPT;
        seen = have;
        TRY(fill(r, have + 1));
        have = r->to - r->from;
    }
}

/* `word NUMBER` with a number from 1 to max. */
static bool sized(struct str text, const char *word, size_t max, size_t *ret)
{
    int64_t v;
    if (!str_eqz(str_cut(&text, ' '), word) || !text.p || text.n == 0) return false;
    if (text.p[0] == '0' || str_to_i64(text, &v) != OK || v < 1 || (uint64_t)v > max) return false;
    *ret = (size_t)v;
    return true;
}

err_t backup_open(struct backup_reader *r, struct bundle_source source)
{
    struct str first;
    *r = (struct backup_reader){.source = source};
    TRY(line(r, &first));
    return str_eqz(first, "sekimori-backup/1") ? OK : ERR_CORRUPT;
}

static void end_part(struct backup_reader *r)
{
    if (r->in_part) sha256_end(&r->hash, r->parts.v[r->parts.n - 1].sha256);
    r->in_part = false;
}

static err_t part(struct backup_reader *r, struct str name, struct backup_item *ret)
{
    end_part(r);
    if (!backup_part_valid(name) || r->parts.n == BACKUP_PARTS_MAX) return ERR_CORRUPT;
    if (r->parts.n == r->parts.cap) {
        size_t cap = r->parts.cap ? 2 * r->parts.cap : 64;
        struct backup_part *more = realloc(r->parts.v, cap * sizeof *more);
        if (!more) return ERR_NOMEM;
        r->parts.v = more;
        r->parts.cap = cap;
    }
    struct backup_part *p = &r->parts.v[r->parts.n++];
    *p = (struct backup_part){.size = 0};
    memcpy(p->name, name.p, name.n);
    sha256_init(&r->hash);
    r->in_part = true;
    *ret = (struct backup_item){.kind = BACKUP_PART, .name = str_z(p->name)};
    return OK;
}

static err_t data(struct backup_reader *r, size_t n, struct backup_item *ret)
{
    struct str bytes;
    if (!r->in_part) return ERR_CORRUPT;
    TRY(need(r, n + 1, &bytes));
    if (bytes.p[n] != '\n') return ERR_CORRUPT;
    bytes.n = n;
    sha256_add(&r->hash, bytes);
    r->parts.v[r->parts.n - 1].size += n;
    *ret = (struct backup_item){.kind = BACKUP_DATA, .data = bytes};
    return OK;
}

/* --- the manifest --- */

static bool part_is(const json_t *o, const struct backup_part *p)
{
    const char *name = json_string_value(json_object_get(o, "name"));
    const char *told = json_string_value(json_object_get(o, "sha256"));
    const json_t *size = json_object_get(o, "size");
    static const char digits[] = "0123456789abcdef";
    char hex[BACKUP_HEX + 1] = "";
    for (size_t i = 0; i < SHA256_LEN; i++) {
        hex[2 * i] = digits[p->sha256[i] >> 4];
        hex[2 * i + 1] = digits[p->sha256[i] & 15];
    }
    return name && told && strcmp(name, p->name) == 0 && strcmp(told, hex) == 0 &&
           json_is_integer(size) && json_integer_value(size) == (json_int_t)p->size;
}

static int by_name(const void *a, const void *b)
{
    const struct backup_part *const *x = a, *const *y = b;
    return strcmp((*x)->name, (*y)->name);
}

/* No part stands twice. */
static err_t check_names(const struct backup_parts *parts)
{
    if (parts->n == 0) return ERR_CORRUPT;
    const struct backup_part **v = malloc(parts->n * sizeof *v);
    if (!v) return ERR_NOMEM;
    for (size_t i = 0; i < parts->n; i++) v[i] = &parts->v[i];
    qsort(v, parts->n, sizeof *v, by_name);
    err_t e = OK;
    for (size_t i = 1; i < parts->n; i++) {
        if (strcmp(v[i - 1]->name, v[i]->name) == 0) e = ERR_CORRUPT;
    }
    free(v);
    return e;
}

static err_t check_parts(struct backup_reader *r, struct str manifest)
{
    err_t e = canon_check(manifest, NULL, 0, NULL);
    if (e != OK) return e == ERR_NOMEM ? e : ERR_CORRUPT;
    json_t *o = json_loadb(manifest.p, manifest.n, 0, NULL);
    const json_t *list = json_object_get(o, "parts");
    bool good = json_is_array(list) && json_array_size(list) == r->parts.n;
    for (size_t i = 0; good && i < r->parts.n; i++)
        good = part_is(json_array_get(list, i), &r->parts.v[i]);
    json_decref(o);
    return good ? check_names(&r->parts) : ERR_CORRUPT;
}

static err_t manifest(struct backup_reader *r, size_t n, struct backup_item *ret)
{
    uint8_t hash[SHA256_LEN];
    SB_CLEANUP struct sb hex;
    struct str all;
    static const size_t tail = 1 + 4 + BACKUP_HEX + 1; /* newline, "end ", digest, newline */
    sb_init(&hex, BACKUP_HEX + 1);
    end_part(r);
    TRY(need(r, n + tail, &all));
    struct str text = str_head(all, n), end = str_skip(all, n);
    sha256(text, hash);
    sb_add_hex(&hex, (struct str){(const char *)hash, sizeof hash});
    TRY(sb_end(&hex));
    if (!str_starts(end, STR("\nend ")) || end.p[end.n - 1] != '\n' ||
        !str_eq(str_head(str_skip(end, 5), BACKUP_HEX), sb_str(&hex)))
        return ERR_CORRUPT;
    TRY(check_parts(r, text));
    /* Nothing follows. */
    if (r->from < r->to) return ERR_CORRUPT;
    if (!r->at_end) {
        char one;
        size_t got = 0;
        TRY(r->source.read(r->source.ctx, &one, 1, &got));
        if (got > 0) return ERR_CORRUPT;
    }
    memcpy(r->digest, hex.p, BACKUP_HEX + 1);
    *ret = (struct backup_item){.kind = BACKUP_END, .manifest = text};
    return OK;
}

err_t backup_next(struct backup_reader *r, struct backup_item *ret)
{
    struct str text;
    size_t n;
    TRY(line(r, &text));
    if (str_starts(text, STR("part "))) return part(r, str_skip(text, 5), ret);
    if (sized(text, "data", BACKUP_DATA_MAX, &n)) return data(r, n, ret);
    if (sized(text, "manifest", BACKUP_MANIFEST_MAX, &n)) return manifest(r, n, ret);
    return ERR_CORRUPT;
}

void backup_close(struct backup_reader *r)
{
    backup_parts_release(&r->parts);
    free(r->buf);
    *r = (struct backup_reader){0};
}
