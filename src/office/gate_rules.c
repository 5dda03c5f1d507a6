/* SPDX-License-Identifier: Apache-2.0 */
#include "office/gate_rules.h"

#include <string.h>

#include "base/utf8.h"

enum { PAGE = 500, KEY_BYTES = 4096 };

static void say(struct work *w, const struct gate *g, const char *field)
{
    struct fault one;
    (void)fault_set(&one, ERR_INVALID, "matter.gate_says", "%s" FAULT_EITHER "%s", g->say.ja,
                    g->say.en);
    fault_field(&one, field);
    faults_add(w->bad, &one);
}

static err_t check_refused(struct work *w, const struct gate *g)
{
    struct expr_env env = work_expr_env(w);
    if (expr_true(g->refuse, &env)) say(w, g, g->field);
    return OK;
}

/* The number that is sought: as typed, or that of the chosen entry; *ret.p NULL: none. */
static err_t sought(struct work *w, const struct gate *g, struct str *ret)
{
    const json_t *v = json_object_get(w->fields, g->key_field);
    *ret = STR_NONE;
    if (json_is_string(v)) *ret = (struct str){json_string_value(v), json_string_length(v)};
    if (!json_is_integer(v)) return OK;
    struct rows r ROWS_CLEANUP =
        db_query(w->db, SQL_ENTRY_BY_ID, P_I64("entry", json_integer_value(v)));
    if (!rows_next(&r)) return rows_end(&r) == OK ? ERR_NOT_FOUND : ERR_IO;
    *ret = arena_str(w->arena, rows_str(&r, "key"));
    TRY(rows_end(&r));
    return ret->p ? OK : ERR_NOMEM;
}

static bool in_state(const struct gate *g, struct str state)
{
    for (size_t i = 0; i < g->n_states; i++)
        if (str_eqz(state, g->states[i])) return true;
    return false;
}

/* Numbers are compared as a search would: width, kana and case are folded, blanks left out. */
static err_t fold(struct sb *b, struct str key)
{
    struct sb all SB_CLEANUP;
    sb_init(&all, KEY_BYTES);
    TRY(utf8_search_key(&all, key));
    struct str rest = sb_str(&all);
    b->n = 0;
    for (size_t i = 0; i < rest.n; i++)
        if (rest.p[i] != ' ') sb_addc(b, rest.p[i]);
    return sb_end(b);
}

/* One page of the book's entries; *after goes on, *ret_more: there may be others. */
static err_t look(struct work *w, const struct gate *g, struct str key, int64_t *after, bool *found,
                  bool *ret_more)
{
    struct sb one SB_CLEANUP;
    size_t n = 0;
    sb_init(&one, KEY_BYTES);
    struct rows r ROWS_CLEANUP = db_query(w->db, SQL_ENTRIES_OF_BOOK, P_STR("book", str_z(g->book)),
                                          P_I64("after", *after), P_I64("n", PAGE));
    while (!*found && rows_next(&r)) {
        n++;
        *after = rows_i64(&r, "id");
        bool here = !g->of_matter || rows_i64(&r, "keeper") == w->division.v;
        if (!here || !in_state(g, rows_str(&r, "state"))) continue;
        TRY(fold(&one, rows_str(&r, "key")));
        *found = str_eq(sb_str(&one), key);
    }
    *ret_more = n == PAGE;
    return *found ? OK : rows_end(&r);
}

static err_t check_book(struct work *w, const struct gate *g)
{
    struct str key;
    struct sb folded SB_CLEANUP;
    bool found = false, more = true;
    int64_t after = 0;
    sb_init(&folded, KEY_BYTES);
    TRY(sought(w, g, &key));
    if (!key.p) return OK;
    TRY(fold(&folded, key));
    while (more && !found) TRY(look(w, g, sb_str(&folded), &after, &found, &more));
    if (found) say(w, g, g->key_field);
    return OK;
}

err_t gate_rules_check(struct work *w, const struct gate *g)
{
    if (g->refuse) return check_refused(w, g);
    return g->book ? check_book(w, g) : OK;
}
