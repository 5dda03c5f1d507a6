/* SPDX-License-Identifier: Apache-2.0
 *
 * What a matter is about, in one line of a list.
 */
#include <string.h>

#include "base/calendar.h"
#include "base/utf8.h"
#include "office/show.h"

enum { PARTS = 3, PART_BYTES = 120 };

/* Times stand beside it anyway; "no" tells nothing. */
static bool tells(const struct field *f, const json_t *v)
{
    if (!v || f->type == FIELD_MOMENT || f->type == FIELD_DAY || f->type == FIELD_YES_NO)
        return false;
    if (f->type == FIELD_MATTER && f->procedure) return false; /* what that is about is its own */
    const char *z = json_string_value(v);
    return !(f->type == FIELD_CHOICE && z && strcmp(z, "none") == 0);
}

/* "3" and its unit are one: 3開庁日, 3 working days. */
static bool is_unit(const struct field *f, const struct field *before)
{
    return before && before->type == FIELD_NUMBER && f->type == FIELD_CHOICE &&
           strcmp(f->name, "unit") == 0;
}

static void add_part(const struct show *s, struct sb *b, const struct field *f,
                     const struct field *before, const json_t *v)
{
    struct jo o = jo_object();
    show_value(s, &o, "text", f, v);
    const char *z = json_string_value(json_object_get(o.v, "text"));
    struct str whole = str_z(z ? z : ""), part = utf8_head(whole, PART_BYTES);
    for (size_t i = 0; i < part.n; i++) { /* one line */
        if (part.p[i] == '\r' || part.p[i] == '\n') part.n = i;
    }
    bool en = s->lang == LANG_EN;
    const char *between = is_unit(f, before) ? (en ? " " : "") : (en ? " / " : "／");
    if (part.n && b->n) sb_addz(b, between);
    sb_add(b, part);
    if (part.n && part.n < whole.n) sb_addz(b, "…");
    if (o.failed) b->err = ERR_NOMEM;
    jo_release(&o);
}

const char *show_gist(const struct show *s, const struct procedure *p, const json_t *fields)
{
    struct sb b SB_CLEANUP;
    sb_init(&b, 2000);
    struct work of = *s->w; /* values are read as this matter's, whatever else is loaded */
    of.proc = p;
    of.fields = (json_t *)fields;
    struct show in = *s;
    in.w = &of;
    size_t n = 0;
    const struct field *before = NULL;
    for (size_t i = 0; i < p->n_fields && n < PARTS; i++) {
        const json_t *v = json_object_get(fields, p->fields[i].name);
        if (!tells(&p->fields[i], v)) continue;
        add_part(&in, &b, &p->fields[i], before, v);
        before = &p->fields[i];
        n++;
    }
    return b.n || sb_end(&b) != OK ? show_built(s, &b) : NULL;
}

json_t *show_fields_of(const struct show *s, struct matter_id id)
{
    struct known *k = work_known(s->w);
    const struct known_matter *m = k ? known_matter(k, id.v) : NULL;
    return m ? json_incref(m->fields) : NULL;
}

const char *show_matter_text(const struct show *s, struct matter_id id)
{
    struct known *k = work_known(s->w);
    const struct known_matter *m = k ? known_matter(k, id.v) : NULL;
    if (!m || !m->found) return NULL;
    const struct procedure *p = catalogue_procedure(s->w->office->catalogue, m->procedure);
    const char *gist = p && m->fields ? show_gist(s, p, m->fields) : NULL;
    int64_t until = m->until.ms;
    if (!gist || !until) return gist;
    struct sb day SB_CLEANUP;
    sb_init(&day, 100);
    calendar_format_day(&day, s->lang, CALENDAR_BOTH, moment_day((struct moment){until}));
    const char *text = show_built(s, &day);
    struct sb b SB_CLEANUP;
    sb_init(&b, 3000);
    tr_format(&b, s->lang, "matter.gist_until", gist, text ? text : "");
    return show_built(s, &b);
}
