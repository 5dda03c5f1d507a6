/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/act.h"

#include "base/codec_rows.h"
#include "kernel/names.h"
#include "kernel/parse.h"

enum { ACT_VERSION = 1, ACT_TEXT_MAX = 1 << 20 };
CODEC_TABLE(role_codec, act_role, ROW_TEXT(act_role, role, "role", ACT_NAME_MAX),
            ROW_ID(act_role, unit, "unit"), ROW_ID(act_role, info_system, "info_system"));

CODEC_TABLE(by_codec, act_by, ROW_ID(act_by, person, "person"), ROW_ID(act_by, post, "post"),
            ROW_OBJECT(act_by, role, "as", &role_codec),
            ROW_TEXT(act_by, why, "why", ACT_NAME_MAX));

CODEC_TABLE(assignee_codec, assignee, ROW_ID(assignee, post, "post"),
            ROW_ID(assignee, person, "person"));

CODEC_TABLE(duty_codec, act_duty, ROW_NUMBER_NEEDED(act_duty, no, "no"),
            ROW_TEXT_NEEDED(act_duty, step, "step", ACT_NAME_MAX),
            ROW_TEXT(act_duty, also, "also", ACT_NAME_MAX),
            ROW_WORD_NEEDED(act_duty, act, "act", names_act),
            ROW_OBJECT(act_duty, role, "as", &role_codec),
            ROW_LIST(act_duty, assigned, n_assigned, "assigned", &assignee_codec, ACT_LIST_MAX),
            ROW_ID(act_duty, due, "due"), ROW_TEXT(act_duty, clock, "clock", ACT_NAME_MAX),
            ROW_TEXTS(act_duty, articles, n_articles, "articles", ACT_LIST_MAX, ACT_NAME_MAX),
            ROW_NUMBER(act_duty, set, "set"), ROW_YES(act_duty, any, "any"),
            ROW_ID(act_duty, target, "target"));

/* A value of a payload may be longer than a name: a list of addresses. */
CODEC_TABLE(pair_codec, act_pair, ROW_TEXT_NEEDED(act_pair, name, "name", ACT_NAME_MAX),
            ROW_TEXT_NEEDED(act_pair, value, "value", 4000));

CODEC_TABLE(effect_codec, act_effect, ROW_NUMBER_NEEDED(act_effect, no, "no"),
            ROW_TEXT_NEEDED(act_effect, kind, "kind", ACT_NAME_MAX),
            ROW_TEXT_NEEDED(act_effect, enforcer, "enforcer", ACT_NAME_MAX),
            ROW_YES(act_effect, optional, "optional"),
            ROW_LIST(act_effect, payload, n_payload, "payload", &pair_codec, ACT_LIST_MAX));

CODEC_TABLE(entry_codec, act_entry, ROW_ID_NEEDED(act_entry, entry, "entry"),
            ROW_YES(act_entry, create, "create"), ROW_TEXT(act_entry, book, "book", ACT_NAME_MAX),
            ROW_ID(act_entry, keeper, "keeper"), ROW_TEXT(act_entry, key, "key", ACT_NAME_MAX),
            ROW_TEXT(act_entry, state, "state", ACT_NAME_MAX), ROW_ID(act_entry, holder, "holder"));

CODEC_TABLE(link_codec, act_link, ROW_WORD_NEEDED(act_link, kind, "kind", names_link),
            ROW_ID_NEEDED(act_link, target, "target"));

CODEC_TABLE(designation_codec, act_designation,
            ROW_OBJECT(act_designation, role, "as", &role_codec),
            ROW_ID_NEEDED(act_designation, person, "person"));

CODEC_TABLE(setting_codec, act_setting, ROW_TEXT_NEEDED(act_setting, kind, "kind", ACT_NAME_MAX),
            ROW_TEXT_NEEDED(act_setting, name, "name", ACT_NAME_MAX),
            ROW_TEXT_NEEDED(act_setting, value, "value", ACT_NAME_MAX),
            ROW_ID(act_setting, number, "number"));

CODEC_TABLE(opening_codec, act_opening, ROW_WORD_NEEDED(act_opening, shape, "shape", names_shape),
            ROW_TEXT_NEEDED(act_opening, procedure, "procedure", ACT_NAME_MAX),
            ROW_TEXT_NEEDED(act_opening, digest, "digest", ACT_NAME_MAX),
            ROW_TEXT_NEEDED(act_opening, catalogue, "catalogue", ACT_NAME_MAX),
            ROW_ID(act_opening, unit, "unit"), ROW_ID(act_opening, division, "division"),
            ROW_ID(act_opening, department, "department"),
            ROW_NUMBER(act_opening, fiscal_year, "fiscal_year"),
            ROW_NUMBER(act_opening, number, "number"),
            ROW_TEXT(act_opening, book, "book", ACT_NAME_MAX),
            ROW_TEXT(act_opening, one_per, "one_per", ACT_NAME_MAX),
            ROW_SMALL(act_opening, retention_years, "retention_years"),
            ROW_YES(act_opening, by_rule, "by_rule"), ROW_YES(act_opening, uses, "uses"),
            ROW_YES(act_opening, many, "many"),
            ROW_IDS(act_opening, things, n_things, "things", ACT_LIST_MAX));

CODEC_TABLE(
    act_codec, act, ROW_SKIP_NEEDED("kind"), ROW_SKIP_NEEDED("v"), ROW_SKIP("c"),
    ROW_ID_NEEDED(act, matter, "matter"), ROW_NUMBER_NEEDED(act, seq, "seq"),
    ROW_WORD_NEEDED(act, kind, "act", names_act), ROW_WORD(act, verdict, "verdict", names_verdict),
    ROW_NUMBER(act, duty, "duty"), ROW_OBJECT(act, by, "by", &by_codec),
    ROW_ID(act, entered_by, "entered_by"), ROW_ID_NEEDED(act, happened, "happened"),
    ROW_ID_NEEDED(act, entered, "entered"), ROW_TEXT(act, document, "document", ACT_NAME_MAX),
    ROW_ID(act, exception, "exception"), ROW_POINTER(act, opening, "opening", &opening_codec),
    ROW_YES(act, has_period, "period"), ROW_ID(act, from, "from"), ROW_ID(act, until, "until"),
    ROW_LIST(act, duties, n_duties, "duties", &duty_codec, ACT_LIST_MAX),
    ROW_LIST(act, effects, n_effects, "effects", &effect_codec, ACT_LIST_MAX),
    ROW_NUMBER(act, effect, "effect"), ROW_TEXT(act, report, "report", ACT_NAME_MAX),
    ROW_TEXT(act, reason, "reason", ACT_NAME_MAX),
    ROW_LIST(act, entries, n_entries, "entries", &entry_codec, ACT_LIST_MAX),
    ROW_IDS(act, things, n_things, "things", ACT_LIST_MAX),
    ROW_LIST(act, links, n_links, "links", &link_codec, ACT_LIST_MAX),
    ROW_LIST(act, designations, n_designations, "designations", &designation_codec, ACT_LIST_MAX),
    ROW_LIST(act, settings, n_settings, "settings", &setting_codec, ACT_LIST_MAX),
    ROW_TEXT(act, digest, "digest", ACT_NAME_MAX),
    ROW_TEXT(act, catalogue, "catalogue", ACT_NAME_MAX),
    ROW_TEXTS(act, steps, n_steps, "steps", ACT_LIST_MAX, ACT_NAME_MAX),
    ROW_NUMBERS(act, drops, n_drops, "drops", ACT_LIST_MAX),
    ROW_WORD(act, state, "state", names_state));

err_t act_encode(const struct act *a, json_t **ret, struct fault *why)
{
    json_t *o = NULL;
    TRY(codec_encode(&act_codec, a, &o, why));
    if (json_object_set_new(o, "kind", json_string("act")) != 0 ||
        json_object_set_new(o, "v", json_integer(ACT_VERSION)) != 0) {
        json_decref(o);
        return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
    }
    *ret = o;
    return OK;
}

/* An object that is an act of a version we know. */
static bool is_act(const json_t *o)
{
    const char *kind = json_string_value(json_object_get(o, "kind"));
    const json_t *v = json_object_get(o, "v");
    return kind && str_eqz(STR("act"), kind) && json_is_integer(v) &&
           json_integer_value(v) == ACT_VERSION;
}

static err_t from_json(struct arena *arena, const json_t *o, struct act **ret, struct fault *why)
{
    if (!is_act(o)) return fault_set(why, ERR_INVALID, "kernel.not_an_act", NULL);
    struct act *a = ARENA_NEW(arena, struct act);
    if (!a) return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
    TRY(codec_decode(&act_codec, arena, o, a, why));
    *ret = a;
    return OK;
}

err_t act_decode(struct arena *arena, struct str envelope, struct act **ret, struct fault *why)
{
    json_t *o = NULL;
    TRY(parse_stored(envelope, ACT_TEXT_MAX, &o, why));
    err_t e = from_json(arena, o, ret, why);
    json_decref(o);
    return e;
}
