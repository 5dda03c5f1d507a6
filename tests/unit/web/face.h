/* SPDX-License-Identifier: Apache-2.0
 *
 * face.h: a web server without sockets, over a real store, the small
 * prefecture of town.h, and a clock that stands: for tests of routes, sign-in and pages.
 */
#ifndef SEKIMORI_TESTS_FACE_H
#define SEKIMORI_TESTS_FACE_H

#include "../check.h"

#include "base/clock.h"
#include "../office/town.h"
#include "office/matters.h"
#include "web/dispatch.h"

#define FACE_PASSWORD "takai-yama-ni-noboru-77-kagami"

struct face {
    struct town town;
    struct catalogue *catalogue;
    struct office office;
    struct password_gate gate;
    struct person_id people[8];
    struct clock_test time;
    struct clock clock;
    struct web web;
    char instance[300];
    char files[400]; /* where the files of forms are */
};

/* Accounts for these; their numbers are 000001, 000002, ... */
struct face_person {
    const char *family, *given;
    bool temporary;
};
extern const struct face_person face_people[];
extern const size_t face_people_len;

void face_make(struct face *f);
void face_remove(struct face *f);

struct face_answer {
    int status;
    char *head, *body; /* NUL-terminated; face_answer_free() */
    struct dispatch_result result;
};

/* One request. `cookies`: value of the header or "". `body`: "a=b&c=d" or "";
 * `type` NULL: that of forms. */
struct face_answer face_ask(struct face *f, const char *method, const char *uri,
                            const char *cookies, const char *type, struct str body);
struct face_answer face_get(struct face *f, const char *uri, const char *cookies);
struct face_answer face_post(struct face *f, const char *uri, const char *cookies,
                             const char *body);
void face_answer_free(struct face_answer *a);
#define FACE_ANSWER __attribute__((cleanup(face_answer_free)))

/* Value of a header ("Location") of an answer, into buf; "" when absent. */
const char *face_header(const struct face_answer *a, const char *name, char *buf, size_t n);
/* Value of the hidden field `name` in a page. */
const char *face_field(const struct face_answer *a, const char *name, char *buf, size_t n);
/* Sign in; cookies of the session into buf ("sekimori=..."). Returns the status. */
int face_sign_in(struct face *f, const char *number, const char *password, char *buf, size_t n);
/* As person i, password replaced where needed. */
void face_as(struct face *f, size_t person, char *buf, size_t n);
/* Does the page say it to person i? It must be there (200). */
bool face_says(struct face *f, size_t person, const char *uri, const char *text);
int face_status(struct face *f, size_t person, const char *uri);

#endif
