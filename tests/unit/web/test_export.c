/* SPDX-License-Identifier: Apache-2.0
 *
 * test_export.c: the page for extracts of the ledger: who may take what, what is asked wrongly,
 * that the file verifies without the office, and that it was given out is an act. */
#include "face.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "ledger/extract.h"
#include "ledger/ledger.h"
#include "ledger/seal.h"

enum { EMPLOYEE, MANAGER, CHIEF, CISO, AUDIT };

#define AUDITOR "{\"auditor\": \"000001\", \"from\": \"2026-11-23T09:00\"}"

static struct face *F;
static struct signer signer;
static struct checkpoint_key key;

static err_t sign(void *ctx, const struct signer_request *r, enum signer_status *ret_status,
                  struct sb *ret_note, struct fault *why)
{
    (void)ctx, (void)why;
    *ret_status = signer_sign(&signer, r, &F->clock);
    if (*ret_status == SIGNER_SIGNED || *ret_status == SIGNER_STALE)
        sb_add(ret_note, (struct str){signer.note, signer.note_n});
    return sb_end(ret_note);
}

static void seal(void)
{
    const struct ledger_signer ask = {sign, NULL};
    int64_t size;
    struct fault why = {.code = OK};
    err_t e = ledger_seal(F->web.store, &key, &ask, &size, &why);
    if (e != OK) fail_msg("%s", why.id ? why.id : err_name(e));
}

static void make_signer(void)
{
    char dir[400];
    SB_CLEANUP struct sb vkey;
    sb_init(&vkey, 1024);
    snprintf(dir, sizeof dir, "%s/keys", F->instance);
    assert_int_equal(mkdir(dir, 0700), 0);
    assert_ok(signer_create(dir, STR("town.example/office"), &F->clock, &vkey, NULL));
    assert_ok(checkpoint_key_parse(sb_str(&vkey), &key));
    assert_ok(signer_open(dir, &signer, NULL));
}

static void open_matter(size_t person, const char *procedure, const char *json)
{
    struct matter_done opened;
    struct faults bad = {.n = 0};
    struct fault why = {.code = OK};
    struct actor actor = {.person = F->people[person], .entered_by = F->people[person]};
    json_t *fields = json_loads(json, 0, NULL);
    err_t e =
        matters_open(&F->office, &actor, procedure, fields, str_z(procedure), &opened, &bad, &why);
    json_decref(fields);
    if (e != OK) fail_msg("%s %s", bad.n ? bad.v[0].id : "-", why.id ? why.id : "-");
}

static int set_up(void **state)
{
    static struct face f;
    (void)state;
    face_make(&f);
    F = &f;
    make_signer();
    open_matter(
        MANAGER, "media-register",
        "{\"division\": \"PD1\", \"number\": \"D-1\", \"kind\": \"usb\", \"place\": \"X\"}");
    open_matter(EMPLOYEE, "media-take-out",
                "{\"media\": [\"D-1\"], \"perimeter\": \"outside_building\", \"exemption\": "
                "\"none\", \"reason\": \"very-private-reason\", \"content\": \"c\", "
                "\"destination\": \"d\", \"from\": \"2027-01-12T09:00\","
                " \"until\": \"2027-01-13T09:00\"}");
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    signer_close(&signer);
    face_remove(F);
    return 0;
}

/* As the form sends it, with its token. */
static struct face_answer ask(size_t person, const char *what)
{
    char cookie[200], token[200], body[1000];
    face_as(F, person, cookie, sizeof cookie);
    struct face_answer form FACE_ANSWER = face_get(F, "/export", cookie);
    assert_int_equal(form.status, 200);
    face_field(&form, "_token", token, sizeof token);
    snprintf(body, sizeof body, "_token=%s&%s", token, what);
    return face_post(F, "/export", cookie, body);
}

static err_t from_memory(void *ctx, char *to, size_t max, size_t *ret_n)
{
    struct str *rest = ctx;
    size_t n = rest->n < max ? rest->n : max;
    if (n) memcpy(to, rest->p, n);
    *rest = str_skip(*rest, n);
    *ret_n = n;
    return OK;
}

static void verify(const char *text, struct extract_sum *sum, struct verify_result *r)
{
    struct str bytes = str_z(text);
    struct verify_options o = {.key = &key};
    struct verify_wrong w = {.id = NULL};
    struct verify *v;
    const struct bundle_seen seen = extract_sum_begin(sum);
    assert_ok(verify_begin(&o, &v, &w));
    err_t e = bundle_verify((struct bundle_source){from_memory, &bytes}, v, &seen, r, &w);
    verify_free(v);
    if (e != OK) fail_msg("%s", w.id ? w.id : err_name(e));
    assert_true(sum->is_extract);
}

/* How many records of kind "export" there are; the last one's envelope. */
static size_t exports(struct arena *a, struct str *ret_last)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    int64_t size;
    size_t n = 0;
    assert_ok(store_read_begin(F->web.store, &db, NULL));
    assert_ok(ledger_size(db, &size));
    for (int64_t i = 0; i < size; i++) {
        struct ledger_record r;
        assert_ok(ledger_record_get(db, a, leaf_id(i), &r));
        if (!str_eqz(r.kind, "export")) continue;
        *ret_last = r.envelope;
        n++;
    }
    return n;
}

static bool holds(struct str s, const char *what)
{
    return memmem(s.p, s.n, what, strlen(what)) != NULL;
}

static void an_extract_is_given_out_and_recorded(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena a;
    struct str record = STR("");
    struct extract_sum sum SUM_CLEANUP = {.n = 0};
    struct verify_result r;
    char name[200];
    size_t whole, later, gaps;
    arena_init(&a, 16 << 20);
    seal();
    struct face_answer got FACE_ANSWER = ask(AUDIT, "article=47%282%29&grade=matters");
    assert_int_equal(got.status, 200);
    face_header(&got, "Content-Disposition", name, sizeof name);
    assert_string_equal(name, "attachment; filename=\"ledger-extract.txt\"");
    verify(got.body, &sum, &r);
    extract_sum_matters(&sum, &whole, &later, &gaps);
    assert_int_equal(whole, 1);
    assert_int_equal(later + gaps, 0);
    assert_non_null(strstr(got.body, "very-private-reason"));
    assert_null(strstr(got.body, "\"fact\""));
    assert_int_equal(exports(&a, &record), 1);
    assert_true(holds(record, "\"article\":\"47(2)\""));
    assert_true(holds(record, "\"grade\":\"matters\""));
    char by[40];
    snprintf(by, sizeof by, "\"by\":%lld,", (long long)F->people[AUDIT].v);
    assert_true(holds(record, by));
    assert_non_null(strstr(got.body, by));
}

static void grades_by_role(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena a;
    struct str record = STR("");
    arena_init(&a, 16 << 20);
    seal();
    struct face_answer facts FACE_ANSWER = ask(CHIEF, "unit=PD1&grade=envelopes");
    assert_int_equal(facts.status, 200);
    assert_null(strstr(facts.body, "very-private-reason"));
    struct face_answer full FACE_ANSWER = ask(CHIEF, "unit=PD1&grade=full");
    assert_int_equal(full.status, 200);
    assert_non_null(strstr(full.body, "very-private-reason"));
    assert_non_null(strstr(full.body, face_people[EMPLOYEE].family));
    assert_null(strstr(full.body, face_people[CISO].family));
    /* People say the name; the record says the code. */
    struct face_answer named FACE_ANSWER =
        ask(CHIEF, "grade=envelopes&unit=%E6%83%85%E5%A0%B1%E6%94%BF%E7%AD%96%E8%AA%B2");
    assert_int_equal(named.status, 200);
    assert_int_equal(exports(&a, &record), 3);
    assert_non_null(memmem(record.p, record.n, "PD1", 3));
}

/* 18: whoever assists in an audit takes the first two grades. */
static void an_auditor_takes_no_full_extract(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena a;
    struct str record = STR("");
    arena_init(&a, 16 << 20);
    open_matter(AUDIT, "auditor-designation", AUDITOR);
    seal();
    struct face_answer full FACE_ANSWER = ask(EMPLOYEE, "unit=PD1&grade=full");
    assert_int_equal(full.status, 403);
    assert_null(strstr(full.body, "very-private-reason"));
    assert_non_null(
        strstr(full.body, "id=\"grade-full\" name=\"grade\" value=\"full\" checked disabled"));
    assert_int_equal(exports(&a, &record), 0);
    struct face_answer forms FACE_ANSWER = ask(EMPLOYEE, "unit=PD1&grade=matters");
    assert_int_equal(forms.status, 200);
    assert_int_equal(exports(&a, &record), 1);
}

static void what_is_asked_wrongly_is_told_at_its_field(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena a;
    struct str record = STR("");
    static const struct {
        const char *what, *field;
    } t[] = {{"grade=matters", "from-fault"},
             {"from=2026-02-30&grade=matters", "from-fault"},
             {"from=2026-11-02&until=2026-11-01&grade=matters", "until-fault"},
             {"unit=NONE&grade=matters", "unit-fault"},
             {"article=999&grade=matters", "article-fault"},
             {"article=47%3Cscript%3E&grade=matters", "article-fault"},
             {"article=47&grade=everything", "grade-fault"}};
    arena_init(&a, 16 << 20);
    seal();
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        struct face_answer got FACE_ANSWER = ask(AUDIT, t[i].what);
        assert_int_equal(got.status, 422);
        char id[60];
        snprintf(id, sizeof id, "id=\"%s\"", t[i].field);
        if (!strstr(got.body, id)) fail_msg("%s", t[i].what);
        assert_null(strstr(got.body, "<script>"));
    }
    assert_int_equal(exports(&a, &record), 0);
}

static void nothing_sealed_nothing_given(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena a;
    struct str record = STR("");
    arena_init(&a, 16 << 20);
    struct face_answer got FACE_ANSWER = ask(AUDIT, "article=47&grade=matters");
    assert_int_equal(got.status, 409);
    assert_int_equal(exports(&a, &record), 0);
}

static void others_have_no_business_here(void **state)
{
    (void)state;
    static const size_t who[] = {EMPLOYEE, MANAGER, CISO};
    for (size_t i = 0; i < ARRAY_LEN(who); i++) {
        char cookie[200];
        face_as(F, who[i], cookie, sizeof cookie);
        struct face_answer form FACE_ANSWER = face_get(F, "/export", cookie);
        assert_int_equal(form.status, 403);
        struct face_answer books FACE_ANSWER = face_get(F, "/books", cookie);
        assert_null(strstr(books.body, "/export"));
    }
    char cookie[200];
    face_as(F, AUDIT, cookie, sizeof cookie);
    struct face_answer books FACE_ANSWER = face_get(F, "/books", cookie);
    assert_non_null(strstr(books.body, "\"/export\""));
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(an_extract_is_given_out_and_recorded), T(grades_by_role),
        T(an_auditor_takes_no_full_extract),     T(what_is_asked_wrongly_is_told_at_its_field),
        T(nothing_sealed_nothing_given),         T(others_have_no_business_here),
    };
    return cmocka_run_group_tests_name("export", tests, NULL, NULL);
}
