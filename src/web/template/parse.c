/* SPDX-License-Identifier: Apache-2.0
 *
 * parse.c: template text to nodes. A tag alone on its line takes the line
 * with it, as mustache does.
 */
#include "web/template/ast.h"

#include <string.h>

enum { DEPTH_MAX = 32 };

struct parser {
    struct arena *arena;
    struct tpl_source *src;
    struct str text;
    size_t at;        /* what follows is unread */
    uint32_t line;    /* of line_from */
    size_t line_from; /* position up to which lines were counted: start of a line */
    unsigned depth;
    struct fault *why;
};

/* Line and column of a position; positions only grow. */
static void place(struct parser *p, size_t pos, uint32_t *line, uint32_t *column)
{
    for (;;) {
        size_t left = pos - p->line_from;
        size_t k = str_find(str_head(str_skip(p->text, p->line_from), left), '\n');
        if (k >= left) break;
        p->line_from += k + 1;
        p->line++;
    }
    *line = p->line;
    *column = (uint32_t)(pos - p->line_from) + 1;
}

static err_t fail(struct parser *p, size_t pos, const char *id, struct str arg)
{
    uint32_t line, column;
    place(p, pos, &line, &column);
    err_t e = fault_set(p->why, ERR_INVALID, id, "%.*s", STR_ARG(arg));
    fault_place(p->why, p->src->file, line, column);
    return e;
}

static struct node *add(struct parser *p, struct node ***tail, enum node_kind kind, size_t pos,
                        struct str text)
{
    struct node *n = ARENA_NEW(p->arena, struct node);
    if (!n) return NULL;
    n->kind = kind;
    n->text = text;
    n->file = p->src->file;
    place(p, pos, &n->line, &n->column);
    **tail = n;
    *tail = &n->next;
    return n;
}

static bool is_name(struct str s)
{
    if (str_eq(s, STR("."))) return true;
    bool start = true;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        if (start ? !letter : !(letter || (c >= '0' && c <= '9') || c == '.' || c == '-'))
            return false;
        start = c == '.';
    }
    return s.n > 0 && !start;
}

/* Is the tag at [from, to) alone on its line? Then *from and *to become the
 * whole line, its end included. */
static void whole_line(struct str t, size_t *from, size_t *to)
{
    size_t a = *from, b = *to;
    while (a > 0 && (t.p[a - 1] == ' ' || t.p[a - 1] == '\t')) a--;
    if (a > 0 && t.p[a - 1] != '\n') return;
    while (b < t.n && (t.p[b] == ' ' || t.p[b] == '\t')) b++;
    if (b < t.n && t.p[b] == '\r') b++;
    if (b < t.n && t.p[b] != '\n') return;
    *from = a;
    *to = b < t.n ? b + 1 : b;
}

static size_t find_close(struct str s, size_t at)
{
    for (; at + 1 < s.n; at++) {
        if (s.p[at] == '}' && s.p[at + 1] == '}') return at;
    }
    return s.n;
}

static size_t find_open(struct str s, size_t at)
{
    for (; at + 1 < s.n; at++) {
        if (s.p[at] == '{' && s.p[at + 1] == '{') return at;
    }
    return s.n;
}

/* The next blank-separated word of *rest; a "quoted" one keeps its quotes. */
static struct str word(struct str *rest)
{
    *rest = str_trim(*rest);
    size_t n = 0;
    if (rest->n && rest->p[0] == '"') {
        n = 1 + str_find(str_skip(*rest, 1), '"');
        n = n < rest->n ? n + 1 : n;
    } else {
        while (n < rest->n && rest->p[n] != ' ' && rest->p[n] != '\t' && rest->p[n] != '\n') n++;
    }
    struct str w = str_head(*rest, n);
    *rest = str_skip(*rest, n);
    return w;
}

static bool quoted(struct str w)
{
    return w.n >= 3 && w.p[0] == '"' && w.p[w.n - 1] == '"';
}

/* {{t "id" a b}} and {{t name}} */
static err_t parse_tr(struct parser *p, size_t pos, struct str rest, struct node ***tail)
{
    struct str id = word(&rest);
    bool literal = quoted(id);
    if (literal)
        id = (struct str){id.p + 1, id.n - 2};
    else if (!is_name(id))
        return fail(p, pos, "template.bad_name", id);
    struct node *n = add(p, tail, literal ? NODE_TR : NODE_TR_DATA, pos, id);
    if (!n) return ERR_NOMEM;
    while (str_trim(rest).n) {
        struct str arg = word(&rest);
        if (!literal || !is_name(arg)) return fail(p, pos, "template.bad_name", arg);
        if (n->n_args == NODE_ARGS) return fail(p, pos, "template.too_many_args", id);
        n->args[n->n_args++] = arg;
    }
    return OK;
}

/* A tag that writes a value: {{name}}, {{url name}} ... */
static err_t parse_value(struct parser *p, size_t pos, struct str body, struct node ***tail)
{
    static const struct {
        const char *word;
        enum node_kind kind;
    } words[] = {
        {"url", NODE_URL},
        {"seg", NODE_SEG},
        {"date", NODE_DATE},
        {"when", NODE_WHEN},
    };
    struct str rest = body;
    struct str first = word(&rest);
    rest = str_trim(rest);
    enum node_kind kind = NODE_VAR;
    struct str name = first;
    if (rest.n && str_eqz(first, "t")) return parse_tr(p, pos, rest, tail);
    for (size_t i = 0; rest.n && i < ARRAY_LEN(words); i++) {
        if (!str_eqz(first, words[i].word)) continue;
        kind = words[i].kind;
        name = word(&rest);
        rest = str_trim(rest);
    }
    if (rest.n || !is_name(name)) return fail(p, pos, "template.bad_name", str_trim(body));
    return add(p, tail, kind, pos, name) ? OK : ERR_NOMEM;
}

static err_t parse_list(struct parser *p, const struct node *open, struct node **ret);

static err_t parse_container(struct parser *p, size_t pos, char sigil, struct str name,
                             struct node ***tail)
{
    enum node_kind kind = sigil == '#'   ? NODE_SECTION
                          : sigil == '^' ? NODE_INVERTED
                          : sigil == '<' ? NODE_PARENT
                                         : NODE_BLOCK;
    struct node *n = add(p, tail, kind, pos, name);
    if (!n) return ERR_NOMEM;
    if (++p->depth > DEPTH_MAX) return fail(p, pos, "template.too_deep", name);
    TRY(parse_list(p, n, &n->kids));
    p->depth--;
    return OK;
}

static err_t add_text(struct parser *p, size_t from, size_t to, struct node ***tail)
{
    if (to <= from) return OK;
    struct str s = {p->text.p + from, to - from};
    return add(p, tail, NODE_TEXT, from, s) ? OK : ERR_NOMEM;
}

/* One tag whose braces stand at [pos, end); sets *closed on {{/open}}. */
static err_t parse_tag(struct parser *p, size_t pos, struct str body, const struct node *open,
                       struct node ***tail, bool *closed)
{
    char sigil = body.n ? body.p[0] : '\0';
    struct str name = str_trim(str_skip(body, 1));
    switch (sigil) {
    case '!':
        return OK;
    case '{':
    case '&':
    case '=':
        return fail(p, pos, "template.left_out", str_head(body, 1));
    case '#':
    case '^':
    case '<':
    case '$':
        if (!is_name(name)) return fail(p, pos, "template.bad_name", name);
        return parse_container(p, pos, sigil, name, tail);
    case '>':
        if (!is_name(name)) return fail(p, pos, "template.bad_name", name);
        return add(p, tail, NODE_PARTIAL, pos, name) ? OK : ERR_NOMEM;
    case '/':
        if (!open || !str_eq(open->text, name)) return fail(p, pos, "template.wrong_close", name);
        *closed = true;
        return OK;
    default:
        return parse_value(p, pos, body, tail);
    }
}

static err_t parse_list(struct parser *p, const struct node *open, struct node **ret)
{
    struct node **tail = ret;
    for (bool closed = false; !closed;) {
        size_t pos = find_open(p->text, p->at);
        if (pos == p->text.n) {
            if (open) return tpl_node_fault(p->why, open, "template.not_closed", open->text);
            TRY(add_text(p, p->at, p->text.n, &tail));
            p->at = p->text.n;
            return OK;
        }
        size_t close = find_close(p->text, pos + 2);
        if (close == p->text.n)
            return fail(p, pos, "template.no_braces", str_head(str_skip(p->text, pos), 20));
        struct str body = {p->text.p + pos + 2, close - pos - 2};
        size_t from = pos, to = close + 2;
        if (body.n && strchr("#^/!><$", body.p[0])) whole_line(p->text, &from, &to);
        if (from < p->at) from = p->at;
        TRY(add_text(p, p->at, from, &tail));
        p->at = to;
        TRY(parse_tag(p, pos, body, open, &tail, &closed));
    }
    return OK;
}

err_t tpl_parse(struct arena *a, struct tpl_source *s, struct fault *why)
{
    struct parser p = {.arena = a, .src = s, .text = s->text, .line = 1, .why = why};
    struct node *nodes = NULL;
    TRY(parse_list(&p, NULL, &nodes));
    s->nodes = nodes;
    return OK;
}

err_t tpl_node_fault(struct fault *why, const struct node *n, const char *id, struct str arg)
{
    err_t e = fault_set(why, ERR_INVALID, id, "%.*s", STR_ARG(arg));
    fault_place(why, n->file, n->line, n->column);
    return e;
}

size_t tpl_source_find(const struct tpl_sources *all, struct str name)
{
    for (size_t i = 0; i < all->n; i++) {
        if (str_eq(all->items[i].name, name)) return i;
    }
    return all->n;
}
