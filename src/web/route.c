/* SPDX-License-Identifier: Apache-2.0 */
#include "web/route.h"

static bool matches(const char *pattern, struct str path, struct str args[ROUTE_ARGS])
{
    struct str want = str_z(pattern);
    struct str got[ROUTE_ARGS] = {STR_NONE, STR_NONE, STR_NONE, STR_NONE};
    size_t n = 0;
    while (want.p && path.p) {
        struct str w = str_cut(&want, '/'), g = str_cut(&path, '/');
        if (w.n && w.p[0] == ':') {
            ASSERT(n < ROUTE_ARGS);
            if (g.n == 0) return false;
            got[n++] = g;
        } else if (!str_eq(w, g)) {
            return false;
        }
    }
    if (want.p || path.p) return false;
    for (size_t i = 0; i < ROUTE_ARGS; i++) args[i] = got[i];
    return true;
}

const struct route *route_find(const struct route_table *t, enum http_method method,
                               struct str path, struct str args[ROUTE_ARGS], unsigned *ret_allowed)
{
    unsigned allowed = 0;
    if (method == HTTP_HEAD) method = HTTP_GET;
    for (size_t i = 0; i < t->n; i++) {
        struct str found[ROUTE_ARGS];
        if (!matches(t->rows[i].pattern, path, found)) continue;
        if (t->rows[i].method == method) {
            for (size_t k = 0; k < ROUTE_ARGS; k++) args[k] = found[k];
            return &t->rows[i];
        }
        allowed |= t->rows[i].method;
    }
    if (allowed & HTTP_GET) allowed |= HTTP_HEAD;
    *ret_allowed = allowed ? allowed | HTTP_OPTIONS : 0;
    return NULL;
}

static bool has_role(const struct session *s, const char *role)
{
    for (const char *const *r = s->roles; r && *r; r++) {
        if (str_eqz(str_z(*r), role)) return true;
    }
    return false;
}

enum route_answer route_may(const struct may *may, const struct session *s)
{
    if (may->kind == MAY_PUBLIC) return ROUTE_GO;
    if (!s) return ROUTE_SIGN_IN;
    if (may->kind == MAY_CHANGING) return ROUTE_GO;
    if (s->must_change) return ROUTE_CHANGE_PASSWORD;
    if (may->kind != MAY_ROLES) return ROUTE_GO;
    for (size_t i = 0; i < MAY_ROLES_MAX && may->any_of[i]; i++) {
        if (has_role(s, may->any_of[i])) return ROUTE_GO;
    }
    return ROUTE_DENIED;
}

bool route_goes(const struct session *s, struct str path)
{
    unsigned allowed;
    struct str args[ROUTE_ARGS];
    const struct route *row = route_find(&web_routes, HTTP_GET, path, args, &allowed);
    return row && route_may(&row->may, s) == ROUTE_GO;
}

void route_may_text(const struct may *may, struct sb *out)
{
    static const char *const names[] = {"public", "signed_in", "changing", "any of", "concerned"};
    sb_addz(out, names[may->kind]);
    for (size_t i = 0; may->kind == MAY_ROLES && i < MAY_ROLES_MAX && may->any_of[i]; i++)
        sb_addf(out, "%s%s", i ? ", " : " ", may->any_of[i]);
}
