/* SPDX-License-Identifier: Apache-2.0 */
#include "web/template/tpl.h"

#include <stdio.h>

#include "base/html.h"
#include "web/template/show.h"

enum { FRAMES_MAX = 40, CALLS_MAX = 16 };

/* A value that a section put in front, and the list it is going through. */
struct frame {
    const json_t *value;
    const json_t *list; /* NULL outside of lists */
    size_t index;
};

struct renderer {
    const struct tpl_env *env;
    struct sb *out;
    struct frame frames[FRAMES_MAX];
    unsigned n_frames, calls;
    struct fault *why;
};

static err_t run(struct renderer *r, const struct tpl *t);

static const json_t *member(const json_t *v, struct str key)
{
    return json_is_object(v) && key.n ? json_object_getn(v, key.p, key.n) : NULL;
}

/* The first part of a dotted name is sought from the inside out; the rest
 * only in what was found. */
static const json_t *look_up(const struct renderer *r, const char *name)
{
    struct str rest = str_z(name);
    if (str_eqz(rest, ".")) return r->frames[r->n_frames - 1].value;
    struct str first = str_cut(&rest, '.');
    const json_t *v = NULL;
    for (unsigned i = r->n_frames; i-- > 0 && !v;) v = member(r->frames[i].value, first);
    while (v && rest.p) v = member(v, str_cut(&rest, '.'));
    return v;
}

static bool is_true(const json_t *v)
{
    switch (v ? json_typeof(v) : JSON_NULL) {
    case JSON_NULL:
    case JSON_FALSE:
        return false;
    case JSON_ARRAY:
        return json_array_size(v) > 0;
    case JSON_STRING:
        return json_string_length(v) > 0;
    case JSON_INTEGER:
        return json_integer_value(v) != 0;
    default:
        return true;
    }
}

static err_t fail(struct renderer *r, const struct tpl *t, const struct tpl_op *o, const char *id)
{
    err_t e = fault_set(r->why, ERR_INVALID, id, "%s", t->pool + o->a);
    fault_place(r->why, t->name, o->line, 0);
    return e;
}

/* ERR_INVALID for a value that has no text: an object or a list. */
static err_t value_text(const json_t *v, char *buf, size_t max, struct str *ret)
{
    int n = 0;
    switch (v ? json_typeof(v) : JSON_NULL) {
    case JSON_STRING:
        *ret = (struct str){json_string_value(v), json_string_length(v)};
        return OK;
    case JSON_INTEGER:
        n = snprintf(buf, max, "%lld", (long long)json_integer_value(v));
        break;
    case JSON_REAL:
        n = snprintf(buf, max, "%.15g", json_real_value(v));
        break;
    case JSON_NULL:
    case JSON_FALSE:
    case JSON_TRUE:
        break;
    default:
        return ERR_INVALID;
    }
    *ret = (struct str){buf, (size_t)n};
    return OK;
}

static bool all_blank_segment(struct str s)
{
    return s.n == 0 || str_eqz(s, ".") || str_eqz(s, "..");
}

static void add_percent(struct sb *out, struct str s)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                     c == '-' || c == '_' || c == '.' || c == '~';
        if (plain) {
            sb_addc(out, (char)c);
            continue;
        }
        sb_addc(out, '%');
        sb_addc(out, digits[c >> 4]);
        sb_addc(out, digits[c & 15U]);
    }
}

/* VAR, URL, SEG, DATE, WHEN */
static err_t put_value(struct renderer *r, const struct tpl *t, const struct tpl_op *o)
{
    const json_t *v = look_up(r, t->pool + o->a);
    if (!v && r->env->strict) return fail(r, t, o, "template.no_value");
    char buf[40];
    struct str s;
    if (value_text(v, buf, sizeof buf, &s) != OK) return fail(r, t, o, "template.not_text");
    switch (o->op) {
    case TPL_URL:
        if (!tpl_url_is_ours(s)) return fail(r, t, o, "template.bad_url");
        break;
    case TPL_SEG:
        if (all_blank_segment(s)) return fail(r, t, o, "template.bad_segment");
        add_percent(r->out, s);
        return OK;
    case TPL_DATE:
        return show_day(r->out, r->env->lang, s) == OK ? OK : fail(r, t, o, "template.bad_date");
    case TPL_WHEN:
        return show_moment(r->out, r->env->lang, s) == OK ? OK : fail(r, t, o, "template.bad_date");
    default:
        break;
    }
    html_escape(r->out, s);
    return OK;
}

static err_t put_text(struct renderer *r, const char *id, size_t n, const char *const *args)
{
    SB_CLEANUP struct sb plain;
    sb_init(&plain, 65536);
    tr_format_args(&plain, r->env->lang, id, n, args);
    TRY(sb_end(&plain));
    html_escape(r->out, sb_str(&plain));
    return OK;
}

static err_t put_tr(struct renderer *r, const struct tpl *t, const struct tpl_op *o)
{
    char buf[8][40];
    const char *args[8];
    for (uint8_t i = 0; i < o->n && i < 8; i++) {
        const json_t *v = look_up(r, t->pool + o[i + 1].a);
        if (!v && r->env->strict) return fail(r, t, &o[i + 1], "template.no_value");
        struct str s;
        if (value_text(v, buf[i], sizeof buf[i], &s) != OK)
            return fail(r, t, &o[i + 1], "template.not_text");
        args[i] = s.n ? s.p : "";
    }
    return put_text(r, t->pool + o->a, o->n, args);
}

/* A text that the data chooses: "id", {"id": ..., "args": [...]}, or one that
 * the catalogue brings along: {"ja": ..., "en": ...}. */
static err_t put_tr_data(struct renderer *r, const struct tpl *t, const struct tpl_op *o)
{
    const json_t *v = look_up(r, t->pool + o->a);
    if (!v && r->env->strict) return fail(r, t, o, "template.no_value");
    if (!v || json_is_null(v)) return OK;
    if (json_is_string(v)) return put_text(r, json_string_value(v), 0, NULL);
    const char *id = json_string_value(json_object_get(v, "id"));
    if (!id) {
        const json_t *s = json_object_get(v, lang_code(r->env->lang));
        if (!json_is_string(s)) s = json_object_get(v, "ja");
        if (!json_is_string(s)) return fail(r, t, o, "template.not_text");
        html_escape(r->out, (struct str){json_string_value(s), json_string_length(s)});
        return OK;
    }
    const json_t *list = json_object_get(v, "args");
    char buf[8][40];
    const char *args[8];
    size_t n = json_array_size(list);
    if (n > ARRAY_LEN(args)) n = ARRAY_LEN(args);
    for (size_t i = 0; i < n; i++) {
        struct str s;
        if (value_text(json_array_get(list, i), buf[i], sizeof buf[i], &s) != OK)
            return fail(r, t, o, "template.not_text");
        args[i] = s.n ? s.p : "";
    }
    return put_text(r, id, n, args);
}

static err_t push(struct renderer *r, const json_t *value, const json_t *list)
{
    if (r->n_frames == FRAMES_MAX) return ERR_BUG;
    r->frames[r->n_frames++] = (struct frame){value, list, 0};
    return OK;
}

/* TPL_SECTION and TPL_INVERTED: the op to go on with. */
static err_t enter(struct renderer *r, const struct tpl *t, const struct tpl_op *o, uint32_t *at)
{
    const json_t *v = look_up(r, t->pool + o->a);
    bool yes = is_true(v);
    if (o->op == TPL_INVERTED) {
        *at = yes ? o->b : *at + 1;
        return OK;
    }
    if (!yes) {
        *at = o->b;
        return OK;
    }
    *at += 1;
    return json_is_array(v) ? push(r, json_array_get(v, 0), v) : push(r, v, NULL);
}

/* TPL_END: round again or out. */
static void leave(struct renderer *r, const struct tpl_op *o, uint32_t *at)
{
    struct frame *f = &r->frames[r->n_frames - 1];
    if (f->list && f->index + 1 < json_array_size(f->list)) {
        f->index++;
        f->value = json_array_get(f->list, f->index);
        *at = o->b;
        return;
    }
    r->n_frames--;
    *at += 1;
}

static err_t call(struct renderer *r, const struct tpl_op *o)
{
    if (o->a >= r->env->set->n || r->calls == CALLS_MAX) return ERR_BUG;
    r->calls++;
    TRY(run(r, &r->env->set->items[o->a]));
    r->calls--;
    return OK;
}

/* One op; *at moves on. */
static err_t step(struct renderer *r, const struct tpl *t, uint32_t *at)
{
    const struct tpl_op *o = &t->ops[*at];
    switch ((enum tpl_opcode)o->op) {
    case TPL_SECTION:
    case TPL_INVERTED:
        return enter(r, t, o, at);
    case TPL_END:
        leave(r, o, at);
        return OK;
    case TPL_LANG:
        *at = ((enum lang)o->n == r->env->lang) == (o->a == 0) ? *at + 1 : o->b;
        return OK;
    case TPL_TEXT:
        sb_add(r->out, (struct str){t->pool + o->a, o->b});
        break;
    case TPL_TR:
        TRY(put_tr(r, t, o));
        break;
    case TPL_TR_DATA:
        TRY(put_tr_data(r, t, o));
        break;
    case TPL_ARG:
        break;
    case TPL_CALL:
        TRY(call(r, o));
        break;
    case TPL_VAR:
    case TPL_URL:
    case TPL_SEG:
    case TPL_DATE:
    case TPL_WHEN:
        TRY(put_value(r, t, o));
        break;
    }
    *at += 1;
    return r->out->err;
}

static err_t run(struct renderer *r, const struct tpl *t)
{
    for (uint32_t at = 0; at < t->n_ops;) TRY(step(r, t, &at));
    return OK;
}

err_t tpl_render(const struct tpl_env *env, uint32_t index, const json_t *data, struct sb *out,
                 struct fault *why)
{
    if (index >= env->set->n) return ERR_BUG;
    struct renderer r = {.env = env, .out = out, .why = why};
    TRY(push(&r, data, NULL));
    TRY(run(&r, &env->set->items[index]));
    return sb_end(out);
}

uint32_t tpl_find(const struct tpl_set *set, struct str name)
{
    uint32_t lo = 0, hi = set->n;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        int c = str_cmp(str_z(set->items[mid].name), name);
        if (c == 0) return mid;
        if (c < 0)
            lo = mid + 1;
        else
            hi = mid;
    }
    return set->n;
}

bool tpl_url_is_ours(struct str url)
{
    if (url.n == 0) return false;
    for (size_t i = 0; i < url.n; i++) {
        unsigned char c = (unsigned char)url.p[i];
        if (c <= 0x20 || c == 0x7f || c == '\\') return false;
    }
    if (url.p[0] == '#' || url.p[0] == '?') return true;
    return url.p[0] == '/' && (url.n == 1 || url.p[1] != '/');
}
