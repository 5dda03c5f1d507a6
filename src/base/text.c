/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text_table.h"

const char *lang_code(enum lang l)
{
    return l == LANG_EN ? "en" : "ja";
}

static int by_id(const void *key, const void *row)
{
    const struct str *id = key;
    const struct text_row *r = row;
    return str_cmp(*id, str_z(r->id));
}

const char *tr_find(enum lang l, struct str id)
{
    const struct text_row *r = bsearch(&id, text_table, text_table_len, sizeof *r, by_id);
    return r ? r->text[l] : NULL;
}

const char *tr(enum lang l, const char *id)
{
    const char *text = tr_find(l, str_z(id));
    return text ? text : id;
}

/* An argument that stands in both languages: the reader's. */
static struct str in_language(enum lang l, const char *arg)
{
    struct str rest = str_z(arg), ja = str_cut(&rest, FAULT_EITHER[0]);
    return rest.p && l == LANG_EN ? rest : ja;
}

/* Texts hold only whole {n} with one digit; the build has seen to that. */
static void put_in(struct sb *b, enum lang l, struct str text, size_t n, const char *const *args)
{
    for (size_t at; (at = str_find(text, '{')) < text.n; text = str_skip(text, at + 3)) {
        sb_add(b, str_head(text, at));
        if (at + 2 >= text.n || text.p[at + 2] != '}') {
            text = str_skip(text, at);
            break;
        }
        size_t which = (size_t)(text.p[at + 1] - '0');
        if (which < n) sb_add(b, in_language(l, args[which]));
    }
    sb_add(b, text);
}

void tr_format_args(struct sb *b, enum lang l, const char *id, size_t n, const char *const *args)
{
    put_in(b, l, str_z(tr(l, id)), n, args);
}

static const char *const general[] = {
    [OK] = "err.ok",
    [ERR_NOMEM] = "err.nomem",
    [ERR_INVALID] = "err.invalid",
    [ERR_TOO_BIG] = "err.too_big",
    [ERR_NOT_FOUND] = "err.not_found",
    [ERR_EXISTS] = "err.exists",
    [ERR_STATE] = "err.state",
    [ERR_DENIED] = "err.denied",
    [ERR_BUSY] = "err.busy",
    [ERR_IO] = "err.io",
    [ERR_CORRUPT] = "err.corrupt",
    [ERR_UNAVAILABLE] = "err.unavailable",
    [ERR_BUG] = "err.bug",
};

static void add_place(struct sb *b, enum lang l, const struct fault *f)
{
    char line[16], column[16];
    snprintf(line, sizeof line, "%u", (unsigned)f->line);
    snprintf(column, sizeof column, "%u", (unsigned)f->column);
    if (f->file[0]) tr_format(b, l, "fault.file", f->file);
    if (f->line && f->column)
        tr_format(b, l, "fault.line_column", line, column);
    else if (f->line)
        tr_format(b, l, "fault.line", line);
    if (f->file[0] || f->line) tr_format(b, l, "fault.after_place");
}

static void add_field(struct sb *b, enum lang l, const char *field)
{
    char id[FAULT_FIELD_MAX + sizeof "field."] = "field.";
    memcpy(id + 6, field, strlen(field) + 1);
    const char *name = tr_find(l, str_z(id));
    tr_format(b, l, "fault.field", name ? name : field);
}

void fault_message(struct sb *b, enum lang l, const struct fault *f)
{
    const char *args[FAULT_ARGS];
    for (unsigned i = 0; i < FAULT_ARGS; i++) args[i] = f->args[i];
    const char *id = f->id;
    if (!id) id = (size_t)f->code < ARRAY_LEN(general) ? general[f->code] : "err.bug";
    add_place(b, l, f);
    if (f->field[0]) add_field(b, l, f->field);
    tr_format_args(b, l, id, f->n_args, args);
}
