/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/iptables_save.h"

#include <string.h>

#include "base/utf8.h"

struct reader {
    struct arena *arena;
    struct fault *why;
    struct str rest, line; /* line: the whole one being read */
    uint32_t number;
    struct iptables_ruleset set;
    struct iptables_table tables[16];
    /* Of the table that is open (NULL: none): */
    struct iptables_table *open;
    struct iptables_chain *chains;
    struct iptables_rule *rules;
    uint32_t max_chains, max_rules;
    uint32_t *index; /* open addressing by name: chain + 1 */
    uint32_t index_mask;
};

static err_t refuse(struct reader *r, err_t code, const char *id, struct str word, const char *at)
{
    struct str shown = utf8_head(word, 80);
    (void)fault_set(r->why, code, id, "%.*s", STR_ARG(shown));
    uintptr_t p = (uintptr_t)at, begin = (uintptr_t)r->line.p; /* quoted words lie elsewhere */
    bool within = at && p >= begin && p <= begin + r->line.n;
    fault_place(r->why, NULL, r->number, within ? (uint32_t)(p - begin) + 1 : 1);
    return code;
}

static err_t nomem(struct reader *r)
{
    return fault_set(r->why, ERR_NOMEM, "err.nomem", NULL);
}

static struct str take_line(struct str *rest)
{
    size_t n = str_find(*rest, '\n');
    struct str line = str_head(*rest, n);
    *rest = n < rest->n ? str_skip(*rest, n + 1) : (struct str){rest->p + rest->n, 0};
    if (line.n > 0 && line.p[line.n - 1] == '\r') line.n--;
    return line;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* The next word: bare, or between quotes with \ before what is meant as it stands. */
static err_t take_word(struct reader *r, struct str *s, struct str *ret, bool *ret_quoted)
{
    while (s->n > 0 && is_blank(s->p[0])) *s = str_skip(*s, 1);
    *ret_quoted = s->n > 0 && s->p[0] == '"';
    if (!*ret_quoted) {
        size_t n = 0;
        while (n < s->n && !is_blank(s->p[n])) n++;
        *ret = str_head(*s, n);
        *s = str_skip(*s, n);
        return OK;
    }
    const char *begin = s->p;
    char *to = arena_alloc(r->arena, s->n);
    if (!to) return nomem(r);
    size_t n = 0, i = 1;
    for (; i < s->n && s->p[i] != '"'; i++) {
        if (s->p[i] == '\\' && i + 1 < s->n) i++;
        to[n++] = s->p[i];
    }
    if (i == s->n) return refuse(r, ERR_INVALID, "iptables.open_quote", STR_NONE, begin);
    *ret = (struct str){to, n};
    *s = str_skip(*s, i + 1);
    return OK;
}

/* "[12:345]" */
static bool take_counts(struct str word, int64_t *packets, int64_t *bytes)
{
    if (word.n < 5 || word.p[0] != '[' || word.p[word.n - 1] != ']') return false;
    struct str in = {word.p + 1, word.n - 2}, first = str_cut(&in, ':');
    return in.p && str_to_i64(first, packets) == OK && str_to_i64(in, bytes) == OK;
}

/* --- tables and chains --------------------------------------------------------------------------
 */
static err_t open_table(struct reader *r, struct str name)
{
    for (uint32_t i = 0; i < r->set.n_tables; i++)
        if (str_eqz(name, r->tables[i].name))
            return refuse(r, ERR_INVALID, "iptables.table_twice", name, NULL);
    if (r->set.n_tables == ARRAY_LEN(r->tables) || name.n == 0 || r->open)
        return refuse(r, ERR_INVALID, "iptables.bad_line", r->line, NULL);
    uint32_t chains = 0, rules = 0;
    for (struct str rest = r->rest; rest.n > 0;) {
        struct str line = str_trim(take_line(&rest));
        if (str_eqz(line, "COMMIT")) break;
        chains += str_starts(line, STR(":"));
        rules += str_starts(line, STR("-")) || str_starts(line, STR("["));
    }
    if (chains > IPTABLES_CHAINS_MAX || rules > IPTABLES_RULES_MAX)
        return refuse(r, ERR_TOO_BIG, "iptables.too_many", name, NULL);
    for (r->index_mask = 15; r->index_mask < chains * 2; r->index_mask = r->index_mask * 2 + 1)
        continue;
    struct iptables_table *t = &r->tables[r->set.n_tables];
    r->chains = ARENA_ARRAY(r->arena, struct iptables_chain, chains + 1U);
    r->rules = ARENA_ARRAY(r->arena, struct iptables_rule, rules + 1U);
    r->index = ARENA_ARRAY(r->arena, uint32_t, r->index_mask + 1U);
    *t = (struct iptables_table){.line = r->number,
                                 .name = arena_strdup(r->arena, name),
                                 .chains = r->chains,
                                 .rules = r->rules};
    if (!r->chains || !r->rules || !r->index || !t->name) return nomem(r);
    r->set.n_tables++;
    r->max_chains = chains;
    r->max_rules = rules;
    r->open = t;
    return OK;
}

/* The place of a chain's name in the index: it, or free. */
static uint32_t *place_of(struct reader *r, struct str name)
{
    uint32_t h = 2166136261U;
    for (size_t i = 0; i < name.n; i++) h = (h ^ (unsigned char)name.p[i]) * 16777619U;
    for (h &= r->index_mask; r->index[h]; h = (h + 1) & r->index_mask)
        if (str_eqz(name, r->chains[r->index[h] - 1].name)) break;
    return &r->index[h];
}

static err_t read_chain(struct reader *r)
{
    struct str s = str_skip(r->line, 1), name = STR_NONE, policy = STR_NONE, counts = STR_NONE;
    bool quoted = false;
    if (!r->open) return refuse(r, ERR_INVALID, "iptables.bad_line", r->line, NULL);
    TRY(take_word(r, &s, &name, &quoted));
    TRY(take_word(r, &s, &policy, &quoted));
    TRY(take_word(r, &s, &counts, &quoted));
    struct iptables_chain *c = &r->chains[r->open->n_chains];
    if (name.n == 0 ||
        (!str_eqz(policy, "-") && !str_eqz(policy, "ACCEPT") && !str_eqz(policy, "DROP")))
        return refuse(r, ERR_INVALID, "iptables.bad_chain", r->line, NULL);
    if (counts.n > 0 && !take_counts(counts, &c->packets, &c->bytes))
        return refuse(r, ERR_INVALID, "iptables.bad_counter", counts, counts.p);
    uint32_t *at = place_of(r, name);
    if (*at) return refuse(r, ERR_INVALID, "iptables.chain_twice", name, name.p);
    ASSERT(r->open->n_chains < r->max_chains);
    c->line = r->number;
    c->name = arena_strdup(r->arena, name);
    c->policy = str_eqz(policy, "-") ? NULL : arena_strdup(r->arena, policy);
    if (!c->name || (!c->policy && !str_eqz(policy, "-"))) return nomem(r);
    *at = ++r->open->n_chains;
    return OK;
}

/* --- rules
 * ---------------------------------------------------------------------------------------- */
struct words {
    struct str s[IPTABLES_WORDS_MAX];
    bool quoted[IPTABLES_WORDS_MAX];
    uint32_t n;
};

static err_t split(struct reader *r, struct str s, struct words *w)
{
    w->n = 0;
    for (;;) {
        struct str word = STR_NONE;
        bool quoted = false;
        TRY(take_word(r, &s, &word, &quoted));
        if (word.n == 0 && !quoted) return OK;
        if (w->n == IPTABLES_WORDS_MAX)
            return refuse(r, ERR_TOO_BIG, "iptables.rule_too_long", word, word.p);
        w->s[w->n] = word;
        w->quoted[w->n++] = quoted;
    }
}

static bool is_option(const struct words *w, uint32_t i)
{
    struct str s = w->s[i];
    return !w->quoted[i] && s.n >= 2 && s.p[0] == '-' && !(s.p[1] >= '0' && s.p[1] <= '9');
}

static bool is_not(const struct words *w, uint32_t i)
{
    return !w->quoted[i] && str_eqz(w->s[i], "!");
}

/* The values of the option before word i; *ret_next: the word after them. A "!" before the first
 * value (as old releases wrote it) negates the option. */
static err_t take_values(struct reader *r, const struct words *w, uint32_t i,
                         struct iptables_option *o, uint32_t *ret_next)
{
    if (i + 1 < w->n && is_not(w, i) && !is_option(w, i + 1)) {
        o->negated = true;
        i++;
    }
    uint32_t end = i;
    while (end < w->n && !is_option(w, end) && !is_not(w, end)) end++;
    o->n_values = end - i;
    const char **values = ARENA_ARRAY(r->arena, const char *, o->n_values + 1U);
    if (!values) return nomem(r);
    for (uint32_t k = 0; k < o->n_values; k++) {
        values[k] = arena_strdup(r->arena, w->s[i + k]);
        if (!values[k]) return nomem(r);
    }
    o->values = values;
    *ret_next = end;
    return OK;
}

static bool named(const struct iptables_option *o, const char *a, const char *b)
{
    return strcmp(o->name, a) == 0 || strcmp(o->name, b) == 0;
}

static err_t take_option(struct reader *r, const struct words *w, uint32_t *i,
                         struct iptables_rule *u, struct iptables_option *o, const char **match)
{
    if (is_not(w, *i)) {
        o->negated = true;
        (*i)++;
    }
    if (*i == w->n || !is_option(w, *i))
        return refuse(r, ERR_INVALID, "iptables.bad_option", *i < w->n ? w->s[*i] : STR_NONE,
                      *i < w->n ? w->s[*i].p : NULL);
    struct str name = w->s[*i];
    o->column = (uint32_t)(name.p - r->line.p) + 1;
    while (name.n > 0 && name.p[0] == '-') name = str_skip(name, 1);
    o->name = arena_strdup(r->arena, name);
    if (!o->name) return nomem(r);
    TRY(take_values(r, w, *i + 1, o, i));
    bool jump = named(o, "j", "jump"), go = named(o, "g", "goto"), load = named(o, "m", "match");
    if ((jump || go || load) && o->n_values == 0)
        return refuse(r, ERR_INVALID, "iptables.bad_option", name, name.p);
    if (load) *match = o->values[0];
    if (jump || go) {
        u->target = o->values[0];
        u->is_goto = go;
    }
    o->of_target = u->target && !jump && !go;
    o->match = load || jump || go || u->target ? NULL : *match;
    return OK;
}

static err_t read_options(struct reader *r, const struct words *w, uint32_t i,
                          struct iptables_rule *u)
{
    struct iptables_option *o = ARENA_ARRAY(r->arena, struct iptables_option, w->n + 1U);
    const char **loads = ARENA_ARRAY(r->arena, const char *, w->n + 1U);
    const char *match = NULL;
    if (!o || !loads) return nomem(r);
    while (i < w->n) {
        TRY(take_option(r, w, &i, u, &o[u->n], &match));
        if (named(&o[u->n], "m", "match")) loads[u->n_loads++] = match;
        u->n++;
    }
    u->options = o;
    u->loads = loads;
    return OK;
}

static err_t read_rule(struct reader *r)
{
    struct words w;
    TRY(split(r, r->line, &w));
    struct iptables_rule *u = r->open ? &r->rules[r->open->n_rules] : NULL;
    uint32_t i = 0;
    if (u && w.n > 0 && w.s[0].p[0] == '[') {
        if (!take_counts(w.s[0], &u->packets, &u->bytes))
            return refuse(r, ERR_INVALID, "iptables.bad_counter", w.s[0], w.s[0].p);
        u->has_counter = true;
        i = 1;
    }
    if (!u || w.n < i + 2 || !(str_eqz(w.s[i], "-A") || str_eqz(w.s[i], "--append")))
        return refuse(r, ERR_INVALID, "iptables.bad_line", r->line, NULL);
    uint32_t chain = *place_of(r, w.s[i + 1]);
    if (!chain) return refuse(r, ERR_INVALID, "iptables.no_chain", w.s[i + 1], w.s[i + 1].p);
    ASSERT(r->open->n_rules < r->max_rules);
    u->line = r->number;
    u->text = r->line;
    u->chain = chain - 1;
    TRY(read_options(r, &w, i + 2, u));
    r->open->n_rules++;
    return OK;
}

static bool looks_v6(const struct reader *r)
{
    for (uint32_t t = 0; t < r->set.n_tables; t++)
        for (uint32_t i = 0; i < r->tables[t].n_rules; i++) {
            const struct iptables_rule *u = &r->tables[t].rules[i];
            for (uint32_t k = 0; k < u->n; k++) {
                const struct iptables_option *o = &u->options[k];
                if ((named(o, "s", "source") || named(o, "d", "destination")) && o->n_values)
                    return strchr(o->values[0], ':') != NULL;
            }
        }
    return false;
}

static err_t read_line(struct reader *r, bool *said_v6)
{
    struct str s = str_trim(r->line);
    if (s.n == 0) return OK;
    switch (s.p[0]) {
    case '#':
        for (struct str rest = s; rest.n >= 9 && !*said_v6; rest = str_skip(rest, 1))
            *said_v6 = str_starts(rest, STR("ip6tables"));
        return OK;
    case '*':
        return open_table(r, str_skip(s, 1));
    case ':':
        r->line = s;
        return read_chain(r);
    case '-':
    case '[':
        r->line = s;
        return read_rule(r);
    default:
        break;
    }
    if (!str_eqz(s, "COMMIT") || !r->open)
        return refuse(r, ERR_INVALID, "iptables.bad_line", s, NULL);
    r->open = NULL;
    return OK;
}

err_t iptables_save_read(struct arena *a, struct str text, struct iptables_ruleset *ret,
                         struct fault *why)
{
    struct reader r = {.arena = a, .why = why, .rest = text.p ? text : STR("")};
    bool said_v6 = false;
    if (text.n > IPTABLES_BYTES_MAX)
        return fault_set(why, ERR_TOO_BIG, "iptables.too_big", "%d", IPTABLES_BYTES_MAX >> 20);
    while (r.rest.n > 0) {
        r.line = take_line(&r.rest);
        r.number++;
        if (r.line.n > IPTABLES_LINE_MAX)
            return refuse(&r, ERR_TOO_BIG, "iptables.line_too_long", STR_NONE, NULL);
        size_t bad = utf8_find_bad(r.line, UTF8_NO_NUL | UTF8_NO_CONTROL);
        if (bad < r.line.n)
            return refuse(&r, ERR_INVALID, "iptables.bad_character", STR_NONE, r.line.p + bad);
        TRY(read_line(&r, &said_v6));
    }
    if (r.open || r.set.n_tables == 0)
        return refuse(&r, ERR_INVALID, r.open ? "iptables.no_commit" : "iptables.no_table",
                      r.open ? str_z(r.open->name) : STR_NONE, NULL);
    struct iptables_table *tables = ARENA_ARRAY(a, struct iptables_table, r.set.n_tables);
    if (!tables) return nomem(&r);
    r.set.is_v6 = said_v6 || looks_v6(&r);
    memcpy(tables, r.tables, r.set.n_tables * sizeof *tables);
    r.set.tables = tables;
    *ret = r.set;
    return OK;
}
