/* SPDX-License-Identifier: Apache-2.0 */
#include "face.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "office/network.h"
#include "office/org_image.h"
#include "web/account.h"
#include "office/versions.h"
#include "web/people.h"

const struct face_person face_people[] = {
    {"𠮷田", "﨑子", false},         /* employee of 情報政策課 */
    {"髙橋", "健一郎", false},       /* its head, and of 計画課 too */
    {"渡邉󠄂", "ひとみ", false}, /* head of the bureau: 統括情報セキュリティ責任者 */
    {"大前", "篤", false},           /* vice governor: CISO */
    {"森", "さやか", false},         /* 監査責任者 */
    {"新田", "はじめ", true},        /* employee of 計画課 with a temporary password */
    {"木村", "直子", false},         /* employee of 教育庁総務課: concerned with nothing */
};
const size_t face_people_len = ARRAY_LEN(face_people);

static void make_people(struct face *f)
{
    struct town *w = &f->town;
    const struct post_id posts[] = {w->info_staff,    w->info_head,      w->bureau,       w->vice,
                                    w->policy_deputy, w->planning_staff, w->general_staff};
    struct org_span span = {TOWN_FROM, {0}};
    for (size_t i = 0; i < face_people_len; i++) {
        struct person_id *p = &f->people[i];
        assert_ok(town_person(w, face_people[i].family, face_people[i].given, p));
        assert_ok(town_hold(w, TOWN_NOW, *p, posts[i], HOLDING_REGULAR, span, NULL));
    }
    assert_ok(
        town_hold(w, TOWN_NOW, f->people[1], w->planning_head, HOLDING_CONCURRENT, span, NULL));
}

static err_t make_accounts(struct db *db, void *arg)
{
    struct face *f = arg;
    struct account_author by = {.now = f->clock.now(f->clock.ctx)};
    char hash[PASSWORD_HASH];
    TRY(password_hash(&f->gate, STR(FACE_PASSWORD), hash));
    for (size_t i = 0; i < face_people_len; i++) {
        char number[16];
        struct account_id id;
        snprintf(number, sizeof number, "%06zu", 1 + i);
        TRY(account_create(db, &by, f->people[i], str_z(number), hash, face_people[i].temporary,
                           &id, NULL));
    }
    return OK;
}

void face_make(struct face *f)
{
    struct fault why = {.code = OK};
    town_make(&f->town);
    assert_ok(org_image_attach(f->town.t.store));
    make_people(f);
    err_t e = catalogue_load_folder(CATALOGUE_FOLDER, &f->catalogue, NULL, NULL, &why);
    if (e != OK) print_message("%s %s:%u\n", why.id, why.file, why.line);
    assert_ok(e);
    f->clock =
        clock_test_init(&f->time, (struct moment){INT64_C(1795399200000)}); /* 2026-11-23 11:00 */
    snprintf(f->instance, sizeof f->instance, "%s", f->town.t.dir);
    char path[400];
    snprintf(f->files, sizeof f->files, "%s/files", f->instance);
    assert_int_equal(mkdir(f->files, 0700), 0);
    snprintf(path, sizeof path, "%s/files/incoming", f->instance);
    assert_int_equal(mkdir(path, 0700), 0);
    f->web = (struct web){.store = f->town.t.store,
                          .clock = &f->clock,
                          .office = &f->office,
                          .people = people_of_office(f->catalogue),
                          .gate = &f->gate,
                          .routes = &web_routes,
                          .machine_routes = &web_machine_routes};
    f->office =
        (struct office){.store = f->town.t.store, .catalogue = f->catalogue, .clock = &f->clock};
    assert_ok(network_shelf_make(f->files, &f->office.network));
    assert_ok(versions_found(f->town.t.store, &f->clock, f->catalogue, "init", &why));
    web_config_init(&f->web.config);
    f->web.config.instance = str_z(f->instance);
    f->web.config.office_name = "青海県 情報セキュリティ事務局";
    f->web.config.strict = true;
    assert_ok(password_gate_init(&f->gate, 2));
    assert_ok(store_write(f->town.t.store, make_accounts, f, NULL));
}

void face_remove(struct face *f)
{
    network_shelf_free(f->office.network);
    password_gate_release(&f->gate);
    catalogue_free(f->catalogue);
    town_remove(&f->town);
}

/* --- requests --- */

struct memory {
    struct str left;
};

static err_t read_memory(void *ctx, char *to, size_t max, size_t *ret_n)
{
    struct memory *m = ctx;
    size_t n = m->left.n < max ? m->left.n : max;
    if (n) memcpy(to, m->left.p, n);
    m->left = str_skip(m->left, n);
    *ret_n = n;
    return OK;
}

static void add_var(struct sb *b, const char *name, const char *value)
{
    sb_add(b, (struct str){name, strlen(name) + 1});
    sb_add(b, (struct str){value, strlen(value) + 1});
}

static struct str make_head(struct sb *out, const char *method, const char *uri,
                            const char *cookies, const char *type, size_t length)
{
    SB_CLEANUP struct sb vars;
    sb_init(&vars, 60000);
    char number[24];
    snprintf(number, sizeof number, "%zu", length);
    add_var(&vars, "CONTENT_LENGTH", number);
    add_var(&vars, "SCGI", "1");
    add_var(&vars, "REQUEST_METHOD", method);
    add_var(&vars, "REQUEST_URI", uri);
    add_var(&vars, "REMOTE_ADDR", "192.0.2.7");
    add_var(&vars, "HTTP_HOST", "office.example");
    if (*cookies) add_var(&vars, "HTTP_COOKIE", cookies);
    if (length) add_var(&vars, "CONTENT_TYPE", type ? type : "application/x-www-form-urlencoded");
    sb_addf(out, "%zu:", vars.n);
    sb_add(out, sb_str(&vars));
    sb_addc(out, ',');
    return sb_str(out);
}

struct face_answer face_ask(struct face *f, const char *method, const char *uri,
                            const char *cookies, const char *type, struct str body)
{
    SB_CLEANUP struct sb head_bytes, out;
    sb_init(&head_bytes, 65000);
    sb_init(&out, 8 << 20);
    struct scgi head;
    assert_ok(scgi_parse(make_head(&head_bytes, method, uri, cookies, type, body.n), &head));
    ARENA_CLEANUP struct arena a;
    arena_init(&a, 32 << 20);
    struct memory m = {body};
    struct body_source source = {.read = read_memory, .ctx = &m, .length = body.n};
    struct request rq = {.arena = &a};
    struct face_answer ret = {0};
    dispatch(&f->web, &head, &source, &rq, &out, &ret.result);
    /* What is sent piece by piece comes after the head. */
    for (uint64_t at = 0; ret.result.body_fd >= 0 && at < ret.result.body_n;) {
        char piece[4096];
        ssize_t got = pread(ret.result.body_fd, piece, sizeof piece, (off_t)at);
        assert_true(got > 0);
        sb_add(&out, (struct str){piece, (size_t)got});
        at += (uint64_t)got;
    }
    if (ret.result.body_fd >= 0) close(ret.result.body_fd);
    char *all = NULL;
    assert_ok(sb_take(&out, &all));
    char *end = strstr(all, "\r\n\r\n");
    assert_non_null(end);
    ret.body = str_dup(str_z(end + 4));
    end[2] = '\0';
    ret.head = all;
    ret.status = (int)strtol(all + strlen("Status: "), NULL, 10);
    return ret;
}

struct face_answer face_get(struct face *f, const char *uri, const char *cookies)
{
    return face_ask(f, "GET", uri, cookies, NULL, STR(""));
}

struct face_answer face_post(struct face *f, const char *uri, const char *cookies, const char *body)
{
    return face_ask(f, "POST", uri, cookies, NULL, str_z(body));
}

void face_answer_free(struct face_answer *a)
{
    free(a->head);
    free(a->body);
    *a = (struct face_answer){0};
}

const char *face_header(const struct face_answer *a, const char *name, char *buf, size_t n)
{
    char key[64];
    snprintf(key, sizeof key, "\r\n%s: ", name);
    const char *at = strstr(a->head, key);
    buf[0] = '\0';
    if (!at) return buf;
    at += strlen(key);
    snprintf(buf, n, "%.*s", (int)strcspn(at, "\r"), at);
    return buf;
}

const char *face_field(const struct face_answer *a, const char *name, char *buf, size_t n)
{
    char key[100];
    snprintf(key, sizeof key, "name=\"%s\" value=\"", name);
    const char *at = strstr(a->body, key);
    buf[0] = '\0';
    if (!at) return buf;
    at += strlen(key);
    snprintf(buf, n, "%.*s", (int)strcspn(at, "\""), at);
    return buf;
}

int face_sign_in(struct face *f, const char *number, const char *password, char *buf, size_t n)
{
    char cookie[200], token[100], body[600];
    struct face_answer form FACE_ANSWER = face_get(f, "/sign-in", "");
    face_header(&form, "Set-Cookie", cookie, sizeof cookie);
    cookie[strcspn(cookie, ";")] = '\0';
    face_field(&form, "_token", token, sizeof token);
    snprintf(body, sizeof body, "_token=%s&number=%s&password=%s&next=%%2Finbox", token, number,
             password);
    struct face_answer a FACE_ANSWER = face_post(f, "/sign-in", cookie, body);
    face_header(&a, "Set-Cookie", buf, n);
    buf[strcspn(buf, ";")] = '\0';
    return a.status;
}

void face_as(struct face *f, size_t person, char *buf, size_t n)
{
    char number[16];
    snprintf(number, sizeof number, "%06zu", 1 + person);
    assert_int_equal(face_sign_in(f, number, FACE_PASSWORD, buf, n), 303);
}

bool face_says(struct face *f, size_t person, const char *uri, const char *text)
{
    char cookie[200];
    face_as(f, person, cookie, sizeof cookie);
    struct face_answer a FACE_ANSWER = face_get(f, uri, cookie);
    if (a.status != 200) print_message("%s: %d %s\n", uri, a.status, a.result.error_id);
    assert_int_equal(a.status, 200);
    return strstr(a.body, text) != NULL;
}

int face_status(struct face *f, size_t person, const char *uri)
{
    char cookie[200];
    face_as(f, person, cookie, sizeof cookie);
    struct face_answer a FACE_ANSWER = face_get(f, uri, cookie);
    return a.status;
}
