/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/yaml.h"

#include <libfyaml.h>
#include <string.h>

#include "base/utf8.h"

struct reader {
    struct fy_parser *fy;
    struct fy_diag *diag;
    struct arena *a;
    const char *file;
    const struct yaml_limits *limits;
    struct fault *why;
    size_t nodes;
    uint32_t line, column; /* of the last word: what is left empty has no other place */
};

/* Children while their number is not yet known; moved into one array at the end. */
struct link {
    struct yaml key, value;
    struct link *next;
};

static void release_event(struct reader *r, struct fy_event **e)
{
    if (*e) fy_parser_event_free(r->fy, *e);
    *e = NULL;
}

static err_t refuse_at(struct reader *r, err_t code, const char *id, const struct fy_mark *m)
{
    fault_set(r->why, code, id, NULL);
    fault_place(r->why, r->file, m ? (uint32_t)m->line + 1 : r->line,
                m ? (uint32_t)m->column + 1 : r->column);
    return code;
}

/* What libfyaml itself found wrong, in its own words (English). */
static err_t refuse_syntax(struct reader *r)
{
    void *iter = NULL;
    const struct fy_diag_error *e = fy_diag_errors_iterate(r->diag, &iter);
    if (!e) return ERR_NOMEM; /* it has no other silent failure */
    fault_set(r->why, ERR_INVALID, "yaml.syntax", "%s", e->msg ? e->msg : "");
    fault_place(r->why, r->file, (uint32_t)(e->line > 0 ? e->line : 1),
                (uint32_t)(e->column > 0 ? e->column : 1));
    return ERR_INVALID;
}

static err_t next_event(struct reader *r, struct fy_event **ret)
{
    struct fy_event *e = fy_parser_parse(r->fy);
    if (!e) return refuse_syntax(r);
    *ret = e;
    return OK;
}

static const struct fy_mark *mark_of(struct fy_token *t)
{
    return t ? fy_token_start_mark(t) : NULL;
}

static err_t check_decoration(struct reader *r, struct fy_token *anchor, struct fy_token *tag)
{
    if (anchor) return refuse_at(r, ERR_INVALID, "yaml.anchor", mark_of(anchor));
    if (tag) return refuse_at(r, ERR_INVALID, "yaml.tag", mark_of(tag));
    return OK;
}

static err_t read_word(struct reader *r, struct fy_event *e, struct yaml *ret)
{
    TRY(check_decoration(r, e->scalar.anchor, e->scalar.tag));
    size_t n = 0;
    const char *p = e->scalar.value ? fy_token_get_text(e->scalar.value, &n) : "";
    if (!p) return ERR_NOMEM;
    ret->text = arena_str(r->a, (struct str){p, n});
    if (!ret->text.p) return ERR_NOMEM;
    enum fy_node_style style = fy_event_get_node_style(e);
    ret->quoted = style == FYNS_SINGLE_QUOTED || style == FYNS_DOUBLE_QUOTED;
    return OK;
}

static err_t read_node(struct reader *r, struct fy_event *e, unsigned depth, struct yaml *ret);

static err_t read_value(struct reader *r, unsigned depth, struct yaml *ret)
{
    struct fy_event *e = NULL;
    TRY(next_event(r, &e));
    err_t err = read_node(r, e, depth, ret);
    release_event(r, &e);
    return err;
}

/* One child; *ret_end when the collection is over instead. */
static err_t read_child(struct reader *r, bool map, unsigned depth, struct link *l, bool *ret_end)
{
    struct fy_event *e = NULL;
    TRY(next_event(r, &e));
    *ret_end = e->type == FYET_MAPPING_END || e->type == FYET_SEQUENCE_END;
    err_t err = OK;
    if (!*ret_end) {
        if (map && e->type != FYET_SCALAR && e->type != FYET_ALIAS)
            err = refuse_at(r, ERR_INVALID, "yaml.key", fy_event_start_mark(e));
        else
            err = read_node(r, e, depth, map ? &l->key : &l->value);
    }
    release_event(r, &e);
    if (err != OK || *ret_end || !map) return err;
    return read_value(r, depth, &l->value);
}

static err_t gather(struct reader *r, const struct link *first, bool map, struct yaml *ret)
{
    struct yaml *values = ARENA_ARRAY(r->a, struct yaml, ret->n);
    struct yaml *keys = map ? ARENA_ARRAY(r->a, struct yaml, ret->n) : NULL;
    if (!values || (map && !keys)) return ERR_NOMEM;
    size_t i = 0;
    for (const struct link *l = first; l; l = l->next, i++) {
        values[i] = l->value;
        if (keys) keys[i] = l->key;
    }
    ret->values = values;
    ret->keys = keys;
    return OK;
}

static err_t read_children(struct reader *r, bool map, unsigned depth, struct yaml *ret)
{
    struct link *first = NULL, **end = &first;
    for (;;) {
        struct link *l = ARENA_NEW(r->a, struct link);
        if (!l) return ERR_NOMEM;
        bool over;
        TRY(read_child(r, map, depth, l, &over));
        if (over) break;
        *end = l;
        end = &l->next;
        ret->n++;
    }
    ret->kind = map ? YAML_MAP : YAML_LIST;
    return gather(r, first, map, ret);
}

static err_t read_node(struct reader *r, struct fy_event *e, unsigned depth, struct yaml *ret)
{
    ASSERT(e);
    const struct fy_mark *m = fy_event_start_mark(e);
    if (m) {
        r->line = (uint32_t)m->line + 1;
        r->column = (uint32_t)m->column + 1;
    }
    *ret = (struct yaml){.kind = YAML_WORD, .line = r->line, .column = r->column};
    if (depth > r->limits->depth) return refuse_at(r, ERR_TOO_BIG, "yaml.deep", m);
    if (++r->nodes > r->limits->nodes) return refuse_at(r, ERR_TOO_BIG, "yaml.many", m);
    switch (e->type) {
    case FYET_SCALAR:
        return read_word(r, e, ret);
    case FYET_MAPPING_START:
        TRY(check_decoration(r, e->mapping_start.anchor, e->mapping_start.tag));
        return read_children(r, true, depth + 1, ret);
    case FYET_SEQUENCE_START:
        TRY(check_decoration(r, e->sequence_start.anchor, e->sequence_start.tag));
        return read_children(r, false, depth + 1, ret);
    default:
        return refuse_at(r, ERR_INVALID, "yaml.anchor", m);
    }
}

static err_t expect(struct reader *r, enum fy_event_type type)
{
    struct fy_event *e = NULL;
    TRY(next_event(r, &e));
    ASSERT(e);
    err_t err = OK;
    if (e->type != type) {
        const struct fy_mark first = {0};
        err = e->type == FYET_STREAM_END
                  ? refuse_at(r, ERR_INVALID, "yaml.empty", &first)
                  : refuse_at(r, ERR_INVALID, "yaml.one_document", fy_event_start_mark(e));
    }
    release_event(r, &e);
    return err;
}

static err_t read_document(struct reader *r, struct yaml *ret)
{
    TRY(expect(r, FYET_STREAM_START));
    TRY(expect(r, FYET_DOCUMENT_START));
    TRY(read_value(r, 0, ret));
    TRY(expect(r, FYET_DOCUMENT_END));
    return expect(r, FYET_STREAM_END);
}

/* Bytes that no file may hold, told with their place. */
static err_t check_bytes(struct str source, const char *file, size_t most, struct fault *why)
{
    if (source.n > most) {
        fault_set(why, ERR_TOO_BIG, "yaml.large", "%zu", most / 1024);
        fault_place(why, file, 1, 1);
        return ERR_TOO_BIG;
    }
    size_t bad = utf8_find_bad(source, UTF8_TEXT);
    size_t tab = str_find(source, '\t');
    size_t at = bad < tab ? bad : tab;
    if (at == source.n) return OK;
    uint32_t line = 1;
    size_t start = 0;
    for (size_t i = 0; i < at; i++) {
        if (source.p[i] != '\n') continue;
        line++;
        start = i + 1;
    }
    struct str before = {source.p + start, at - start};
    fault_set(why, ERR_INVALID, bad < tab ? "yaml.bytes" : "yaml.tab", NULL);
    fault_place(why, file, line, (uint32_t)utf8_length(before) + 1);
    return ERR_INVALID;
}

static err_t parse_with(struct reader *r, struct str source, struct yaml *ret)
{
    struct fy_parse_cfg cfg = {.flags = FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_JSON_NONE |
                                        FYPCF_DEFAULT_VERSION_1_2,
                               .diag = r->diag};
    r->fy = fy_parser_create(&cfg);
    if (!r->fy) return ERR_NOMEM;
    struct yaml root;
    err_t err = fy_parser_set_string(r->fy, source.p, source.n) == 0 ? OK : ERR_NOMEM;
    if (err == OK) err = read_document(r, &root);
    fy_parser_destroy(r->fy);
    if (err == OK) *ret = root;
    return err;
}

err_t yaml_parse(struct arena *a, struct str source, const char *file,
                 const struct yaml_limits *limits, struct yaml *ret, struct fault *why)
{
    TRY(check_bytes(source, file, limits->bytes, why));
    struct reader r = {.a = a, .file = file, .limits = limits, .why = why, .line = 1, .column = 1};
    struct fy_diag_cfg cfg;
    fy_diag_cfg_default(&cfg);
    cfg.fp = NULL;
    r.diag = fy_diag_create(&cfg);
    if (!r.diag) return ERR_NOMEM;
    fy_diag_set_collect_errors(r.diag, true);
    err_t err = parse_with(&r, source.n ? source : STR(" "), ret);
    fy_diag_destroy(r.diag);
    return err;
}

const struct yaml *yaml_get(const struct yaml *m, const char *key)
{
    if (!m || m->kind != YAML_MAP) return NULL;
    for (size_t i = 0; i < m->n; i++)
        if (str_eqz(m->keys[i].text, key)) return &m->values[i];
    return NULL;
}
