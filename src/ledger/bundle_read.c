/* SPDX-License-Identifier: Apache-2.0
 *
 * Offsets are counted from r->from, since the buffer moves as it fills. */
#include "ledger/bundle.h"

#include <stdlib.h>
#include <string.h>

#include "base/b64.h"
#include "ledger/canon.h"

enum {
    BUFFER_FIRST = 256 * 1024,
    BUFFER_MAX = 8 * 1024 * 1024, /* the largest envelope and content, and more */
    SALT_LEN = 32
};

struct span {
    size_t at, n;
};

/* More bytes at the end of the buffer; ERR_NOT_FOUND when there are none. */
static err_t fill(struct bundle_reader *r)
{
    if (r->from > 0) {
        ASSERT(r->buf);
        memmove(r->buf, r->buf + r->from, r->to - r->from);
        r->to -= r->from;
        r->from = 0;
    }
    if (r->to == r->cap) {
        size_t cap = r->cap ? r->cap * 2 : BUFFER_FIRST;
        if (cap > BUFFER_MAX) return ERR_CORRUPT;
        char *p = realloc(r->buf, cap);
        if (!p) return ERR_NOMEM;
        r->buf = p;
        r->cap = cap;
    }
    size_t n = 0;
    if (!r->at_end) TRY(r->source.read(r->source.ctx, r->buf + r->to, r->cap - r->to, &n));
    r->at_end = n == 0;
    r->to += n;
    return n ? OK : ERR_NOT_FOUND;
}

/* The line at *at, without its newline; *at moves behind it. */
static err_t line(struct bundle_reader *r, size_t *at, struct span *ret)
{
    size_t seen = *at;
    for (;;) {
        const char *from = r->buf ? r->buf + r->from : NULL;
        size_t have = r->to - r->from;
        const char *end = from && have > seen ? memchr(from + seen, '\n', have - seen) : NULL;
        if (end) {
            *ret = (struct span){*at, (size_t)(end - from) - *at};
            *at = (size_t)(end - from) + 1;
            r->line++;
            return OK;
        }
        seen = have;
        err_t e = fill(r);
        if (e == ERR_NOT_FOUND) return ERR_CORRUPT;
        TRY(e);
    }
}

static err_t need(struct bundle_reader *r, size_t at, size_t n)
{
    while (r->to - r->from - at < n) {
        err_t e = fill(r);
        if (e == ERR_NOT_FOUND) return ERR_CORRUPT;
        TRY(e);
    }
    return OK;
}

static struct str view(const struct bundle_reader *r, struct span s)
{
    return (struct str){r->buf + r->from + s.at, s.n};
}

/* `word NUMBER`, or `word NUMBER NUMBER`; canonical decimals only. */
static bool numbers(struct str text, const char *word, int64_t *a, int64_t *b)
{
    struct str rest = text;
    if (!str_eqz(str_cut(&rest, ' '), word) || !rest.p) return false;
    int64_t *to[] = {a, b};
    for (size_t i = 0; i < 2; i++) {
        if (!to[i]) continue;
        if (!rest.p) return false;
        struct str n = str_cut(&rest, ' ');
        if (n.n == 0 || n.p[0] == '-' || (n.p[0] == '0' && n.n > 1)) return false;
        if (str_to_i64(n, to[i]) != OK) return false;
    }
    return !rest.p;
}

/* What was asked for, as canonical JSON. */
static err_t asked_line(struct bundle_reader *r, size_t *at)
{
    struct span s;
    TRY(line(r, at, &s));
    struct str text = view(r, s);
    if (!str_starts(text, STR("asked "))) return ERR_CORRUPT;
    text = str_skip(text, 6);
    if (text.n > BUNDLE_ASKED_MAX || canon_check(text, NULL, 0, NULL) != OK || text.p[0] != '{')
        return ERR_CORRUPT;
    memcpy(r->asked, text.p, text.n);
    return OK;
}

err_t bundle_open(struct bundle_reader *r, struct bundle_source source)
{
    struct span first;
    size_t at = 0;
    *r = (struct bundle_reader){.source = source};
    TRY(line(r, &at, &first));
    struct str head = view(r, first);
    r->extract = str_eqz(head, "sekimori-ledger-extract/1");
    r->several = r->extract || str_eqz(head, "sekimori-ledger-bundle/2");
    if (!r->several && !str_eqz(head, "sekimori-ledger-bundle/1")) return ERR_CORRUPT;
    if (r->extract) TRY(asked_line(r, &at));
    r->from += at;
    return OK;
}

/* `skip HEIGHT HASH` */
static err_t skip(const struct bundle_reader *r, struct str text, struct bundle_item *ret)
{
    int64_t height;
    size_t n;
    struct str number = str_cut(&text, ' ');
    *ret = (struct bundle_item){.kind = BUNDLE_SKIP};
    if (!r->extract || !text.p || number.n == 0 || number.n > 2) return ERR_CORRUPT;
    if ((number.p[0] == '0' && number.n > 1) || str_to_i64(number, &height) != OK)
        return ERR_CORRUPT;
    if (height < 0 || height > 62) return ERR_CORRUPT;
    if (b64_decode(text, ret->root.b, HASH_LEN, &n) != OK || n != HASH_LEN) return ERR_CORRUPT;
    ret->height = (unsigned)height;
    return OK;
}

/* A log begins; of several, each but the last has its key under its name. */
static err_t log_head(struct bundle_reader *r, size_t *at, struct span name,
                      struct bundle_item *ret)
{
    struct span key = {0, 0};
    size_t after = *at;
    if (r->logs++ > 0 && !r->several) return ERR_CORRUPT;
    if (r->several) TRY(line(r, &after, &key));
    bool has = key.n > 0 && str_starts(view(r, key), STR("key "));
    if (has) *at = after;
    if (r->several && !has) r->line--; /* it will be read again */
    struct str origin = str_skip(view(r, name), 7);
    if (origin.n > NOTE_NAME_MAX || !note_name_valid(origin)) return ERR_CORRUPT;
    *ret = (struct bundle_item){.kind = BUNDLE_LOG, .origin = origin};
    if (has) ret->vkey = str_skip(view(r, key), 4);
    return OK;
}

static err_t record(struct bundle_reader *r, size_t *at, int64_t idx, struct bundle_item *ret)
{
    struct span envelope, word, content = {0, 0};
    struct bundle_item item = {.kind = BUNDLE_RECORD};
    size_t n;
    TRY(line(r, at, &envelope));
    TRY(line(r, at, &word));
    struct str w = view(r, word);
    bool has = str_starts(w, STR("content "));
    if (has) {
        if (b64url_decode(str_skip(w, 8), r->salt, sizeof r->salt, &n) != OK || n != SALT_LEN)
            return ERR_CORRUPT;
        TRY(line(r, at, &content));
    } else if (str_eqz(w, "withheld")) {
        item.record.withheld = true;
    } else if (!str_eqz(w, "none")) {
        return ERR_CORRUPT;
    }
    item.record.idx = idx;
    item.record.envelope = view(r, envelope);
    if (has) {
        item.record.content = view(r, content);
        item.record.salt = (struct str){(const char *)r->salt, SALT_LEN};
    }
    r->records++;
    *ret = item;
    return OK;
}

static err_t checkpoint(struct bundle_reader *r, size_t *at, int64_t size, int64_t n,
                        struct bundle_item *ret)
{
    if (n > NOTE_MAX) return ERR_CORRUPT;
    struct span note = {*at, (size_t)n};
    TRY(need(r, *at, note.n));
    *at += note.n;
    *ret = (struct bundle_item){.kind = BUNDLE_CHECKPOINT, .size = size, .note = view(r, note)};
    for (size_t i = 0; i < note.n; i++) r->line += ret->note.p[i] == '\n';
    r->checkpoints++;
    return OK;
}

/* Nothing may follow the last line. */
static err_t last(struct bundle_reader *r, size_t at, int64_t records, int64_t checkpoints,
                  struct bundle_item *ret)
{
    if (records != r->records || checkpoints != r->checkpoints) return ERR_CORRUPT;
    r->from += at;
    r->line++;
    if (r->from < r->to) return ERR_CORRUPT;
    err_t e = fill(r);
    if (e == OK) return ERR_CORRUPT;
    if (e != ERR_NOT_FOUND) return e;
    *ret = (struct bundle_item){.kind = BUNDLE_END};
    return OK;
}

err_t bundle_next(struct bundle_reader *r, struct bundle_item *ret)
{
    struct span head;
    size_t at = 0;
    int64_t a, b;
    TRY(line(r, &at, &head));
    struct str text = view(r, head);
    if (numbers(text, "end", &a, &b)) return last(r, at, a, b, ret);
    if (str_starts(text, STR("origin "))) {
        TRY(log_head(r, &at, head, ret));
    } else if (r->logs == 0) {
        return ERR_CORRUPT;
    } else if (str_starts(text, STR("skip "))) {
        TRY(skip(r, str_skip(text, 5), ret));
    } else if (numbers(text, "leaf", &a, NULL)) {
        TRY(record(r, &at, a, ret));
    } else if (numbers(text, "checkpoint", &a, &b)) {
        TRY(checkpoint(r, &at, a, b, ret));
    } else {
        return ERR_CORRUPT;
    }
    r->from += at;
    return OK;
}

void bundle_close(struct bundle_reader *r)
{
    free(r->buf);
    *r = (struct bundle_reader){0};
}

static err_t take(struct verify *v, const struct bundle_item *i, struct verify_wrong *wrong)
{
    switch (i->kind) {
    case BUNDLE_LOG:
        return verify_log(v, i->origin, i->vkey, wrong);
    case BUNDLE_RECORD:
        return verify_record(v, &i->record, wrong);
    case BUNDLE_SKIP:
        return verify_skip(v, i->height, &i->root, wrong);
    case BUNDLE_CHECKPOINT:
        return verify_checkpoint(v, i->size, i->note, wrong);
    case BUNDLE_END:
        break;
    }
    return OK;
}

static err_t feed(struct bundle_reader *r, struct verify *v, const struct bundle_seen *seen,
                  struct verify_wrong *wrong)
{
    struct bundle_item item;
    if (r->extract) verify_extract(v);
    for (;;) {
        TRY(bundle_next(r, &item));
        TRY(take(v, &item, wrong));
        if (seen) TRY(seen->item(seen->ctx, r, &item));
        if (item.kind == BUNDLE_END) return OK;
    }
}

err_t bundle_verify(struct bundle_source source, struct verify *v, const struct bundle_seen *seen,
                    struct verify_result *ret, struct verify_wrong *wrong)
{
    struct bundle_reader r;
    *wrong = (struct verify_wrong){.id = NULL};
    err_t e = bundle_open(&r, source);
    if (e == OK) e = feed(&r, v, seen, wrong);
    /* A wrong record before the break is the better answer. */
    if (e == ERR_CORRUPT && !wrong->id)
        e = verify_stop(v, wrong, "ledger.wrong.bundle", -1, (int64_t)r.line, 0);
    bundle_close(&r);
    return e == OK ? verify_end(v, ret, wrong) : e;
}
