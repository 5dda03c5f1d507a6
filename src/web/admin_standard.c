/* SPDX-License-Identifier: Apache-2.0 */
#include "web/admin_standard.h"

#include <string.h>

#include "base/calendar.h"
#include "ledger/ledger.h"
#include "office/standard_view.h"

enum { TELL_MAX = 8192 };

/* --- what a text holds --- */

static void say(struct sb *out, enum lang l, const char *id, const char *a, const char *b,
                const char *c)
{
    tr_format(out, l, id, a, b, c);
    sb_addc(out, '\n');
}

static void tell_counts(struct sb *out, enum lang l, const struct standard_imported *r)
{
    static const char *const levels[STANDARD_LEVELS] = {
        [STANDARD_PART] = "standard.level.part",
        [STANDARD_CHAPTER] = "standard.level.chapter",
        [STANDARD_SECTION] = "standard.level.section",
        [STANDARD_SUBSECTION] = "standard.level.subsection",
        [STANDARD_DIVISION] = "standard.level.division",
        [STANDARD_ARTICLE] = "standard.level.article",
        [STANDARD_PARAGRAPH] = "standard.level.paragraph",
        [STANDARD_ITEM] = "standard.level.item",
        [STANDARD_SUBITEM] = "standard.level.subitem",
        [STANDARD_SUPPLEMENT] = "standard.level.supplement",
        [STANDARD_APPENDIX] = "standard.level.appendix"};
    for (int i = STANDARD_PART; i < STANDARD_LEVELS; i++) {
        if (r->counts.of[i] == 0) continue;
        sb_addf(out, "%6u  %s\n", r->counts.of[i], tr(l, levels[i]));
    }
}

static void tell_findings(struct sb *out, enum lang l, const struct standard_text *t)
{
    for (uint32_t i = 0; i < t->n_findings; i++) {
        const struct standard_finding *f = &t->findings[i];
        SB_CLEANUP struct sb id, place, words, more, text;
        struct sb *const all[] = {&id, &place, &words, &more, &text};
        for (size_t k = 0; k < ARRAY_LEN(all); k++) sb_init(all[k], TELL_MAX);
        char line[16];
        (void)snprintf(line, sizeof line, "%u", f->line);
        sb_addf(&id, "standard.finding.%s", standard_finding_name(f->kind));
        if (f->node)
            standard_place(&place, t, f->node);
        else
            sb_addz(&place, tr(l, "standard.cli.whole"));
        sb_add(&words, f->words);
        sb_add(&more, f->more);
        for (size_t k = 0; k < 4; k++) sb_addc(all[k], '\0');
        tr_format(&text, l, id.p ? id.p : "", words.p ? words.p : "", more.p ? more.p : "");
        sb_addc(&text, '\0');
        for (size_t k = 0; k < ARRAY_LEN(all); k++) {
            if (sb_end(all[k]) != OK) return;
        }
        say(out, l, "standard.cli.finding", line, place.p, text.p);
    }
}

void admin_standard_tell(struct sb *out, enum lang l, const struct standard_imported *r)
{
    char n[3][16];
    uint32_t outside = 0;
    for (uint32_t i = 0; i < r->cites.n; i++) outside += r->cites.v[i].outside;
    (void)snprintf(n[0], sizeof n[0], "%u", r->cites.n);
    (void)snprintf(n[1], sizeof n[1], "%u", outside);
    (void)snprintf(n[2], sizeof n[2], "%u", r->text.n_findings);
    sb_addf(out, "%s\n", r->title[0] ? r->title : tr(l, "standard.untitled"));
    tell_counts(out, l, r);
    say(out, l, "standard.cli.cites", n[0], n[1], NULL);
    if (r->text.n_findings == 0)
        say(out, l, "standard.cli.no_findings", NULL, NULL, NULL);
    else
        say(out, l, "standard.cli.findings", n[2], NULL, NULL);
    tell_findings(out, l, &r->text);
}

/* --- import --- */

static void format_day(struct sb *b, enum lang l, struct day d)
{
    calendar_format_day(b, l, CALENDAR_BOTH, d);
    sb_addc(b, '\0');
}

/* An office begins with `sekimori init`. */
static err_t check_begun(struct store *store, struct fault *why)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    int64_t leaves;
    TRY(store_read_begin(store, &db, why));
    TRY(ledger_size(db, &leaves));
    return leaves ? OK : fault_set(why, ERR_STATE, "import.cli.not_begun", NULL);
}

static err_t import(const struct office *o, const struct admin_request *q, struct sb *out,
                    struct fault *why)
{
    ARENA_CLEANUP struct arena a;
    arena_init(&a, STANDARD_ARENA_MAX);
    char file[ADMIN_ARG_MAX], id[24];
    (void)snprintf(file, sizeof file, "%.*s", STR_ARG(q->file));
    struct standard_import i = {.bytes = q->body,
                                .file = file,
                                .title = q->title,
                                .now = clock_now(o->clock),
                                .dry_run = q->dry_run};
    struct standard_imported done;
    SB_CLEANUP struct sb day;
    sb_init(&day, 200);
    if (q->from.n == 0) return fault_set(why, ERR_INVALID, "standard.cli.no_effective", NULL);
    TRY(calendar_parse_day(q->from, &i.effective, why));
    TRY(check_begun(o->store, why));
    TRY(standard_import(o->store, &a, &i, &done, why));
    admin_standard_tell(out, q->lang, &done);
    format_day(&day, q->lang, i.effective);
    TRY(sb_end(&day));
    (void)snprintf(id, sizeof id, "%lld", (long long)done.version);
    if (q->dry_run)
        say(out, q->lang, "standard.cli.dry_run", day.p, done.digest, NULL);
    else
        say(out, q->lang, "standard.cli.imported", id, day.p, done.digest);
    return OK;
}

/* --- list --- */

static err_t list(const struct office *o, const struct admin_request *q, struct sb *out,
                  struct fault *why)
{
    ARENA_CLEANUP struct arena a;
    arena_init(&a, 1 << 20);
    struct db *db STORE_READ_CLEANUP = NULL;
    struct standard_version *v;
    size_t n;
    int64_t now = 0;
    TRY(store_read_begin(o->store, &db, why));
    TRY(standard_versions(db, &a, &v, &n));
    if (n == 0) return fault_set(why, ERR_NOT_FOUND, "standard.no_text", NULL);
    err_t e = standard_in_force(db, moment_day(clock_now(o->clock)), &now);
    if (e != ERR_NOT_FOUND) TRY(e);
    for (size_t i = 0; i < n; i++) {
        char id[24], articles[24];
        SB_CLEANUP struct sb day;
        sb_init(&day, 200);
        format_day(&day, q->lang, v[i].effective);
        TRY(sb_end(&day));
        (void)snprintf(id, sizeof id, "%lld", (long long)v[i].id);
        (void)snprintf(articles, sizeof articles, "%lld", (long long)v[i].articles);
        tr_format(out, q->lang, "standard.cli.version", id, day.p, articles,
                  v[i].title[0] ? v[i].title : tr(q->lang, "standard.untitled"),
                  v[i].id == now ? tr(q->lang, "standard.cli.in_force") : "");
        sb_addc(out, '\n');
    }
    return OK;
}

/* --- show --- */

/* A version by its number, or by a day on which it was in force; "": today. */
static err_t find_version(const struct office *o, struct str told, int64_t *ret, struct fault *why)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    struct day day = moment_day(clock_now(o->clock));
    int64_t id;
    TRY(store_read_begin(o->store, &db, why));
    if (told.n > 0 && str_to_i64(told, &id) == OK) {
        *ret = id;
        return OK;
    }
    if (told.n > 0) TRY(calendar_parse_day(told, &day, why));
    err_t e = standard_in_force(db, day, ret);
    return e == ERR_NOT_FOUND
               ? fault_set(why, e, told.n ? "standard.no_version" : "standard.no_text", NULL)
               : e;
}

static void add_spans(struct sb *out, const json_t *spans)
{
    const json_t *one;
    size_t i;
    json_array_foreach(spans, i, one) sb_addz(out, json_string_value(json_object_get(one, "text")));
    sb_addc(out, '\n');
}

/* Tables in the text, a row a line. */
static void add_parts(struct sb *out, const json_t *parts)
{
    const json_t *part, *row, *cell;
    size_t i, k, m;
    json_array_foreach(parts, i, part)
    {
        if (json_array_size(json_object_get(part, "spans")) > 0)
            add_spans(out, json_object_get(part, "spans"));
        json_array_foreach(json_object_get(part, "table_lines"), k, row)
            sb_addf(out, "    %s\n", json_string_value(row));
        json_array_foreach(json_object_get(part, "table_rows"), k, row)
        {
            sb_addz(out, "    ");
            json_array_foreach(json_object_get(row, "cells"), m, cell)
            {
                const json_t *one;
                size_t x;
                if (m > 0) sb_addz(out, " | ");
                json_array_foreach(json_object_get(cell, "spans"), x, one)
                    sb_addz(out, json_string_value(json_object_get(one, "text")));
            }
            sb_addc(out, '\n');
        }
    }
}

static void add_line(struct sb *out, const json_t *line, size_t indent)
{
    const char *label = json_string_value(json_object_get(line, "label"));
    const char *caption = json_string_value(json_object_get(line, "caption"));
    for (size_t i = 0; i < indent; i++) sb_addz(out, "  ");
    if (label && label[0]) sb_addf(out, "%s ", label);
    if (caption) sb_addf(out, "%s　", caption);
    add_spans(out, json_object_get(line, "spans"));
    add_parts(out, json_object_get(line, "parts"));
}

static void add_article(struct sb *out, enum lang l, const json_t *a)
{
    const json_t *p, *row;
    size_t i, k;
    const char *caption = json_string_value(json_object_get(a, "caption"));
    if (caption) sb_addf(out, "（%s）\n", caption);
    sb_addf(out, "%s\n", json_string_value(json_object_get(a, "label")));
    json_array_foreach(json_object_get(a, "paragraphs"), i, p)
    {
        add_line(out, p, 0);
        json_array_foreach(json_object_get(p, "rows"), k, row)
            add_line(out, row, (size_t)json_integer_value(json_object_get(row, "depth")));
    }
    json_array_foreach(json_object_get(a, "lines"), i, p)
        sb_addf(out, "%s\n", json_string_value(p));
    if (json_array_size(json_object_get(a, "cited_by")) > 0)
        sb_addf(out, "\n%s:\n", tr(l, "standard.cli.cited_by"));
    json_array_foreach(json_object_get(a, "cited_by"), i, p)
        sb_addf(out, "  %s\n", json_string_value(json_object_get(p, "place")));
    json_array_foreach(json_object_get(a, "findings"), i, p)
        sb_addf(out, "※ %s %s\n", json_string_value(json_object_get(p, "place")),
                json_string_value(json_object_get(p, "text")));
}

static err_t show(const struct office *o, const struct admin_request *q, struct sb *out,
                  struct fault *why)
{
    int64_t version;
    json_t *article;
    char key[ADMIN_ARG_MAX];
    (void)snprintf(key, sizeof key, "%.*s", STR_ARG(q->number));
    TRY(find_version(o, q->from, &version, why));
    err_t e = standard_view_article(o, version, key, q->lang, &article);
    if (e == ERR_NOT_FOUND)
        return fault_set(why, e, "standard.no_such_article", "%.*s", STR_ARG(q->number));
    TRY(e);
    add_article(out, q->lang, article);
    json_decref(article);
    return OK;
}

/* --- compare --- */

static void add_marked(struct sb *out, const json_t *line, const char *open, const char *close)
{
    const json_t *one;
    size_t i;
    const char *label = json_string_value(json_object_get(line, "label"));
    const char *caption = json_string_value(json_object_get(line, "caption"));
    if (label && label[0]) sb_addf(out, "%s ", label);
    if (caption) sb_addf(out, "%s　", caption);
    json_array_foreach(json_object_get(line, "spans"), i, one)
    {
        bool changed = json_is_true(json_object_get(one, "changed"));
        sb_addf(out, "%s%s%s", changed ? open : "", json_string_value(json_object_get(one, "text")),
                changed ? close : "");
    }
    sb_addc(out, '\n');
}

static void add_side(struct sb *out, const json_t *side)
{
    const char *caption = json_string_value(json_object_get(side, "caption"));
    sb_addz(out, json_string_value(json_object_get(side, "label")));
    if (caption) sb_addf(out, "（%s）", caption);
}

static void add_row(struct sb *out, enum lang l, const json_t *row)
{
    const json_t *old = json_object_get(row, "old"), *new = json_object_get(row, "new");
    SB_CLEANUP struct sb id;
    sb_init(&id, 100);
    sb_addf(&id, "standard.cli.change.%s", json_string_value(json_object_get(row, "change")));
    const char *word = tr_find(l, sb_str(&id));
    sb_addf(out, "\n■ %s ", word ? word : "");
    if (!json_is_null(old)) add_side(out, old);
    if (!json_is_null(old) && !json_is_null(new)) sb_addz(out, " → ");
    if (!json_is_null(new)) add_side(out, new);
    sb_addc(out, '\n');
}

static void add_lines(struct sb *out, const json_t *lines)
{
    const json_t *row;
    size_t i;
    json_array_foreach(lines, i, row)
    {
        const json_t *old = json_object_get(row, "old"), *new = json_object_get(row, "new");
        if (strcmp(json_string_value(json_object_get(row, "change")), "same") == 0) continue;
        if (!json_is_null(old)) {
            sb_addz(out, "- ");
            add_marked(out, old, "[-", "-]");
        }
        if (!json_is_null(new)) {
            sb_addz(out, "+ ");
            add_marked(out, new, "{+", "+}");
        }
    }
}

static void add_rows(struct sb *out, enum lang l, const json_t *rows)
{
    const json_t *row;
    size_t i;
    json_array_foreach(rows, i, row)
    {
        if (strcmp(json_string_value(json_object_get(row, "change")), "same") == 0) continue;
        add_row(out, l, row);
        add_lines(out, json_object_get(row, "lines"));
    }
}

static err_t compare(const struct office *o, const struct admin_request *q, struct sb *out,
                     struct fault *why)
{
    static const char *const counted[] = {"same", "changed", "added", "removed", "moved"};
    char n[ARRAY_LEN(counted)][24];
    int64_t from, to;
    json_t *all;
    TRY(find_version(o, q->number, &from, why));
    TRY(find_version(o, q->from, &to, why));
    err_t e = standard_view_compare(o, from, to, true, q->lang, &all);
    if (e == ERR_NOT_FOUND) return fault_set(why, e, "standard.no_version", NULL);
    TRY(e);
    for (size_t i = 0; i < ARRAY_LEN(counted); i++)
        (void)snprintf(n[i], sizeof n[i], "%lld",
                       (long long)json_integer_value(
                           json_object_get(json_object_get(all, "counts"), counted[i])));
    tr_format(out, q->lang, "standard.cli.same", n[0], n[1], n[2], n[3], n[4]);
    sb_addc(out, '\n');
    add_rows(out, q->lang, json_object_get(all, "rows"));
    json_decref(all);
    return OK;
}

err_t admin_standard_do(const struct office *o, const struct admin_request *q, struct sb *out,
                        struct fault *why)
{
    if (str_eqz(q->verb, "standard.import")) return import(o, q, out, why);
    if (str_eqz(q->verb, "standard.list")) return list(o, q, out, why);
    if (str_eqz(q->verb, "standard.show")) return show(o, q, out, why);
    if (str_eqz(q->verb, "standard.compare")) return compare(o, q, out, why);
    return fault_set(why, ERR_INVALID, "admin.unknown_verb", "%.*s", STR_ARG(q->verb));
}
