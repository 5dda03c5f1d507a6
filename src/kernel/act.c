/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/act.h"

#include "base/codec.h"
#include "kernel/names.h"
#include "kernel/parse.h"

enum { ACT_VERSION = 1, ACT_TEXT_MAX = 1 << 20 };
#define INT_LIMIT INT64_C(9007199254740991)

/* Rows of the tables; `t` is the struct, `m` its member, `j` its name in JSON. */
#define ID(t, m, j) {.name = j, .type = CODEC_I64, .at = offsetof(struct t, m), .min = 1, .max = INT_LIMIT}
#define ID_NEEDED(t, m, j) {.name = j, .type = CODEC_I64, .required = true, .at = offsetof(struct t, m), .min = 1, .max = INT_LIMIT}
#define NUMBER(t, m, j) {.name = j, .type = CODEC_I32, .at = offsetof(struct t, m), .min = 1, .max = INT32_MAX}
#define NUMBER_NEEDED(t, m, j) {.name = j, .type = CODEC_I32, .required = true, .at = offsetof(struct t, m), .min = 1, .max = INT32_MAX}
#define YES(t, m, j) {.name = j, .type = CODEC_BOOL, .at = offsetof(struct t, m), .min = 1, .max = 1}
#define NAME(t, m, j) {.name = j, .type = CODEC_STR, .at = offsetof(struct t, m), .max = ACT_NAME_MAX}
#define NAME_NEEDED(t, m, j) {.name = j, .type = CODEC_STR, .required = true, .at = offsetof(struct t, m), .max = ACT_NAME_MAX}
#define WORD(t, m, j, table) {.name = j, .type = CODEC_ENUM, .at = offsetof(struct t, m), .names = table, .n_names = ARRAY_LEN(table)}
#define WORD_NEEDED(t, m, j, table) {.name = j, .type = CODEC_ENUM, .required = true, .at = offsetof(struct t, m), .names = table, .n_names = ARRAY_LEN(table)}
#define OBJECT(t, m, j, c) {.name = j, .type = CODEC_OBJECT, .at = offsetof(struct t, m), .of = c}
#define LIST(t, m, n, j, c) {.name = j, .type = CODEC_LIST, .at = offsetof(struct t, m), .count_at = offsetof(struct t, n), .most = ACT_LIST_MAX, .of = c}
#define NAMES_LIST(t, m, n, j) {.name = j, .type = CODEC_STRS, .at = offsetof(struct t, m), .count_at = offsetof(struct t, n), .most = ACT_LIST_MAX, .max = ACT_NAME_MAX}
#define IDS(t, m, n, j) {.name = j, .type = CODEC_I64S, .at = offsetof(struct t, m), .count_at = offsetof(struct t, n), .most = ACT_LIST_MAX, .min = 1, .max = INT_LIMIT}
#define NUMBERS(t, m, n, j) {.name = j, .type = CODEC_I32S, .at = offsetof(struct t, m), .count_at = offsetof(struct t, n), .most = ACT_LIST_MAX, .min = 1, .max = INT32_MAX}
#define END {.type = CODEC_END}
#define TABLE(name, t, ...)                                                                        \
    static const struct codec_member name##_members[] = {__VA_ARGS__, END};                        \
    static const struct codec name = {sizeof(struct t), name##_members}

TABLE(role_codec, act_role, NAME(act_role, role, "role"), ID(act_role, unit, "unit"),
      ID(act_role, info_system, "info_system"));

TABLE(by_codec, act_by, ID(act_by, person, "person"), ID(act_by, post, "post"), OBJECT(act_by, role, "as", &role_codec),
      NAME(act_by, why, "why"));

TABLE(assignee_codec, assignee, ID(assignee, post, "post"), ID(assignee, person, "person"));

TABLE(duty_codec, act_duty, NUMBER_NEEDED(act_duty, no, "no"), NAME_NEEDED(act_duty, step, "step"),
      NAME(act_duty, also, "also"), WORD_NEEDED(act_duty, act, "act", names_act), OBJECT(act_duty, role, "as", &role_codec),
      LIST(act_duty, assigned, n_assigned, "assigned", &assignee_codec), ID(act_duty, due, "due"),
      NAME(act_duty, clock, "clock"), NAMES_LIST(act_duty, articles, n_articles, "articles"), NUMBER(act_duty, set, "set"),
      YES(act_duty, any, "any"), ID(act_duty, target, "target"));

/* A value of a payload may be longer than a name: a list of addresses. */
TABLE(pair_codec, act_pair, NAME_NEEDED(act_pair, name, "name"),
      {.name = "value", .type = CODEC_STR, .required = true, .at = offsetof(struct act_pair, value), .max = 4000});

TABLE(effect_codec, act_effect, NUMBER_NEEDED(act_effect, no, "no"), NAME_NEEDED(act_effect, kind, "kind"),
      NAME_NEEDED(act_effect, enforcer, "enforcer"), YES(act_effect, optional, "optional"),
      LIST(act_effect, payload, n_payload, "payload", &pair_codec));

TABLE(entry_codec, act_entry, ID_NEEDED(act_entry, entry, "entry"), YES(act_entry, create, "create"),
      NAME(act_entry, book, "book"), ID(act_entry, keeper, "keeper"), NAME(act_entry, key, "key"),
      NAME(act_entry, state, "state"), ID(act_entry, holder, "holder"));

TABLE(link_codec, act_link, WORD_NEEDED(act_link, kind, "kind", names_link), ID_NEEDED(act_link, target, "target"));

TABLE(designation_codec, act_designation, OBJECT(act_designation, role, "as", &role_codec),
      ID_NEEDED(act_designation, person, "person"));

TABLE(setting_codec, act_setting, NAME_NEEDED(act_setting, kind, "kind"), NAME_NEEDED(act_setting, name, "name"),
      NAME_NEEDED(act_setting, value, "value"), ID(act_setting, number, "number"));

TABLE(opening_codec, act_opening, WORD_NEEDED(act_opening, shape, "shape", names_shape),
      NAME_NEEDED(act_opening, procedure, "procedure"), NAME_NEEDED(act_opening, digest, "digest"),
      NAME_NEEDED(act_opening, catalogue, "catalogue"), ID(act_opening, unit, "unit"),
      ID(act_opening, division, "division"), ID(act_opening, department, "department"),
      NUMBER(act_opening, fiscal_year, "fiscal_year"), NUMBER(act_opening, number, "number"),
      NAME(act_opening, book, "book"), NAME(act_opening, one_per, "one_per"),
      {.name = "retention_years", .type = CODEC_U16, .at = offsetof(struct act_opening, retention_years), .min = 1, .max = UINT16_MAX},
      YES(act_opening, by_rule, "by_rule"), YES(act_opening, uses, "uses"), YES(act_opening, many, "many"),
      IDS(act_opening, things, n_things, "things"));

TABLE(act_codec, act, {.name = "kind", .type = CODEC_SKIP, .required = true}, {.name = "v", .type = CODEC_SKIP, .required = true},
      {.name = "c", .type = CODEC_SKIP}, ID_NEEDED(act, matter, "matter"), NUMBER_NEEDED(act, seq, "seq"),
      WORD_NEEDED(act, kind, "act", names_act), WORD(act, verdict, "verdict", names_verdict), NUMBER(act, duty, "duty"),
      OBJECT(act, by, "by", &by_codec), ID(act, entered_by, "entered_by"), ID_NEEDED(act, happened, "happened"),
      ID_NEEDED(act, entered, "entered"), NAME(act, document, "document"), ID(act, exception, "exception"),
      {.name = "opening", .type = CODEC_POINTER, .at = offsetof(struct act, opening), .of = &opening_codec},
      YES(act, has_period, "period"), ID(act, from, "from"), ID(act, until, "until"),
      LIST(act, duties, n_duties, "duties", &duty_codec), LIST(act, effects, n_effects, "effects", &effect_codec),
      NUMBER(act, effect, "effect"), NAME(act, report, "report"), NAME(act, reason, "reason"),
      LIST(act, entries, n_entries, "entries", &entry_codec), IDS(act, things, n_things, "things"),
      LIST(act, links, n_links, "links", &link_codec),
      LIST(act, designations, n_designations, "designations", &designation_codec),
      LIST(act, settings, n_settings, "settings", &setting_codec), NAME(act, digest, "digest"),
      NAME(act, catalogue, "catalogue"), NAMES_LIST(act, steps, n_steps, "steps"), NUMBERS(act, drops, n_drops, "drops"),
      WORD(act, state, "state", names_state));

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
    return kind && str_eqz(STR("act"), kind) && json_is_integer(v) && json_integer_value(v) == ACT_VERSION;
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
