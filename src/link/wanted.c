/* SPDX-License-Identifier: Apache-2.0
 *
 * The desired state in memory. */
#include "link/wanted.h"

#include <stdlib.h>
#include <string.h>

#include "link/wanted_parts.h"

enum { SLOTS_FIRST = 64, DOCUMENT_ARENA = 512 << 20 };

/* --- items ------------------------------------------------------------------------------- */

static uint64_t hash(struct matter_id m, int32_t no)
{
    uint64_t x = (uint64_t)m.v * UINT64_C(0x9E3779B97F4A7C15) + (uint64_t)no;
    x ^= x >> 29;
    x *= UINT64_C(0xBF58476D1CE4E5B9);
    return x ^ x >> 32;
}

static struct wanted_item **slot_of(const struct wanted *w, struct matter_id m, int32_t no)
{
    size_t i = hash(m, no) & (w->n_slots - 1);
    while (w->slots[i] && !(w->slots[i]->item.matter.v == m.v && w->slots[i]->item.no == no))
        i = (i + 1) & (w->n_slots - 1);
    return &w->slots[i];
}

struct wanted_item *wanted_find(const struct wanted *w, struct matter_id m, int32_t no)
{
    return w->n_slots ? *slot_of(w, m, no) : NULL;
}

static err_t grow(struct wanted *w)
{
    if (w->n_slots && 2 * (w->n + 1) <= w->n_slots) return OK;
    struct wanted grown = *w;
    grown.n_slots = w->n_slots ? 2 * w->n_slots : SLOTS_FIRST;
    grown.slots = calloc(grown.n_slots, sizeof *grown.slots);
    if (!grown.slots) return ERR_NOMEM;
    for (size_t i = 0; i < w->n_slots; i++) {
        struct wanted_item *it = w->slots[i];
        if (it) *slot_of(&grown, it->item.matter, it->item.no) = it;
    }
    free(w->slots);
    *w = grown;
    return OK;
}

static char *copy(char **at, const char *z)
{
    size_t n = strlen(z) + 1;
    char *to = *at;
    memcpy(to, z, n);
    *at += n;
    return to;
}

/* One block: the item, its pairs, its texts. */
static struct wanted_item *make(const struct desired_item *from)
{
    size_t pairs = from->n_payload * sizeof(struct document_pair), texts = strlen(from->kind) + 1;
    for (size_t i = 0; i < from->n_payload; i++)
        texts += strlen(from->payload[i].name) + strlen(from->payload[i].value) + 2;
    struct wanted_item *it = malloc(sizeof *it + pairs + texts);
    if (!it) return NULL;
    struct document_pair *v = (struct document_pair *)(it + 1);
    char *at = (char *)v + pairs;
    *it = (struct wanted_item){.item = *from, .said = WANTED_UNSAID};
    it->item.kind = copy(&at, from->kind);
    for (size_t i = 0; i < from->n_payload; i++) {
        v[i].name = copy(&at, from->payload[i].name);
        v[i].value = copy(&at, from->payload[i].value);
    }
    it->item.payload = v;
    return it;
}

static bool equal(const struct desired_item *a, const struct desired_item *b)
{
    if (a->what != b->what || strcmp(a->kind, b->kind) != 0 || a->from.ms != b->from.ms ||
        a->until.ms != b->until.ms || a->n_payload != b->n_payload)
        return false;
    for (size_t i = 0; i < a->n_payload; i++)
        if (strcmp(a->payload[i].name, b->payload[i].name) != 0 ||
            strcmp(a->payload[i].value, b->payload[i].value) != 0)
            return false;
    return true;
}

err_t wanted_put(struct wanted *w, const struct desired_item *from)
{
    TRY(grow(w));
    struct wanted_item **slot = slot_of(w, from->matter, from->no), *old = *slot;
    if (old && equal(&old->item, from)) {
        old->seen = w->change;
        return OK;
    }
    struct wanted_item *it = make(from);
    if (!it) return ERR_NOMEM;
    if (old) w->n_want -= old->item.what == DESIRED_WANT;
    if (!old) w->n++;
    w->n_want += from->what == DESIRED_WANT;
    it->changed = it->seen = w->change;
    free(old);
    *slot = it;
    return OK;
}

/* Closes the gap, so that what stood behind it is still found. */
void wanted_remove(struct wanted *w, struct matter_id m, int32_t no)
{
    struct wanted_item **slot = w->n_slots ? slot_of(w, m, no) : NULL;
    if (!slot || !*slot) return;
    w->n--;
    w->n_want -= (*slot)->item.what == DESIRED_WANT;
    free(*slot);
    *slot = NULL;
    for (size_t i = (size_t)(slot - w->slots + 1) & (w->n_slots - 1); w->slots[i];
         i = (i + 1) & (w->n_slots - 1)) {
        struct wanted_item *it = w->slots[i];
        w->slots[i] = NULL;
        *slot_of(w, it->item.matter, it->item.no) = it;
    }
}

/* What the office does not name any more is to go. */
static err_t drop_unseen(struct wanted *w)
{
    for (size_t i = 0; i < w->n_slots; i++) {
        struct wanted_item *it = w->slots[i];
        if (!it || it->seen == w->change || it->item.what == DESIRED_DROP) continue;
        struct desired_item gone = {.matter = it->item.matter,
                                    .no = it->item.no,
                                    .what = DESIRED_DROP,
                                    .kind = it->item.kind};
        TRY(wanted_put(w, &gone));
    }
    return OK;
}

/* --- documents --------------------------------------------------------------------------- */

/* Drops of what was never here need no report and are not kept. */
err_t wanted_fold(struct wanted *w, const struct desired *d)
{
    w->change++;
    for (size_t i = 0; i < d->n_items; i++) {
        const struct desired_item *it = &d->items[i];
        if (it->what == DESIRED_DROP && !wanted_find(w, it->matter, it->no)) continue;
        TRY(wanted_put(w, it));
    }
    if (d->snapshot) TRY(drop_unseen(w));
    w->revision = d->revision;
    w->any = true;
    return OK;
}

err_t wanted_apply(struct wanted *w, struct str document, struct fault *why)
{
    struct arena arena ARENA_CLEANUP;
    struct desired d;
    arena_init(&arena, DOCUMENT_ARENA);
    TRY(desired_read(&arena, document, &d, why));
    if (strcmp(d.enforcer, w->enforcer) != 0)
        return fault_set(why, ERR_INVALID, "enforce.other_enforcer", "%s", d.enforcer);
    if (!d.snapshot && (!w->any || d.since != w->revision)) return ERR_STATE;
    TRY(wanted_write(w, 'D', document));
    err_t e = wanted_fold(w, &d);
    if (e != OK) w->any = false; /* half of it: ask for all of it */
    if (e == OK && w->end > w->anew) e = wanted_write_anew(w);
    return e;
}

/* --- what was said ----------------------------------------------------------------------- */

void wanted_note(struct wanted *w, struct matter_id m, int32_t no, enum report_said said)
{
    struct wanted_item *it = wanted_find(w, m, no);
    if (!it) return;
    if (said == REPORT_REMOVED && it->item.what == DESIRED_DROP)
        wanted_remove(w, m, no);
    else if (said != REPORT_REMOVED && it->item.what == DESIRED_WANT)
        it->said = (enum wanted_said)said;
}

err_t wanted_said(struct wanted *w, const struct report *r)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, 1 << 20);
    for (size_t i = 0; i < r->n_words; i++)
        sb_addf(&b, "%lld %d %d\n", (long long)r->words[i].matter.v, r->words[i].no,
                (int)r->words[i].said);
    TRY(sb_end(&b));
    TRY(wanted_write(w, 'S', sb_str(&b)));
    for (size_t i = 0; i < r->n_words; i++)
        wanted_note(w, r->words[i].matter, r->words[i].no, r->words[i].said);
    return OK;
}

bool wanted_has_said(const struct wanted *w, struct matter_id m, int32_t no, enum report_said *ret)
{
    const struct wanted_item *it = wanted_find(w, m, no);
    if (!it || it->said == WANTED_UNSAID) return false;
    *ret = (enum report_said)it->said;
    return true;
}

void wanted_clear_said(struct wanted *w)
{
    for (size_t i = 0; i < w->n_slots; i++)
        if (w->slots[i]) w->slots[i]->said = WANTED_UNSAID;
    w->take_whole = true;
}

err_t wanted_forget_said(struct wanted *w)
{
    TRY(wanted_write(w, 'F', STR("")));
    wanted_clear_said(w);
    return OK;
}

err_t wanted_set_ledger(struct wanted *w, struct str word)
{
    if (word.n > WANTED_LEDGER) return ERR_INVALID;
    TRY(wanted_write(w, 'L', word));
    memcpy(w->ledger, word.p, word.n);
    w->ledger[word.n] = '\0';
    return OK;
}

/* --- giving out -------------------------------------------------------------------------- */

bool wanted_is_new(const struct wanted *w)
{
    return w->any && (w->take_whole || w->change != w->taken);
}

static err_t copy_out(struct arena *a, const struct desired_item *from, struct desired_item *to)
{
    struct document_pair *v = ARENA_ARRAY(a, struct document_pair, from->n_payload + 1);
    if (!v) return ERR_NOMEM;
    *to = *from;
    to->kind = arena_strdup(a, str_z(from->kind));
    for (size_t i = 0; i < from->n_payload; i++) {
        v[i].name = arena_strdup(a, str_z(from->payload[i].name));
        v[i].value = arena_strdup(a, str_z(from->payload[i].value));
    }
    to->payload = v;
    return a->failed ? ERR_NOMEM : OK;
}

err_t wanted_take(struct wanted *w, struct arena *a, struct desired *ret)
{
    if (!wanted_is_new(w)) return ERR_NOT_FOUND;
    struct desired d = {.enforcer = arena_strdup(a, str_z(w->enforcer)),
                        .snapshot = w->take_whole,
                        .since = w->take_whole ? 0 : w->taken_revision,
                        .revision = w->revision};
    size_t n = 0;
    for (size_t i = 0; i < w->n_slots; i++)
        n += w->slots[i] && (w->take_whole || w->slots[i]->changed > w->taken);
    struct desired_item *v = ARENA_ARRAY(a, struct desired_item, n + 1);
    if (!v || !d.enforcer) return ERR_NOMEM;
    for (size_t i = 0; i < w->n_slots; i++) {
        const struct wanted_item *it = w->slots[i];
        if (it && (w->take_whole || it->changed > w->taken))
            TRY(copy_out(a, &it->item, &v[d.n_items++]));
    }
    d.items = v;
    w->taken = w->change;
    w->taken_revision = w->revision;
    w->take_whole = false;
    *ret = d;
    return OK;
}
