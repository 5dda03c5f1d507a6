/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/before.h"

static bool text(const json_t *o, const char *name, struct str *ret)
{
    const json_t *v = json_object_get(o, name);
    *ret = (struct str){json_string_value(v), json_string_length(v)};
    return ret->p != NULL;
}

/* A number of leaves or records, or 0 where the object lacks it. */
static bool count(const json_t *o, const char *name, int64_t *ret)
{
    const json_t *v = json_object_get(o, name);
    *ret = v ? json_integer_value(v) : 0;
    return !v || (json_is_integer(v) && *ret >= 0);
}

static bool take_lost(const json_t *lost, struct ledger_before *b)
{
    if (!lost) return true;
    return json_is_object(lost) && count(lost, "from", &b->lost_from) &&
           count(lost, "until", &b->until) && b->lost_from < b->until;
}

static bool take_seen(const json_t *seen, struct ledger_before *b)
{
    if (!seen) return true;
    if (!json_is_array(seen) || json_array_size(seen) > BEFORE_SEEN_MAX) return false;
    for (; b->n_seen < json_array_size(seen); b->n_seen++) {
        const json_t *v = json_array_get(seen, b->n_seen);
        if (!json_is_string(v)) return false;
        b->seen[b->n_seen] = (struct str){json_string_value(v), json_string_length(v)};
    }
    return true;
}

static bool take(const json_t *o, struct ledger_before *b)
{
    return json_is_object(o) && text(o, "origin", &b->origin) && text(o, "vkey", &b->vkey) &&
           text(o, "checkpoint", &b->checkpoint) && text(o, "backup", &b->backup) &&
           count(o, "records", &b->records) && count(o, "carried", &b->carried) &&
           take_lost(json_object_get(o, "lost"), b) && take_seen(json_object_get(o, "seen"), b);
}

err_t ledger_before_parse(struct str envelope, struct ledger_before *ret)
{
    struct ledger_before b = {
        .json = json_loadb(envelope.p ? envelope.p : "", envelope.n, JSON_REJECT_DUPLICATES, NULL)};
    const json_t *o = json_object_get(b.json, "before");
    err_t e = !json_is_object(b.json) ? ERR_INVALID : o ? OK : ERR_NOT_FOUND;
    if (e == OK && !(take(o, &b) && count(b.json, "by", &b.by))) e = ERR_INVALID;
    if (e != OK) {
        json_decref(b.json);
        return e;
    }
    *ret = b;
    return OK;
}

void ledger_before_release(struct ledger_before *b)
{
    json_decref(b->json);
    *b = (struct ledger_before){.json = NULL};
}

static json_t *string_of(struct str s)
{
    return json_stringn(s.p ? s.p : "", s.n);
}

static json_t *before_json(const struct ledger_before *b)
{
    json_t *o = json_pack("{s:o,s:o,s:o,s:o,s:I,s:I}", "backup", string_of(b->backup), "checkpoint",
                          string_of(b->checkpoint), "origin", string_of(b->origin), "vkey",
                          string_of(b->vkey), "carried", (json_int_t)b->carried, "records",
                          (json_int_t)b->records);
    bool good = o != NULL;
    if (good && b->lost_from < b->until)
        good = json_object_set_new(o, "lost",
                                   json_pack("{s:I,s:I}", "from", (json_int_t)b->lost_from, "until",
                                             (json_int_t)b->until)) == 0;
    json_t *seen = b->n_seen ? json_array() : NULL;
    for (size_t i = 0; good && i < b->n_seen; i++)
        good = json_array_append_new(seen, string_of(b->seen[i])) == 0;
    if (seen && json_object_set_new(o, "seen", seen) != 0) good = false;
    if (good) return o;
    json_decref(o);
    return NULL;
}

json_t *ledger_before_envelope(const struct ledger_before *b, struct str origin, int64_t at)
{
    return json_pack("{s:I,s:o,s:I,s:s,s:o}", "at", (json_int_t)at, "before", before_json(b), "by",
                     (json_int_t)b->by, "kind", "ledger.open", "origin", string_of(origin));
}

bool ledger_before_admits(const struct ledger_before *b, const struct checkpoint_key *key,
                          const struct checkpoint *c)
{
    struct moment at;
    struct checkpoint k;
    bool told = false;
    const struct str *notes[BEFORE_SEEN_MAX + 1] = {&b->checkpoint};
    for (size_t i = 0; i < b->n_seen; i++) notes[i + 1] = &b->seen[i];
    for (size_t i = 0; i <= b->n_seen; i++) {
        if (checkpoint_verify(*notes[i], key, &k, &at) != OK) continue;
        if (k.size >= c->size) told = true;
        if (k.size == c->size && !merkle_eq(&k.root, &c->root)) return false;
    }
    return told;
}
