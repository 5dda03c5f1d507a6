/* SPDX-License-Identifier: Apache-2.0
 *
 * test_routes.c: walks every route as nobody, as each kind of person and with
 * a temporary password, and compares what they get with routes.txt. After a
 * change that is meant: SEKIMORI_WRITE=1 and read the difference.
 */
#include "face.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const walkers[] = {"nobody", "employee", "manager",   "head",
                                      "ciso",   "audit",    "temporary", "stranger"};

/* A stick in the book of 情報政策課, and the employee's wish to take it out. */
struct things {
    struct matter_id matter;
    struct leaf_id leaf;
};

static struct matter_done open_matter(struct face *f, size_t person, const char *procedure,
                                      const char *json)
{
    struct matter_done opened;
    struct faults bad = {.n = 0};
    struct fault why = {.code = OK};
    struct actor actor = {.person = f->people[person], .entered_by = f->people[person]};
    json_t *fields = json_loads(json, 0, NULL);
    err_t e =
        matters_open(&f->office, &actor, procedure, fields, str_z(procedure), &opened, &bad, &why);
    json_decref(fields);
    if (e != OK)
        print_message("%s: %s %s\n", procedure, bad.n ? bad.v[0].field : "",
                      bad.n ? bad.v[0].id : why.id);
    assert_ok(e);
    return opened;
}

static struct things make_things(struct face *f)
{
    char json[300];
    snprintf(json, sizeof json,
             "{\"division\": \"%s\", \"number\": \"D-1\", \"kind\": \"usb\", \"place\": \"X\"}",
             "PD1");
    (void)open_matter(f, 1, "media-register", json);
    struct matter_done o =
        open_matter(f, 0, "media-take-out",
                    "{\"media\": [\"D-1\"], \"perimeter\": \"outside_building\", \"exemption\": "
                    "\"none\", \"reason\": \"r\","
                    " \"content\": \"c\", \"destination\": \"d\", \"from\": \"2027-01-12T09:00\","
                    " \"until\": \"2027-01-13T09:00\"}");
    return (struct things){o.matter, o.leaf};
}

/* :name of a pattern becomes a thing that exists. */
static void path_of(const struct things *t, const char *pattern, char *buf, size_t n)
{
    char matter[24], leaf[24];
    snprintf(matter, sizeof matter, "%lld", (long long)t->matter.v);
    snprintf(leaf, sizeof leaf, "%lld", (long long)t->leaf.v);
    const struct {
        const char *name, *value;
    } names[] = {{"procedure", "media-take-out"},
                 {"matter", matter},
                 {"leaf", leaf},
                 {"paper", "written_permit"},
                 {"book", "media"},
                 {"entry", "1"},
                 {"person", "1"},
                 {"file", "1"},
                 {"version", "1"},
                 {"article", "10-2"}};
    size_t k = 0;
    for (const char *p = pattern; *p && k + 40 < n;) {
        if (*p != ':') {
            buf[k++] = *p++;
            continue;
        }
        size_t len = strcspn(++p, "/.");
        const char *value = NULL;
        for (size_t i = 0; i < ARRAY_LEN(names); i++) {
            if (str_eqz((struct str){p, len}, names[i].name)) value = names[i].value;
        }
        if (!value) print_message("no thing for %s\n", pattern);
        assert_non_null(value);
        k += (size_t)snprintf(buf + k, n - k, "%s", value);
        p += len;
    }
    buf[k] = '\0';
}

/* What became of it: a status, where it leads, whether the handler ran. */
static void describe(struct face *f, const struct things *t, const struct route *r,
                     const char *cookie, struct sb *out)
{
    char path[300], to[200];
    path_of(t, r->pattern, path, sizeof path);
    const char *method = r->method == HTTP_POST ? "POST" : "GET";
    struct face_answer a FACE_ANSWER = face_ask(f, method, path, cookie, NULL, STR(""));
    face_header(&a, "Location", to, sizeof to);
    to[strcspn(to, "?")] = '\0';
    sb_addf(out, " %d%s", a.status, to);
    assert_true(a.status != 500);
}

static void walk(struct face *f, struct sb *out)
{
    char cookies[ARRAY_LEN(walkers)][200] = {{0}};
    struct things things = make_things(f);
    sb_addz(out, "# method pattern | who may | token | body | data |");
    for (size_t w = 0; w < ARRAY_LEN(walkers); w++) sb_addf(out, " %s", walkers[w]);
    sb_addz(out, "\n");
    for (size_t i = 0; i < web_routes.n; i++) {
        const struct route *r = &web_routes.rows[i];
        sb_addf(out, "%s %s | ", r->method == HTTP_POST ? "POST" : "GET", r->pattern);
        route_may_text(&r->may, out);
        sb_addf(out, " | %s | %u | %s |", r->token == TOKEN ? "token" : "-", r->body_max,
                r->schema ? r->schema : "-");
        for (size_t w = 0; w < ARRAY_LEN(walkers); w++) {
            /* Signing out ends a session, so each row has fresh ones. */
            if (w) face_as(f, w - 1, cookies[w], sizeof cookies[w]);
            describe(f, &things, r, cookies[w], out);
        }
        sb_addz(out, "\n");
    }
}

static void every_route_as_everybody(void **state)
{
    (void)state;
    static struct face f;
    face_make(&f);
    SB_CLEANUP struct sb got;
    sb_init(&got, 1 << 20);
    walk(&f, &got);
    face_remove(&f);
    assert_ok(sb_end(&got));
    const char *path = getenv("SEKIMORI_ROUTES");
    assert_non_null(path);
    FILE *file = fopen(path, getenv("SEKIMORI_WRITE") ? "w+" : "r");
    assert_non_null(file);
    if (getenv("SEKIMORI_WRITE")) assert_int_equal(fwrite(got.p, 1, got.n, file), got.n);
    rewind(file);
    static char want[1 << 20];
    want[fread(want, 1, sizeof want - 1, file)] = '\0';
    fclose(file);
    if (strcmp(want, got.p) != 0) print_message("%s", got.p);
    assert_string_equal(got.p, want);
}

/* A POST that changes something needs a token or is one of these. */
static void every_post_is_guarded(void **state)
{
    (void)state;
    for (size_t i = 0; i < web_routes.n; i++) {
        const struct route *r = &web_routes.rows[i];
        if (r->method != HTTP_POST || r->token == TOKEN) continue;
        struct str p = str_z(r->pattern);
        /* The first has a token of its own, the second changes only one's own language. */
        assert_true(str_eqz(p, "/sign-in") || str_eqz(p, "/language"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_route_as_everybody),
        cmocka_unit_test(every_post_is_guarded),
    };
    return cmocka_run_group_tests_name("routes", tests, NULL, NULL);
}
