/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "ledger/canon.h"
#include "ledger/extract.h"

const char *extract_grade_name(enum extract_grade g)
{
    static const char *const names[EXTRACT_GRADES] = {"envelopes", "matters", "full"};
    return names[g];
}

bool extract_grade_parse(struct str s, enum extract_grade *ret)
{
    for (int g = 0; g < EXTRACT_GRADES; g++) {
        if (!str_eqz(s, extract_grade_name((enum extract_grade)g))) continue;
        *ret = (enum extract_grade)g;
        return true;
    }
    return false;
}

static int64_t number_or(struct str s, int64_t otherwise)
{
    int64_t v;
    return s.p && str_to_i64(s, &v) == OK ? v : otherwise;
}

bool extract_time_of(struct str envelope, int64_t *ret_ms, int64_t *ret_matter, int64_t *ret_seq)
{
    struct canon_member m[] = {{STR_INIT("at"), STR_NONE},
                               {STR_INIT("entered"), STR_NONE},
                               {STR_INIT("matter"), STR_NONE},
                               {STR_INIT("seq"), STR_NONE}};
    *ret_matter = *ret_seq = 0;
    if (canon_check(envelope, m, ARRAY_LEN(m), NULL) != OK) return false;
    struct str at = m[1].ret_value.p ? m[1].ret_value : m[0].ret_value;
    *ret_matter = number_or(m[2].ret_value, 0);
    *ret_seq = number_or(m[3].ret_value, 0);
    *ret_ms = number_or(at, 0);
    return at.p != NULL;
}

/* --- matters --- */

static err_t new_matter(struct extract_sum *s, size_t at, int64_t matter, int64_t seq)
{
    if (s->n == s->cap) {
        size_t cap = s->cap ? 2 * s->cap : 64;
        struct extract_matter *more = realloc(s->matter, cap * sizeof *more);
        if (!more) return ERR_NOMEM;
        s->matter = more;
        s->cap = cap;
    }
    memmove(&s->matter[at + 1], &s->matter[at], (s->n - at) * sizeof *s->matter);
    s->matter[at] = (struct extract_matter){matter, seq, seq, false};
    s->n++;
    return OK;
}

static err_t take_act(struct extract_sum *s, int64_t matter, int64_t seq)
{
    size_t lo = 0, hi = s->n;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (s->matter[mid].matter < matter)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (lo == s->n || s->matter[lo].matter != matter) return new_matter(s, lo, matter, seq);
    struct extract_matter *m = &s->matter[lo];
    if (seq != m->last + 1) m->gap = true;
    if (seq > m->last) m->last = seq;
    return OK;
}

/* --- the period --- */

/* Does the record follow the one before it without a leaf between them that is not there? */
static void take_in(struct extract_sum *s, bool follows, bool first)
{
    if (s->in_period == 0)
        s->proved_start = first || (follows && s->prev < s->from);
    else
        s->hidden_inside += s->hidden_since_in;
    s->in_period++;
    s->hidden_since_in = 0;
    s->proved_end = false;
}

static void take_out(struct extract_sum *s, int64_t at, bool follows, bool first)
{
    if (s->in_period > 0 && s->was_in) s->proved_end = follows && at >= s->until;
    if (at >= s->until && (first || (follows && s->prev < s->from))) s->proved_none = true;
}

static void take_time(struct extract_sum *s, int64_t at, bool first)
{
    bool in = at >= s->from && at < s->until, follows = s->has_prev && s->hidden_since == 0;
    if (in)
        take_in(s, follows, first);
    else
        take_out(s, at, follows, first);
    s->prev = at;
    s->has_prev = true;
    s->was_in = in;
    s->hidden_since = 0;
}

/* The opening of a later log stands before what was carried over into it: not in its time. */
static err_t take_record(struct extract_sum *s, const struct verify_record *r, bool first_log)
{
    int64_t at = 0, matter, seq;
    bool timed = extract_time_of(r->envelope, &at, &matter, &seq);
    if (matter > 0 && seq > 0) TRY(take_act(s, matter, seq));
    if (timed && (r->idx > 0 || first_log)) take_time(s, at, r->idx == 0);
    return OK;
}

/* Up to the last checkpoint there is nothing more: the period ends with the ledger. */
static void take_end(struct extract_sum *s)
{
    if (!s->has_prev || s->hidden_since > 0) return;
    if (s->was_in) s->proved_end = true;
    if (s->prev < s->from) s->proved_none = true;
}

static void read_asked(struct extract_sum *s)
{
    struct canon_member m[] = {{STR_INIT("article"), STR_NONE},
                               {STR_INIT("from"), STR_NONE},
                               {STR_INIT("unit"), STR_NONE},
                               {STR_INIT("until"), STR_NONE}};
    if (canon_check(str_z(s->asked), m, ARRAY_LEN(m), NULL) != OK) return;
    s->by_matter = m[0].ret_value.p || m[2].ret_value.p;
    s->from = number_or(m[1].ret_value, INT64_MIN);
    s->until = number_or(m[3].ret_value, INT64_MAX);
}

static err_t see(void *ctx, const struct bundle_reader *r, const struct bundle_item *item)
{
    struct extract_sum *s = ctx;
    if (!r->extract) return OK;
    if (!s->is_extract) {
        s->is_extract = true;
        memcpy(s->asked, r->asked, sizeof s->asked);
        read_asked(s);
    }
    if (item->kind == BUNDLE_SKIP) {
        s->hidden_since += UINT64_C(1) << item->height;
        s->hidden_since_in += UINT64_C(1) << item->height;
    }
    if (item->kind == BUNDLE_RECORD) return take_record(s, &item->record, r->logs == 1);
    if (item->kind == BUNDLE_END) take_end(s);
    return OK;
}

struct bundle_seen extract_sum_begin(struct extract_sum *s)
{
    *s = (struct extract_sum){.from = INT64_MIN, .until = INT64_MAX};
    return (struct bundle_seen){see, s};
}

bool extract_sum_period_whole(const struct extract_sum *s)
{
    if (s->by_matter) return false;
    if (s->in_period == 0) return s->proved_none;
    return s->proved_start && s->proved_end && s->hidden_inside == 0;
}

void extract_sum_matters(const struct extract_sum *s, size_t *ret_whole, size_t *ret_later,
                         size_t *ret_gaps)
{
    *ret_whole = *ret_later = *ret_gaps = 0;
    for (size_t i = 0; i < s->n; i++) {
        if (s->matter[i].gap)
            ++*ret_gaps;
        else if (s->matter[i].first == 1)
            ++*ret_whole;
        else
            ++*ret_later;
    }
}

void extract_sum_release(struct extract_sum *s)
{
    free(s->matter);
    s->matter = NULL;
    s->n = s->cap = 0;
}
