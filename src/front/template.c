/* SPDX-License-Identifier: Apache-2.0 */
#include "front/template.h"

struct expansion {
    struct sb *out;
    const struct front_value *values;
    size_t n;
    unsigned depth;  /* open @parts */
    unsigned silent; /* depth at which the first empty one stands; 0 = none */
};

static const struct front_value *find_value(const struct expansion *e, struct str name)
{
    for (size_t i = 0; i < e->n; i++)
        if (str_eqz(name, e->values[i].name)) return &e->values[i];
    return NULL;
}

static err_t part_line(struct expansion *e, struct str name)
{
    if (str_eqz(name, "end")) {
        if (e->depth == 0) return ERR_BUG;
        if (e->silent == e->depth) e->silent = 0;
        e->depth--;
        return OK;
    }
    const struct front_value *v = find_value(e, name);
    if (v == NULL) return ERR_BUG;
    e->depth++;
    if (e->silent == 0 && v->text.n == 0) e->silent = e->depth;
    return OK;
}

static err_t text_line(const struct expansion *e, struct str line)
{
    bool spaces_only = str_trim(line).n == 0;
    size_t before = e->out->n;

    while (line.p != NULL) {
        struct str text = str_cut(&line, '%');
        sb_add(e->out, text);
        if (line.p == NULL) break;
        struct str name = str_cut(&line, '%');
        const struct front_value *v = find_value(e, name);
        if (v == NULL || line.p == NULL) return ERR_BUG;
        sb_add(e->out, v->text);
    }
    /* A line that held only empty values leaves no trace. */
    struct str made = str_skip(sb_str(e->out), before);
    if (!spaces_only && str_trim(made).n == 0) {
        e->out->n = before;
        return OK;
    }
    sb_addc(e->out, '\n');
    return OK;
}

err_t template_expand(struct sb *out, struct str template, const struct front_value *values,
                      size_t n)
{
    struct expansion e = {.out = out, .values = values, .n = n};

    while (template.n > 0) {
        struct str line = str_cut(&template, '\n');
        if (line.n > 0 && line.p[0] == '@') {
            TRY(part_line(&e, str_skip(line, 1)));
            continue;
        }
        if (e.silent == 0) TRY(text_line(&e, line));
    }
    return e.depth == 0 ? sb_end(out) : ERR_BUG;
}
