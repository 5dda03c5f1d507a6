/* SPDX-License-Identifier: Apache-2.0
 *
 * route.h: the table of everything that can be asked of the server. A row
 * says what it answers to, who may, how large a body may be, whether a token
 * against forged requests is needed, and what data it gives. Nothing is
 * reachable that is not a row; the test of routes walks them all as every
 * role and as nobody.
 */
#ifndef SEKIMORI_WEB_ROUTE_H
#define SEKIMORI_WEB_ROUTE_H

#include "web/http.h"

struct web;

typedef err_t route_handler(struct web *web, struct request *rq, struct reply *rp,
                            struct fault *why);

enum may_kind {
    MAY_PUBLIC,    /* anyone */
    MAY_SIGNED_IN, /* any account, temporary password replaced */
    MAY_CHANGING,  /* any account, also with a temporary password */
    MAY_ROLES,     /* holders of one of these roles, anywhere */
    MAY_CONCERNED, /* signed in; the office decides by the matter, answers "not found" to others */
};

enum { MAY_ROLES_MAX = 10 };

struct may {
    enum may_kind kind;
    const char *any_of[MAY_ROLES_MAX]; /* MAY_ROLES: catalogue names */
};

#define PUBLIC                                                                                     \
    {                                                                                              \
        MAY_PUBLIC,                                                                                \
        {                                                                                          \
            0                                                                                      \
        }                                                                                          \
    }
#define SIGNED_IN                                                                                  \
    {                                                                                              \
        MAY_SIGNED_IN,                                                                             \
        {                                                                                          \
            0                                                                                      \
        }                                                                                          \
    }
#define CHANGING                                                                                   \
    {                                                                                              \
        MAY_CHANGING,                                                                              \
        {                                                                                          \
            0                                                                                      \
        }                                                                                          \
    }
#define CONCERNED                                                                                  \
    {                                                                                              \
        MAY_CONCERNED,                                                                             \
        {                                                                                          \
            0                                                                                      \
        }                                                                                          \
    }
#define ANY_OF(...)                                                                                \
    {                                                                                              \
        MAY_ROLES,                                                                                 \
        {                                                                                          \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }

/* SIGNED: of machines; the signature of an enrolled key, over the whole body, is asked first. RAW:
 * the body comes whole, who sent it the handler finds out. */
enum token_need { NO_TOKEN, TOKEN, SIGNED, RAW };

struct route {
    enum http_method method; /* HTTP_GET answers HEAD too */
    const char *pattern;     /* "/matters/:matter"; :name is one piece, not empty */
    struct may may;
    uint32_t body_max; /* bytes; beyond it 413 */
    enum token_need token;
    route_handler *handle;
    const char *schema; /* name of the data it gives, "inbox/1"; NULL: none */
};

struct route_table {
    const struct route *rows;
    size_t n;
};

extern const struct route_table web_routes;         /* routes.c: people */
extern const struct route_table web_machine_routes; /* other programs */

/* The row for a request; fills args. NULL when none, *ret_allowed then tells
 * which methods (enum http_method bits) the path would answer to. */
const struct route *route_find(const struct route_table *t, enum http_method method,
                               struct str path, struct str args[ROUTE_ARGS], unsigned *ret_allowed);

enum route_answer {
    ROUTE_GO,
    ROUTE_SIGN_IN,         /* nobody is signed in */
    ROUTE_CHANGE_PASSWORD, /* the temporary password must go first */
    ROUTE_DENIED,
};
enum route_answer route_may(const struct may *may, const struct session *s);
/* May this session see the page of that path? As its row asks. */
bool route_goes(const struct session *s, struct str path);

/* "public", "signed_in", "any of a, b": for the printed matrix. */
void route_may_text(const struct may *may, struct sb *out);

#endif
