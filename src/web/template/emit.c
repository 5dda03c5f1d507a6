/* SPDX-License-Identifier: Apache-2.0
 *
 * emit.c: a compiled set as C source. The pool is written in pieces of one
 * line of text each, every byte beyond plain ASCII as octal.
 */
#include "web/template/ast.h"

#include <string.h>

static const char *const op_names[] = {
    "TPL_TEXT",    "TPL_VAR", "TPL_URL",  "TPL_SEG",     "TPL_DATE",     "TPL_WHEN", "TPL_TR",
    "TPL_TR_DATA", "TPL_ARG", "TPL_LANG", "TPL_SECTION", "TPL_INVERTED", "TPL_END",  "TPL_CALL",
};

static uint32_t pool_size(const struct tpl *t)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < t->n_ops; i++) {
        const struct tpl_op *o = &t->ops[i];
        uint32_t end = 0;
        if (o->op == TPL_TEXT)
            end = o->a + o->b;
        else if (o->op != TPL_LANG && o->op != TPL_END && o->op != TPL_CALL)
            end = o->a + (uint32_t)strlen(t->pool + o->a) + 1;
        if (end > n) n = end;
    }
    return n;
}

static void emit_pool(const struct tpl *t, uint32_t index, struct sb *out)
{
    uint32_t n = pool_size(t), column = 0;
    sb_addf(out, "static const char pool_%u[] = \"", index);
    for (uint32_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)t->pool[i];
        if (c == '"' || c == '\\')
            sb_addf(out, "\\%c", c);
        else if (c == '\n')
            sb_addz(out, "\\n");
        else if (c < 0x20 || c > 0x7e || c == '?')
            sb_addf(out, "\\%03o", c);
        else
            sb_addc(out, (char)c);
        if (c == '\n' || ++column == 90) {
            sb_addz(out, "\"\n    \"");
            column = 0;
        }
    }
    sb_addz(out, "\";\n");
}

static void emit_ops(const struct tpl *t, uint32_t index, struct sb *out)
{
    sb_addf(out, "static const struct tpl_op ops_%u[] = {\n", index);
    for (uint32_t i = 0; i < t->n_ops; i++) {
        const struct tpl_op *o = &t->ops[i];
        sb_addf(out, "    {%s, %u, %u, %u, %u},\n", op_names[o->op], o->n, o->line, o->a, o->b);
    }
    if (t->n_ops == 0) sb_addz(out, "    {0},\n");
    sb_addz(out, "};\n");
}

err_t tpl_emit_c(const struct tpl_set *set, struct sb *out)
{
    sb_addz(out, "/* Made by tplc from web/templates; do not edit. */\n"
                 "#include \"web/template/tpl.h\"\n#include \"pages.h\"\n\n");
    for (uint32_t i = 0; i < set->n; i++) {
        emit_pool(&set->items[i], i, out);
        emit_ops(&set->items[i], i, out);
    }
    sb_addz(out, "static const struct tpl items[] = {\n");
    for (uint32_t i = 0; i < set->n; i++)
        sb_addf(out, "    {\"%s\", ops_%u, %u, pool_%u},\n", set->items[i].name, i,
                set->items[i].n_ops, i);
    sb_addf(out, "};\n\nconst struct tpl_set pages = {items, %u};\n", set->n);
    return sb_end(out);
}

err_t tpl_emit_h(const struct tpl_set *set, struct sb *out)
{
    sb_addz(out, "/* Made by tplc from web/templates; do not edit. */\n#pragma once\n"
                 "#include \"web/template/tpl.h\"\n\nenum page_id {\n");
    for (uint32_t i = 0; i < set->n; i++) {
        sb_addz(out, "    PAGE_");
        for (const char *p = set->items[i].name; *p; p++)
            sb_addc(out, *p >= 'a' && *p <= 'z' ? (char)(*p - 'a' + 'A') : *p == '-' ? '_' : *p);
        sb_addf(out, " = %u,\n", i);
    }
    sb_addf(out, "    PAGE_COUNT = %u\n};\n\nextern const struct tpl_set pages;\n", set->n);
    return sb_end(out);
}
