/* SPDX-License-Identifier: Apache-2.0 */
#include "office/org_replay.h"

#include <jansson.h>
#include <string.h>

#include "kernel/parse.h"
#include "ledger/ledger.h"
#include "office/org_record.h"

enum { ARENA_MAX = 64 << 20 };

/* A fact as its record has it. */
struct told {
    struct db *db;
    struct arena *arena;
    const json_t *envelope, *content; /* content NULL: there is none, or it was erased */
    bool erased;
    struct leaf_id leaf;
    struct org_author by;
};

static int64_t number(const struct told *t, const char *key)
{
    return json_integer_value(json_object_get(t->envelope, key));
}

static struct str text(const struct told *t, const char *key)
{
    if (t->erased) return STR(ORG_REPLAY_TEXT_UNKNOWN);
    const json_t *v = json_object_get(t->content, key);
    return v ? (struct str){json_string_value(v), json_string_length(v)} : STR("");
}

static struct str word(const struct told *t, const char *key)
{
    const char *z = json_string_value(json_object_get(t->envelope, key));
    return str_z(z ? z : "");
}

static struct org_span span_of(const struct told *t)
{
    const json_t *until = json_object_get(t->envelope, "until");
    return (struct org_span){{number(t, "from")}, {until ? json_integer_value(until) : INT64_MAX}};
}

static int64_t sort_of(const struct told *t)
{
    const json_t *v = json_object_get(t->envelope, "sort");
    return v ? json_integer_value(v) : ORG_REPLAY_NUMBER_UNKNOWN;
}

static struct moment end_of(const struct told *t)
{
    return (struct moment){number(t, "end")};
}

/* What was believed of the thing from `at` on holds no longer. */
static err_t cut_from(const struct told *t, enum org_table table, const char *key, struct moment at)
{
    return org_cut(t->db, table, number(t, key), (struct org_span){at, MOMENT_OPEN}, t->by.now,
                   t->leaf);
}

static err_t cut_over(const struct told *t, enum org_table table, const char *key)
{
    return org_cut(t->db, table, number(t, key), span_of(t), t->by.now, t->leaf);
}

/* --- each fact ---------------------------------------------------------------------------- */

static err_t unit_add(const struct told *t)
{
    struct unit_told u = {.parent = unit_id(number(t, "parent")),
                          .code = text(t, "code"),
                          .name = text(t, "name"),
                          .name_en = text(t, "name_en"),
                          .kana = text(t, "kana"),
                          .sort = sort_of(t)};
    if (!unit_kind_parse(word(t, "unit_kind"), &u.kind)) return ERR_CORRUPT;
    if (u.kind == UNIT_BODY) u.body_kind = text(t, "body_kind");
    return org_unit_put(t->db, &t->by, unit_id(number(t, "unit")), &u, span_of(t), t->leaf);
}

static err_t unit_change(const struct told *t)
{
    TRY(cut_over(t, ORG_UNIT, "unit"));
    return unit_add(t);
}

static err_t unit_end(const struct told *t)
{
    return cut_from(t, ORG_UNIT, "unit", end_of(t));
}

static err_t read_moves(const struct told *t, struct unit_move **ret, size_t *ret_n)
{
    static const char *const kinds[] = {
        [THING_UNIT] = "unit", [THING_POST] = "post", [THING_SYSTEM] = "info_system"};
    const json_t *list = json_object_get(t->envelope, "moves");
    size_t n = json_array_size(list), i;
    json_t *v;
    struct unit_move *m = ARENA_ARRAY(t->arena, struct unit_move, n + 1);
    if (!m) return ERR_NOMEM;
    json_array_foreach((json_t *)(uintptr_t)list, i, v)
    {
        const char *kind = json_string_value(json_object_get(v, "kind"));
        size_t k = 0;
        while (k < ARRAY_LEN(kinds) && (!kind || strcmp(kinds[k], kind) != 0)) k++;
        if (k == ARRAY_LEN(kinds)) return ERR_CORRUPT;
        m[i] = (struct unit_move){.kind = (enum unit_thing)k,
                                  .id = json_integer_value(json_object_get(v, "id")),
                                  .to = unit_id(json_integer_value(json_object_get(v, "to")))};
        m[i].ends = !unit_id_is_set(m[i].to);
    }
    *ret = m;
    *ret_n = n;
    return OK;
}

static err_t unit_succeed(const struct told *t)
{
    static const struct {
        const char *name;
        enum succession_kind kind;
    } kinds[] = {{"merged", SUCCESSION_MERGED},
                 {"split", SUCCESSION_SPLIT},
                 {"renamed", SUCCESSION_RENAMED}};
    const json_t *list = json_object_get(t->envelope, "to");
    struct unit_id *to = ARENA_ARRAY(t->arena, struct unit_id, json_array_size(list) + 1);
    struct succession s = {.unit = unit_id(number(t, "unit")),
                           .to = to,
                           .n_to = json_array_size(list),
                           .at = end_of(t)};
    struct unit_move *moves;
    size_t n, k = 0;
    if (!to) return ERR_NOMEM;
    for (size_t i = 0; i < s.n_to; i++)
        to[i] = unit_id(json_integer_value(json_array_get(list, i)));
    while (k < ARRAY_LEN(kinds) && !str_eqz(word(t, "succession"), kinds[k].name)) k++;
    if (k == ARRAY_LEN(kinds)) return ERR_CORRUPT;
    s.kind = kinds[k].kind;
    TRY(read_moves(t, &moves, &n));
    return org_unit_moves(t->db, &t->by, &s, moves, n, t->leaf);
}

static err_t post_add(const struct told *t)
{
    struct post_told p = {.unit = unit_id(number(t, "unit")),
                          .kind = text(t, "post_kind"),
                          .charges = text(t, "charges"),
                          .title = text(t, "title"),
                          .title_en = text(t, "title_en"),
                          .managerial = number(t, "managerial") != 0,
                          .sort = sort_of(t)};
    return org_post_put(t->db, &t->by, post_id(number(t, "post")), &p, span_of(t), t->leaf);
}

static err_t post_change(const struct told *t)
{
    TRY(cut_over(t, ORG_POST, "post"));
    return post_add(t);
}

static err_t post_end(const struct told *t)
{
    return cut_from(t, ORG_POST, "post", end_of(t));
}

static err_t person_add(const struct told *t)
{
    struct person_told p = {.number = text(t, "number"),
                            .family = text(t, "family"),
                            .given = text(t, "given"),
                            .family_kana = text(t, "family_kana"),
                            .given_kana = text(t, "given_kana"),
                            .mail = text(t, "mail")};
    if (!member_kind_parse(word(t, "member"), &p.member)) return ERR_CORRUPT;
    return org_person_put(t->db, &t->by, person_id(number(t, "person")), &p, span_of(t), t->leaf);
}

static err_t person_change(const struct told *t)
{
    TRY(cut_over(t, ORG_PERSON, "person"));
    return person_add(t);
}

static err_t person_end(const struct told *t)
{
    return org_person_leaves(t->db, &t->by, person_id(number(t, "person")), end_of(t), t->leaf);
}

static err_t holding_start(const struct told *t)
{
    struct holding_told h = {.person = person_id(number(t, "person")),
                             .post = post_id(number(t, "post"))};
    if (!holding_kind_parse(word(t, "holding_kind"), &h.kind)) return ERR_CORRUPT;
    return org_holding_put(t->db, &t->by, holding_id(number(t, "holding")), &h, span_of(t),
                           t->leaf);
}

static err_t holding_end(const struct told *t)
{
    return cut_from(t, ORG_HOLDING, "holding", end_of(t));
}

static err_t holding_void(const struct told *t)
{
    return cut_from(t, ORG_HOLDING, "holding", (struct moment){INT64_MIN});
}

static err_t absence_start(const struct told *t)
{
    return org_absence_put(t->db, &t->by, number(t, "absence"), person_id(number(t, "person")),
                           span_of(t), t->leaf);
}

static err_t absence_end(const struct told *t)
{
    return cut_from(t, ORG_ABSENCE, "absence", end_of(t));
}

static err_t info_system_add(const struct told *t)
{
    struct info_system_told s = {.code = text(t, "code"),
                                 .name = text(t, "name"),
                                 .name_en = text(t, "name_en"),
                                 .division = unit_id(number(t, "division")),
                                 .manager_post = post_id(number(t, "manager_post"))};
    return org_info_system_put(t->db, &t->by, info_system_id(number(t, "info_system")), &s,
                               span_of(t), t->leaf);
}

static err_t info_system_change(const struct told *t)
{
    TRY(cut_over(t, ORG_INFO_SYSTEM, "info_system"));
    return info_system_add(t);
}

static const struct {
    const char *name;
    err_t (*replay)(const struct told *);
} facts[] = {
    {"unit.add", unit_add},
    {"unit.change", unit_change},
    {"unit.end", unit_end},
    {"unit.succeed", unit_succeed},
    {"post.add", post_add},
    {"post.change", post_change},
    {"post.end", post_end},
    {"person.add", person_add},
    {"person.change", person_change},
    {"person.end", person_end},
    {"holding.start", holding_start},
    {"holding.end", holding_end},
    {"holding.void", holding_void},
    {"absence.start", absence_start},
    {"absence.end", absence_end},
    {"info_system.add", info_system_add},
    {"info_system.change", info_system_change},
};

/* --- all of them -------------------------------------------------------------------------- */

struct replay {
    struct db *db;
    struct arena arena; /* of one fact */
    struct fault *why;
};

static err_t one(const struct told *t)
{
    struct str name = word(t, "fact");
    for (size_t i = 0; i < ARRAY_LEN(facts); i++) {
        if (str_eqz(name, facts[i].name)) return facts[i].replay(t);
    }
    return ERR_CORRUPT;
}

static err_t record(void *arg, const struct ledger_record *rec)
{
    struct replay *r = arg;
    if (!str_eqz(rec->kind, "fact")) return OK;
    arena_reset(&r->arena);
    json_t *envelope = NULL, *content = NULL;
    err_t e = parse_stored(rec->envelope, LEDGER_ENVELOPE_MAX, &envelope, NULL);
    if (e == OK && rec->state == LEDGER_CONTENT)
        e = parse_stored(rec->content, LEDGER_CONTENT_MAX, &content, NULL);
    struct told t = {.db = r->db,
                     .arena = &r->arena,
                     .envelope = envelope,
                     .content = content,
                     .erased = rec->state != LEDGER_CONTENT && json_object_get(envelope, "c"),
                     .leaf = rec->leaf};
    t.by.now.ms = number(&t, "at");
    if (e == OK) e = one(&t);
    json_decref(envelope);
    json_decref(content);
    if (e == OK || e == ERR_NOMEM) return e;
    if (db_error(r->db, NULL) != OK && e != ERR_CORRUPT) return e;
    return fault_set(r->why, ERR_CORRUPT, "org.bad_fact", "%lld", (long long)rec->leaf.v);
}

err_t org_replay(struct db *db, struct fault *why)
{
    static const unsigned empty[] = {
        SQL_UNIT_EMPTY,    SQL_UNIT_SUCCESSOR_EMPTY, SQL_POST_EMPTY,       SQL_PERSON_EMPTY,
        SQL_HOLDING_EMPTY, SQL_ABSENCE_EMPTY,        SQL_INFO_SYSTEM_EMPTY};
    for (size_t i = 0; i < ARRAY_LEN(empty); i++) TRY(db_run(db, empty[i]));
    struct replay r = {.db = db, .why = why};
    arena_init(&r.arena, ARENA_MAX);
    err_t e = ledger_each(db, leaf_id(0), record, &r);
    arena_release(&r.arena);
    return e;
}
