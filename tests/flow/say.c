/* SPDX-License-Identifier: Apache-2.0
 *
 * Acts: what people, the clock and the enforcers do. Each act of a person is compared with what
 * the person's page offered a moment before: neither may know better than the other.
 */
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "base/utf8.h"
#include "kernel/kernel.h"
#include "world.h"

struct call {
    struct world *w;
    struct actor actor;
    const char *procedure; /* set: a matter is opened */
    struct matter_act act;
    json_t *form;
    const char *key, *as;
    bool offered;
    err_t result;
    struct fault why;
    struct faults bad;
    struct matter_done opened;
};

static const struct verb {
    const char *word;
    enum act_kind act;
} verbs[] = {
    {"applies", ACT_APPLY},
    {"writes", ACT_WRITE},
    {"issues", ACT_ISSUE},
    {"notices", ACT_NOTICED},
    {"opens", ACT_OPEN},
    {"tells", ACT_TELL},
    {"explains", ACT_EXPLAIN},
    {"agrees", ACT_AGREE},
    {"ends", ACT_END},
    {"consults", ACT_CONSULT},
    {"concurs", ACT_CONCUR},
    {"passes_on", ACT_VIA},
    {"sanctions", ACT_SANCTION},
    {"decides", ACT_DECIDE},
    {"acknowledges", ACT_NOTICE},
    {"reports", ACT_REPORT},
    {"receives", ACT_RECEIVE},
    {"assesses", ACT_ASSESS},
    {"instructs", ACT_INSTRUCT},
    {"carries_out", ACT_CARRY_OUT},
    {"confirms", ACT_CONFIRM},
    {"fills", ACT_SHEET},
    {"withdraws", ACT_WITHDRAW},
    {"resubmits", ACT_RESUBMIT},
    {"takes", ACT_BEGIN_USE},
    {"returns", ACT_END_USE},
    {"revokes", ACT_REVOKE},
    {"corrects", ACT_CORRECT},
    {"annuls", ACT_ANNUL},
    {"remarks", ACT_REMARK},
    {"rebinds", ACT_REBIND},
};

static const struct verb *verb_of(const char *word)
{
    for (size_t i = 0; i < ARRAY_LEN(verbs); i++) {
        if (strcmp(verbs[i].word, word) == 0) return &verbs[i];
    }
    return NULL;
}

/* --- forms --- */

static const char *value_of(struct world *w, const char *value);

/* "@P1,@H1" */
static const char *several(struct world *w, const char *value, const char *comma)
{
    const char *first = arena_printf(&w->arena, "%.*s", (int)(comma - value), value);
    return arena_printf(&w->arena, "%s,%s", value_of(w, first), value_of(w, comma + 1));
}

/* "@佐藤": the number or id of what the story calls so. */
static const char *value_of(struct world *w, const char *value)
{
    if (value[0] != '@') return value;
    const char *comma = strstr(value, ",@");
    if (comma) return several(w, value, comma);
    for (int k = 0; k < NAME_KINDS; k++) {
        const struct named *n = world_find(w, (enum name_kind)k, value + 1);
        if (n && n->kind == NAME_UNIT) return n->name;
        if (n) return n->number ? n->number : arena_printf(&w->arena, "%" PRId64, n->id);
    }
    world_fail(w, "nothing is called '%s'", value + 1);
}

/* entries=A-001,A-002: ids, as the boxes of a page give them: one alone is a text, not a list. */
static json_t *entry_ids(struct world *w, const char *value)
{
    json_t *list = json_array();
    struct str rest = str_z(value);
    while (rest.p) {
        const char *key = arena_strdup(&w->arena, str_cut(&rest, ','));
        char id[24];
        snprintf(id, sizeof id, "%" PRId64, world_entry(w, "media", key));
        json_array_append_new(list, json_string(id));
    }
    if (json_array_size(list) != 1) return list;
    json_t *only = json_incref(json_array_get(list, 0));
    json_decref(list);
    return only;
}

static void add_value(struct world *w, json_t *form, const char *word, bool act)
{
    const char *eq = strchr(word, '=');
    struct str key = {word, (size_t)(eq - word)};
    const char *name = arena_strdup(&w->arena, key);
    if (act && strcmp(name, "entries") == 0) {
        json_object_set_new(form, name, entry_ids(w, eq + 1));
        return;
    }
    if (eq[1] == '@' && eq[2] == '@') {
        json_object_set_new(form, name, upload_value(w, eq + 3));
        return;
    }
    size_t dot = str_find(key, '.');
    if (dot < key.n) { /* A-001.found=missing: a line of a sheet */
        const char *entry = arena_strdup(&w->arena, str_head(key, dot));
        name = arena_printf(&w->arena, "e%" PRId64 "_%s", world_entry(w, "media", entry),
                            name + dot + 1);
    }
    json_object_set_new(form, name, json_string(value_of(w, eq + 1)));
}

static json_t *form_of(struct world *w, const struct words *words, size_t from, bool act)
{
    json_t *form = json_object();
    for (size_t i = from; i < words->n; i++) {
        if (words->v[i][0] != '@' && strchr(words->v[i], '=')) add_value(w, form, words->v[i], act);
    }
    const char *unit = words_value(words, from, "@unit");
    if (unit) json_object_set_new(form, "_unit", json_string(unit));
    return form;
}

/* --- who --- */

static err_t actor_of(struct world *w, const struct words *words, struct call *c)
{
    const char *behalf = words_value(words, 2, "@behalf"),
               *happened = words_value(words, 2, "@happened"),
               *document = words_value(words, 2, "@document");
    struct actor_told told = {
        str_z(behalf ? value_of(w, arena_printf(&w->arena, "@%s", behalf)) : ""),
        str_z(happened ? happened : ""), str_z(document ? document : "")};
    struct person_id signed_in = person_id(world_id(w, NAME_PERSON, words_at(words, 0)));
    return matters_actor(&w->office, signed_in, &told, &w->arena, &c->actor, &c->why);
}

/* --- what the page offers --- */

static bool page_offers(struct call *c, const char *step)
{
    json_t *page = NULL;
    bool found = false;
    if (matters_view(&c->w->office, c->actor.person, c->act.matter, LANG_JA, &page) != OK)
        return false;
    const json_t *can = json_object_get(page, "can");
    for (size_t i = 0; i < json_array_size(can) && !found; i++) {
        const json_t *one = json_array_get(can, i);
        const char *act = json_string_value(json_object_get(one, "act")),
                   *of = json_string_value(json_object_get(one, "step"));
        int32_t duty = (int32_t)json_integer_value(json_object_get(one, "duty"));
        if (!act || strcmp(act, act_kind_name(c->act.act)) != 0) continue;
        if (step && (!of || strcmp(of, step) != 0)) continue;
        found = true;
        c->act.duty = duty;
    }
    json_decref(page);
    return found;
}

/* The first open duty of this act, for those to whom none is offered. */
static int32_t any_duty(struct call *c, const char *step)
{
    struct world *w = c->w;
    struct db *db;
    struct matter *m;
    int32_t no = 0;
    world_must(w, store_read_begin(w->l.t.store, &db, NULL), NULL, "a snapshot");
    world_must(w, kernel_load(db, &w->arena, c->act.matter, &m, NULL), NULL, "the matter");
    for (size_t i = m->n_duties; i-- > 0;) {
        const struct duty *d = &m->duties[i];
        if (d->d.act != c->act.act || (step && strcmp(d->d.step, step) != 0)) continue;
        if (no == 0 || d->state == DUTY_OPEN) no = d->d.no;
    }
    store_read_end(db);
    return no;
}

static void prepare_act(struct call *c, const struct words *words, const char *name)
{
    const char *step = words_value(words, 3, "@step");
    c->act.matter = matter_id(world_id(c->w, NAME_MATTER, name));
    (void)verdict_parse(str_z(words_at(words, 3)), &c->act.verdict);
    c->act.form = c->form;
    if (c->result != OK) return;
    c->offered = page_offers(c, step);
    if (!c->offered && act_answers_duty(c->act.act)) c->act.duty = any_duty(c, step);
}

static bool page_lists(struct call *c)
{
    json_t *page = NULL;
    bool found = false;
    world_must(c->w, matters_procedures(&c->w->office, c->actor.person, LANG_EN, &page), NULL,
               "the procedures");
    const json_t *list = json_object_get(page, "procedures");
    for (size_t i = 0; i < json_array_size(list) && !found; i++) {
        const char *name = json_string_value(json_object_get(json_array_get(list, i), "procedure"));
        found = name && strcmp(name, c->procedure) == 0;
    }
    json_decref(page);
    if (!found) return false;
    struct fault why = {0};
    err_t e = matters_form(&c->w->office, c->actor.person, c->procedure, matter_id(0), LANG_JA,
                           &page, &why);
    world_must(c->w, e, &why, "the form");
    json_decref(page);
    return true;
}

static void prepare(struct world *w, const struct words *words, struct call *c)
{
    const struct verb *v = verb_of(words_at(words, 1));
    if (!v) world_fail(w, "'%s' is no verb", words_at(words, 1));
    *c = (struct call){
        .w = w, .key = words_value(words, 2, "@key"), .as = words_after(words, 2, "as")};
    const char *object = words_at(words, 2);
    const struct procedure *p = catalogue_procedure(w->catalogue, object);
    bool opener = p && shape_opener(p->shape) == v->act;
    c->act.act = v->act;
    c->form = form_of(w, words, 3, !opener);
    c->result = actor_of(w, words, c);
    if (!opener) {
        prepare_act(c, words, object);
        return;
    }
    c->procedure = object;
    if (c->result == OK) c->offered = page_lists(c);
}

/* --- doing it --- */

static void perform(struct call *c)
{
    if (c->result != OK) return;
    struct str key = str_z(c->key ? c->key : "");
    if (c->procedure) {
        c->result = matters_open(&c->w->office, &c->actor, c->procedure, c->form, key, &c->opened,
                                 &c->bad, &c->why);
    } else {
        struct matter_done done;
        c->result = matters_act(&c->w->office, &c->actor, &c->act, key, &done, &c->bad, &c->why);
    }
}

static void *perform_thread(void *call)
{
    perform(call);
    return NULL;
}

static void compare_with_page(const struct call *c)
{
    const struct world *w = c->w;
    bool denied = c->result == ERR_DENIED || c->result == ERR_NOT_FOUND;
    bool clerk = c->actor.entered_by.v != c->actor.person.v;
    if (clerk || c->key) return;
    if (c->result == OK && !c->offered)
        world_fail(w, "the act was done although the page did not offer it");
    if (!c->procedure && denied && c->offered)
        world_fail(w, "the page offered what was then refused (%s)", c->why.id ? c->why.id : "");
}

static void remember(struct world *w, const struct call *c)
{
    w->result = c->result;
    w->why = c->why;
    w->bad = c->bad;
    w->waiting = c->result != OK;
    w->act_line = w->line;
    if (c->result != OK || !c->procedure) return;
    if (c->as) world_name(w, NAME_MATTER, c->as, NULL, c->opened.matter.v);
}

/* --- the clock and the enforcers --- */

static void tick(struct world *w)
{
    for (int i = 0; i < 20; i++) {
        size_t fired;
        world_must(w, matters_fire_due(&w->office, &fired), NULL, "tick");
        if (fired == 0) return;
    }
    world_fail(w, "timers fire without end");
}

static void advance(struct world *w, const struct words *words)
{
    int64_t n;
    static const struct {
        const char *word;
        int64_t ms;
    } units[] = {{"minutes", MINUTE_MS}, {"hours", HOUR_MS}, {"days", DAY_MS}};
    for (size_t i = 0; i < ARRAY_LEN(units); i++) {
        if (!words_is(words, 2, units[i].word) || str_to_i64(str_z(words_at(words, 1)), &n) != OK)
            continue;
        clock_test_advance(&w->l.clock_state, n * units[i].ms);
        return;
    }
    world_fail(w, "advance how far?");
}

static bool clock_line(struct world *w, const struct words *words)
{
    if (words_is(words, 0, "on")) {
        const char *time = words->n > 2 ? words_at(words, 2) : "09:00";
        clock_test_set(&w->l.clock_state,
                       world_moment(w, arena_printf(&w->arena, "%sT%s", words_at(words, 1), time)));
    } else if (words_is(words, 0, "advance")) {
        advance(w, words);
    } else if (words_is(words, 0, "since")) {
        w->since = world_moment(w, words_at(words, 1));
    } else if (words_is(words, 0, "tick")) {
        tick(w);
    } else {
        return false;
    }
    return true;
}

bool say_line(struct world *w, const struct words *words)
{
    if (clock_line(w, words)) return true;
    if (!world_find(w, NAME_PERSON, words_at(words, 0))) return false;
    struct call c;
    prepare(w, words, &c);
    perform(&c);
    compare_with_page(&c);
    remember(w, &c);
    json_decref(c.form);
    return true;
}

void say_at_once(struct world *w, const struct words *lines, size_t n, const char *else_id)
{
    struct call calls[8];
    pthread_t threads[8];
    if (n > ARRAY_LEN(calls)) world_fail(w, "at most %zu acts at once", ARRAY_LEN(calls));
    for (size_t i = 0; i < n; i++) prepare(w, &lines[i], &calls[i]);
    for (size_t i = 0; i < n; i++) pthread_create(&threads[i], NULL, perform_thread, &calls[i]);
    size_t good = 0;
    for (size_t i = 0; i < n; i++) {
        pthread_join(threads[i], NULL);
        good += calls[i].result == OK;
        if (calls[i].result != OK && (!calls[i].why.id || strcmp(calls[i].why.id, else_id) != 0))
            world_fail(w, "refused with %s, not %s",
                       calls[i].why.id ? calls[i].why.id : err_name(calls[i].result), else_id);
        json_decref(calls[i].form);
    }
    if (good != 1) world_fail(w, "%zu of %zu succeeded", good, n);
}
