/* SPDX-License-Identifier: Apache-2.0
 *
 * http.h: one request and the reply to it, as handlers see them. All memory
 * is the request's arena; views live as long as the request.
 */
#ifndef SEKIMORI_WEB_HTTP_H
#define SEKIMORI_WEB_HTTP_H

#include <jansson.h>

#include "base/arena.h"
#include "base/id.h"
#include "base/text.h"
#include "base/time.h"
#include "wire/urlencoded.h"

enum http_method {
    HTTP_GET = 1,
    HTTP_HEAD = 2,
    HTTP_POST = 4,
    HTTP_OPTIONS = 8,
    HTTP_OTHER = 16,
};

/* Where a request came in. Machines have their own socket, pool and routes. */
enum channel { CHANNEL_PEOPLE, CHANNEL_MACHINES };

/* A file of a form, streamed to files/incoming/<id> as it arrived. */
struct upload {
    struct str field, name, type; /* as the browser said; never used as a path */
    char id[33];                  /* random, lower-case hex */
    int64_t size;
    unsigned char sha256[32];
};

enum { ROUTE_ARGS = 4 };

/* Who is signed in. */
struct session {
    struct account_id account;
    struct person_id person;
    struct str number;            /* what they sign in with */
    struct moment began, last_at; /* last_at: the sign-in before this one; .ms == 0: none */
    struct str last_source;
    struct str token;         /* against forged requests; for forms and X-Sekimori-Token */
    unsigned char hash[32];   /* the session's key in the store */
    json_t *card;             /* name and posts, for the head of each page */
    const char *const *roles; /* catalogue names; ends with NULL */
    bool must_change;         /* a temporary password is still in use */
};

struct machine;

struct request {
    struct arena *arena;
    enum http_method method;
    enum channel channel;
    bool api; /* asked under /api/v1: answer with the data as JSON */
    bool tls;
    struct str path;            /* decoded, without /api/v1 */
    struct str raw_path, query; /* as sent, without /api/v1 */
    struct str host, source, agent;
    struct str cookie; /* raw header */
    struct str content_type, origin, fetch_site, token_header, accept_language;
    enum lang lang;
    struct moment now;
    struct str args[ROUTE_ARGS];  /* what stands for :name in the route's pattern */
    struct form form;             /* fields of a POST */
    struct form params;           /* of the query string */
    const struct upload *uploads; /* files of a POST */
    size_t n_uploads;
    bool uploads_kept;             /* a handler took them over */
    const struct session *session; /* NULL: nobody is signed in */
    /* Of machines (CHANNEL_MACHINES). */
    struct str target, signature;  /* as sent; contract/signature.h */
    struct str client_cert;        /* PEM, percent-encoded by nginx */
    struct str own_clock;          /* what the machine's clock says, for people to see */
    bool over_tls;                 /* at our own nginx */
    struct str body;               /* of a POST, whole */
    const struct machine *machine; /* who has signed it; NULL: nobody */
    char reference[16];            /* number that an error page and the log share */
};

enum reply_kind { REPLY_NONE, REPLY_PAGE, REPLY_REDIRECT, REPLY_TEXT, REPLY_STREAM };

enum { REPLY_COOKIES = 4 };

struct reply {
    enum reply_kind kind;
    int status;
    uint32_t page;                     /* REPLY_PAGE: of pages.h */
    json_t *data;                      /* REPLY_PAGE: owned */
    struct str location;               /* REPLY_REDIRECT: a path of ours */
    struct str text;                   /* REPLY_TEXT */
    int fd;                            /* REPLY_STREAM: owned; the body, from its beginning */
    uint64_t fd_size;                  /* REPLY_STREAM */
    const char *media_type;            /* REPLY_TEXT, REPLY_STREAM */
    struct str file_name;              /* of these: offered as a download; ASCII */
    struct str file_title;             /* the same in any letters; STR_NONE: none */
    struct moment office_time;         /* told to machines; .ms == 0: not */
    struct str ledger;                 /* told to machines; STR_NONE: not */
    bool cacheable;                    /* nothing personal in it */
    int retry_after;                   /* seconds; 0: none */
    unsigned allowed;                  /* methods for the Allow header; 0: none */
    struct str cookies[REPLY_COOKIES]; /* whole Set-Cookie values */
    size_t n_cookies;
};

/* A field as entered: the first value of that name; STR("") when absent.
 * request_line: blanks around it cut, and STR("") when it is not one line of
 * plain text (controls, direction overrides). */
struct str request_value(const struct request *rq, const char *name);
struct str request_line(const struct request *rq, const char *name);

/* Handlers end with one of these. `data` is taken over, also on failure. */
MUST_CHECK err_t reply_page(struct reply *rp, uint32_t page, json_t *data);
/* The same with another status: a form that came back with faults is 422. */
MUST_CHECK err_t reply_page_status(struct reply *rp, int status, uint32_t page, json_t *data);
/* 303 to a path of this site. */
MUST_CHECK err_t reply_redirect(struct reply *rp, struct str path);
/* A text file to keep; name: ASCII letters, digits, . - _ only. */
MUST_CHECK err_t reply_download(struct reply *rp, const char *media_type, struct str name,
                                struct str text);
/* A file of any size, sent piece by piece; `fd` is taken over, also on failure. */
MUST_CHECK err_t reply_stream(struct reply *rp, const char *media_type, struct str name, int fd,
                              uint64_t size);
/* Any file, offered under the name it came with. */
MUST_CHECK err_t reply_file(struct reply *rp, struct str title, struct str bytes);
/* Something shown in a page, such as a drawing. */
MUST_CHECK err_t reply_text(struct reply *rp, const char *media_type, struct str text);
void reply_release(struct reply *rp);
#define REPLY_CLEANUP __attribute__((cleanup(reply_release)))

/* Status line, headers and body as SCGI wants them. `body` may be empty. */
void reply_write_head(const struct reply *rp, const struct request *rq, const char *media_type,
                      size_t length, struct sb *out);

/* The HTTP status for an error of a handler. */
int http_status_of(err_t e);

#endif
