/* SPDX-License-Identifier: Apache-2.0 */
#include "office/org_import_file.h"

#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"
#include "wire/csv.h"

static const struct csv_limits limits = {IMPORT_ROWS_MAX, 64, 4096};

/* Which column of the file is which of ours; unknown titles are refused, for a misspelt one
 * would silently lose what stands under it. */
static err_t map_header(struct import_run *run, const struct csv_row *header, size_t *map,
                        struct fault *why)
{
    bool seen[IMPORT_COLUMNS_MAX] = {false};
    for (uint32_t i = 0; i < header->n; i++) {
        struct str title = str_trim(header->fields[i]);
        size_t c = 0;
        while (c < run->n_columns && !str_eqz(title, run->columns[c].ja) &&
               !str_eqz(title, run->columns[c].en))
            c++;
        if (c == run->n_columns || seen[c]) {
            const char *id = c == run->n_columns ? "import.unknown_column" : "import.column_twice";
            err_t e = fault_set(why, ERR_INVALID, id, "%.*s", STR_ARG(title));
            fault_place(why, run->o->file, header->line, 0);
            return e;
        }
        seen[c] = true;
        map[i] = c;
        run->titles[c] = arena_strdup(run->a, title);
        if (!run->titles[c]) return ERR_NOMEM;
    }
    for (size_t c = 0; c < run->n_columns; c++) {
        if (!run->titles[c]) run->titles[c] = run->columns[c].ja;
        if (seen[c] || !run->columns[c].required) continue;
        err_t e = fault_set(why, ERR_INVALID, "import.missing_column", "%s" FS "%s",
                            run->columns[c].ja, run->columns[c].en);
        fault_place(why, run->o->file, header->line, 0);
        return e;
    }
    return OK;
}

static err_t add_row(struct import_run *run, const struct csv_row *row, const size_t *map)
{
    struct import_row *r = org_list_add(run->a, &run->rows, sizeof *r);
    if (!r) return ERR_NOMEM;
    r->line = row->line;
    for (size_t c = 0; c < IMPORT_COLUMNS_MAX; c++) r->cell[c] = STR("");
    for (uint32_t i = 0; i < row->n; i++) {
        struct str cell =
            arena_str(run->a, str_trim(row->fields[i])); /* the reader's buffer goes */
        if (!cell.p) return ERR_NOMEM;
        r->cell[map[i]] = cell;
    }
    return OK;
}

/* csv.h places its faults; the name of the file is ours to add. */
static err_t unreadable(const struct import_run *run, struct fault *why, err_t e)
{
    if (why) fault_place(why, run->o->file, why->line, why->column);
    return e;
}

static err_t read_file(struct import_run *run, struct str bytes, struct fault *why)
{
    CSV_CLEANUP struct csv csv = {0};
    struct csv_row row;
    size_t map[64];
    err_t e = csv_open(&csv, bytes, CSV_DETECT, &limits, why);
    if (e != OK) return unreadable(run, why, e);
    e = csv_next(&csv, run->a, &row, why);
    if (e == ERR_NOT_FOUND) {
        e = fault_set(why, ERR_INVALID, "import.empty", NULL);
        fault_place(why, run->o->file, 0, 0);
    }
    if (e != OK) return unreadable(run, why, e);
    run->result->encoding = csv.encoding == CSV_CP932 ? "CP932" : "UTF-8";
    TRY(map_header(run, &row, map, why));
    while ((e = csv_next(&csv, run->a, &row, why)) == OK) TRY(add_row(run, &row, map));
    if (e != ERR_NOT_FOUND) return unreadable(run, why, e);
    run->result->rows = (uint32_t)run->rows.n;
    return OK;
}

static bool is_of_the_row(err_t e)
{
    return e == ERR_INVALID || e == ERR_TOO_BIG || e == ERR_NOT_FOUND || e == ERR_EXISTS ||
           e == ERR_STATE;
}

err_t import_fault(struct import_run *run, const struct import_row *row, err_t e,
                   const struct fault *f)
{
    if (e == OK) return OK;
    if (!is_of_the_row(e) || db_error(run->db, NULL) != OK) return e;
    run->result->n_faults++;
    if (run->faults.n == IMPORT_FAULTS_MAX) return OK;
    struct fault *slot = org_list_add(run->a, &run->faults, sizeof *slot);
    if (!slot) return ERR_NOMEM;
    if (f) *slot = *f;
    slot->code = e;
    for (size_t c = 0; c < run->n_columns; c++) {
        if (strcmp(slot->field, run->columns[c].en) != 0) continue;
        fault_field(slot, run->titles[c]);
        break;
    }
    fault_place(slot, run->o->file, row ? row->line : 0, 0);
    return OK;
}

err_t import_fault_at(struct import_run *run, const struct import_row *row, size_t column,
                      const char *id, const char *arg)
{
    struct fault f = {0};
    err_t e =
        arg ? fault_set(&f, ERR_INVALID, id, "%s", arg) : fault_set(&f, ERR_INVALID, id, NULL);
    fault_field(&f, run->titles[column]);
    return import_fault(run, row, e, &f);
}

err_t import_did(struct import_run *run, enum import_action action, enum import_thing thing,
                 const struct import_row *row, const char *label)
{
    run->result->count[thing][action]++;
    if (action == IMPORT_UNCHANGED) return OK;
    struct import_line *l = org_list_add(run->a, &run->lines, sizeof *l);
    if (!l) return ERR_NOMEM;
    *l = (struct import_line){action, thing, row ? row->line : 0, label};
    return OK;
}

err_t import_day(struct import_run *run, const struct import_row *row, size_t column,
                 struct day otherwise, struct day *ret, bool *ret_ok)
{
    struct fault f = {0};
    *ret = otherwise;
    if (!row->cell[column].n) return OK;
    err_t e = calendar_parse_day(row->cell[column], ret, &f);
    if (e == OK) return OK;
    *ret_ok = false;
    fault_field(&f, run->titles[column]);
    return import_fault(run, row, e, &f);
}

err_t import_yes(struct import_run *run, const struct import_row *row, size_t column,
                 bool otherwise, bool *ret, bool *ret_ok)
{
    static const char *const yes[] = {"はい", "yes", "1", "○", "〇"};
    static const char *const no[] = {"いいえ", "no", "0", "×"};
    struct str s = row->cell[column];
    *ret = otherwise;
    if (!s.n) return OK;
    for (size_t i = 0; i < ARRAY_LEN(yes); i++) {
        if (str_eqz(s, yes[i])) {
            *ret = true;
            return OK;
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(no); i++) {
        if (str_eqz(s, no[i])) {
            *ret = false;
            return OK;
        }
    }
    *ret_ok = false;
    char *arg = arena_strdup(run->a, s);
    return arg ? import_fault_at(run, row, column, "import.bad_yes_no", arg) : ERR_NOMEM;
}

struct order_key {
    struct str cell;
    size_t index;
};

static int cmp_key(const void *a, const void *b)
{
    const struct order_key *x = a, *y = b;
    int c = str_cmp(x->cell, y->cell);
    return c ? c : (x->index > y->index) - (x->index < y->index);
}

err_t import_order(struct import_run *run, size_t column, size_t **ret)
{
    size_t n = run->rows.n;
    const struct import_row *r = run->rows.v;
    struct order_key *keys = ARENA_ARRAY(run->a, struct order_key, n + 1);
    size_t *order = ARENA_ARRAY(run->a, size_t, n + 1);
    if (!keys || !order) return ERR_NOMEM;
    for (size_t i = 0; i < n; i++) keys[i] = (struct order_key){r[i].cell[column], i};
    if (n) qsort(keys, n, sizeof *keys, cmp_key);
    for (size_t i = 0; i < n; i++) order[i] = keys[i].index;
    *ret = order;
    return OK;
}

bool import_says(const struct import_run *run, const size_t *order, size_t column, struct str value)
{
    const struct import_row *r = run->rows.v;
    size_t low = 0, high = run->rows.n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int c = str_cmp(r[order[mid]].cell[column], value);
        if (c == 0) return true;
        if (c < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return false;
}

static err_t job(struct db *db, void *arg)
{
    struct import_run *run = arg;
    run->db = db;
    TRY(run->work(run));
    /* refused on purpose: the store rolls all of it back */
    return run->result->n_faults || run->o->dry_run ? ERR_STATE : OK;
}

/* work() is one act, rolled back in a dry run or when there are faults. */
static err_t perform(struct store *s, struct import_run *run, struct fault *why)
{
    struct fault f = {0};
    err_t e = store_write(s, job, run, &f);
    bool on_purpose = e == ERR_STATE && !f.id;
    if (e != OK && !on_purpose) {
        if (why) *why = f;
        return e;
    }
    run->result->applied = e == OK;
    run->result->lines = run->lines.v;
    run->result->n_lines = run->lines.n;
    run->result->faults = run->faults.v;
    return OK;
}

err_t import_run_whole(struct store *s, struct import_run *run, struct str bytes,
                       struct org_import *ret, struct fault *why)
{
    struct org_import result = {0};
    run->result = &result;
    run->effective = day_start(run->o->effective);
    TRY(read_file(run, bytes, why));
    TRY(perform(s, run, why));
    *ret = result;
    return OK;
}
