/* SPDX-License-Identifier: Apache-2.0 */
#include "office/standard_reading.h"

#include "base/calendar.h"

enum { WORDS_MAX = 4096 };

err_t standard_reading_begin(struct standard_reading *r, const struct office *o, enum lang lang)
{
    *r = (struct standard_reading){
        .lang = lang, .today = moment_day(clock_now(o->clock)), .shelf = o->shelf};
    arena_init(&r->arena, STANDARD_ARENA_MAX);
    r->w.arena = &r->arena;
    TRY(store_read_begin(o->store, &r->db, NULL));
    return standard_versions(r->db, &r->arena, &r->versions, &r->n_versions);
}

/* The newest whose day has come. */
static const struct standard_version *in_force(const struct standard_reading *r)
{
    for (size_t i = 0; i < r->n_versions; i++) {
        if (day_cmp(r->versions[i].effective, r->today) <= 0) return &r->versions[i];
    }
    return NULL;
}

static err_t load(struct standard_reading *r, struct db *db, int64_t version)
{
    r->version = version == 0 ? in_force(r) : NULL;
    for (size_t i = 0; version != 0 && i < r->n_versions; i++) {
        if (r->versions[i].id == version) r->version = &r->versions[i];
    }
    if (!r->version) return ERR_NOT_FOUND;
    if (!r->shelf) return standard_load(db, &r->arena, r->version->id, &r->text, &r->cites, NULL);
    TRY(standard_shelf_take(r->shelf, db, r->version, &r->shelved, NULL));
    r->text = r->shelved->text;
    r->cites = r->shelved->cites;
    return OK;
}

err_t standard_reading_open(struct standard_reading *r, int64_t version)
{
    return load(r, r->db, version);
}

err_t standard_reading_also(struct standard_reading *r, struct standard_reading *from,
                            int64_t version)
{
    *r = (struct standard_reading){.lang = from->lang,
                                   .today = from->today,
                                   .shelf = from->shelf,
                                   .versions = from->versions,
                                   .n_versions = from->n_versions};
    arena_init(&r->arena, STANDARD_ARENA_MAX);
    r->w.arena = &r->arena;
    return load(r, from->db, version);
}

err_t standard_reading_within(struct standard_reading *r, const struct office *o, struct db *db,
                              enum lang lang)
{
    *r = (struct standard_reading){
        .lang = lang, .today = moment_day(clock_now(o->clock)), .shelf = o->shelf};
    arena_init(&r->arena, STANDARD_ARENA_MAX);
    r->w.arena = &r->arena;
    TRY(standard_versions(db, &r->arena, &r->versions, &r->n_versions));
    return load(r, db, 0);
}

err_t standard_reading_lines(struct standard_reading *r, struct standard_lines *ret)
{
    if (!r->shelved) return standard_lines_read(&r->arena, &r->text, ret);
    *ret = r->shelved->lines;
    return OK;
}

void standard_reading_release(struct standard_reading *r)
{
    if (r->shelved) standard_shelf_give(r->shelf, r->shelved);
    r->shelved = NULL;
    store_read_end(r->db);
    r->db = NULL;
    arena_release(&r->arena);
}

err_t standard_reading_end(struct standard_reading *r, struct jo *o, json_t **ret)
{
    err_t e = r->err != OK ? r->err : r->arena.failed ? ERR_NOMEM : db_error(r->db, NULL);
    if (e == OK) return jo_end(o, ret);
    jo_release(o);
    return e;
}

/* --- strings --- */

const char *standard_reading_str(struct standard_reading *r, struct str s)
{
    return arena_strdup(&r->arena, s);
}

static const char *built(struct standard_reading *r, const struct sb *b)
{
    err_t e = sb_end(b);
    if (e != OK) r->err = e;
    return e == OK ? arena_strdup(&r->arena, sb_str(b)) : NULL;
}

const char *standard_reading_place(struct standard_reading *r, uint32_t node)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, WORDS_MAX);
    standard_place(&b, &r->text, node);
    return built(r, &b);
}

const char *standard_reading_key(struct standard_reading *r, uint32_t node)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, WORDS_MAX);
    standard_key(&b, &r->text, node);
    return built(r, &b);
}

static void add_anchor(struct sb *b, const struct standard_text *t, uint32_t node)
{
    uint32_t chain[24], n = 0;
    bool heading = node != 0 && t->nodes[node].level < STANDARD_ARTICLE;
    for (uint32_t i = node; i != 0 && n < ARRAY_LEN(chain); i = t->nodes[i].parent) chain[n++] = i;
    bool first = true;
    while (n > 0) {
        const struct standard_node *at = &t->nodes[chain[--n]];
        const char *letter = at->level == STANDARD_PARAGRAPH ? "p"
                             : at->level == STANDARD_ITEM    ? "i"
                             : at->level == STANDARD_SUBITEM ? "s"
                             : heading                       ? (first ? "h" : "")
                                                             : NULL;
        /* Articles of an 附則 stand on its page. */
        if (at->level == STANDARD_ARTICLE && t->nodes[at->parent].level == STANDARD_SUPPLEMENT)
            letter = "x";
        if (!letter) continue;
        sb_addf(b, "%s%s%u", first ? "" : "-", letter, at->position);
        first = false;
    }
}

const char *standard_reading_anchor(struct standard_reading *r, uint32_t node)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, WORDS_MAX);
    add_anchor(&b, &r->text, node);
    return built(r, &b);
}

const char *standard_reading_href(struct standard_reading *r, uint32_t node)
{
    SB_CLEANUP struct sb b, anchor;
    sb_init(&b, WORDS_MAX);
    sb_init(&anchor, WORDS_MAX);
    bool heading = r->text.nodes[node].level < STANDARD_ARTICLE;
    sb_addz(&b, heading ? "/" : "/articles/");
    if (!heading) standard_key(&b, &r->text, node);
    add_anchor(&anchor, &r->text, node);
    if (anchor.n) sb_addf(&b, "#%.*s", STR_ARG(sb_str(&anchor)));
    return built(r, &b);
}

const char *standard_level_name(enum standard_level level)
{
    static const char *const names[STANDARD_LEVELS] = {
        "text",    "part",      "chapter", "section", "subsection", "division",
        "article", "paragraph", "item",    "subitem", "supplement", "appendix"};
    return names[level];
}

/* --- parts of JSON --- */

static void put_day(struct standard_reading *r, struct jo *o, const char *key, struct day d)
{
    SB_CLEANUP struct sb iso, text;
    sb_init(&iso, 32);
    sb_init(&text, 200);
    struct jo day = jo_object();
    day_format(&iso, d);
    calendar_format_day(&text, r->lang, CALENDAR_BOTH, d);
    jo_str(&day, "iso", built(r, &iso));
    jo_str(&day, "text", built(r, &text));
    jo_put(o, key, day);
}

void standard_put_version(struct standard_reading *r, struct jo *o, const char *key,
                          const struct standard_version *v)
{
    struct show s = {.w = &r->w, .lang = r->lang};
    struct jo one = jo_object();
    jo_i64(&one, "id", v->id);
    jo_str(&one, "title", v->title[0] ? v->title : tr(r->lang, "standard.untitled"));
    put_day(r, &one, "effective", v->effective);
    if (v > r->versions)
        put_day(r, &one, "until", day_add(v[-1].effective, -1));
    else
        jo_set(&one, "until", json_null());
    jo_bool(&one, "in_force", v == in_force(r));
    show_time(&s, &one, "imported", v->imported);
    jo_str(&one, "digest", v->digest);
    jo_i64(&one, "bytes", v->bytes);
    jo_str(&one, "encoding", v->encoding);
    jo_i64(&one, "articles", v->articles);
    jo_i64(&one, "findings", v->findings);
    if (key)
        jo_put(o, key, one);
    else
        jo_add(o, one);
}

static void put_piece(struct standard_reading *r, struct jo *list, struct str text,
                      const struct cite *c)
{
    struct jo one = jo_object();
    jo_set(&one, "text", json_stringn(text.p, text.n));
    const char *place = NULL;
    if (c && c->n_targets > 0) {
        const char *first = standard_reading_place(r, c->targets[0]);
        const char *last = standard_reading_place(r, c->targets[c->n_targets - 1]);
        place = c->n_targets == 1 || !first || !last
                    ? first
                    : arena_printf(&r->arena, "%s〜%s", first, last);
    }
    jo_str(&one, "href", place ? standard_reading_href(r, c->targets[0]) : NULL);
    jo_str(&one, "place", place);
    jo_bool(&one, "outside", c && c->outside);
    jo_bool(&one, "applies", c && c->applies);
    jo_add(list, one);
}

struct jo standard_put_spans(struct standard_reading *r, uint32_t node)
{
    return standard_put_spans_of(r, node, 0, (uint32_t)r->text.nodes[node].text.n);
}

struct jo standard_put_spans_of(struct standard_reading *r, uint32_t node, uint32_t from,
                                uint32_t to)
{
    struct jo list = jo_array();
    struct str s = str_head(r->text.nodes[node].text, to);
    uint32_t first, n, at = from;
    cite_of_node(&r->cites, node, &first, &n);
    for (uint32_t i = first; i < first + n; i++) {
        const struct cite *c = &r->cites.v[i];
        if (c->from < at || c->to > to) continue;
        if (c->from > at) put_piece(r, &list, str_head(str_skip(s, at), c->from - at), NULL);
        put_piece(r, &list, str_head(str_skip(s, c->from), c->to - c->from), c);
        at = c->to;
    }
    if (at < s.n) put_piece(r, &list, str_skip(s, at), NULL);
    return list;
}

struct jo standard_put_findings(struct standard_reading *r, uint32_t i)
{
    struct jo list = jo_array();
    for (uint32_t k = 0; k < r->text.n_findings; k++) {
        const struct standard_finding *f = &r->text.findings[k];
        if (i != 0 && (f->node < i || f->node >= r->text.nodes[i].end)) continue;
        SB_CLEANUP struct sb text, id;
        sb_init(&text, WORDS_MAX);
        sb_init(&id, 100);
        sb_addf(&id, "standard.finding.%s", standard_finding_name(f->kind));
        const char *words = standard_reading_str(r, f->words);
        const char *more = standard_reading_str(r, f->more), *name = built(r, &id);
        if (!words || !more || !name) return list;
        tr_format(&text, r->lang, name, words, more);
        struct jo one = jo_object();
        jo_str(&one, "kind", standard_finding_name(f->kind));
        jo_i64(&one, "line", f->line);
        jo_str(&one, "place", f->node ? standard_reading_place(r, f->node) : NULL);
        jo_str(&one, "href", f->node ? standard_reading_href(r, f->node) : NULL);
        jo_str(&one, "words", words);
        jo_str(&one, "text", built(r, &text));
        jo_add(&list, one);
    }
    return list;
}
