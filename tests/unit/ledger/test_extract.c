/* SPDX-License-Identifier: Apache-2.0
 *
 * Extracts: some records with the proof that they stand in the signed ledger, what they disclose at
 * each grade, what their verifier can say of what is not in them, and every way to forge one. */
#include "../check.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "ledger/extract.h"
#include "ledger/reopen.h"
#include "temp_ledger.h"

/* 1 open; then acts of ten matters by turns, one a second, a fact after each tenth; matter 3's
 * second act was erased; then a second log. */
enum { ACTS = 700, MATTERS = 10, START = 1000000, SECOND = 1000 };

static struct temp_ledger l;
static struct checkpoint_key keys[2]; /* newest first */
static int64_t seq[MATTERS + 1], now, erased_leaf;

struct one {
    const char *kind;
    int64_t matter, leaf;
    const char *content;
    struct leaf_id ret;
};

static err_t append_job(struct db *db, void *arg)
{
    struct one *o = arg;
    json_t *e =
        json_pack("{s:s,s:I}", "kind", o->kind, o->matter ? "entered" : "at", (json_int_t)now);
    if (o->matter) {
        (void)json_object_set_new(e, "matter", json_integer(o->matter));
        (void)json_object_set_new(e, "seq", json_integer(++seq[o->matter]));
    }
    struct str content = str_z(o->content);
    err_t err = OK;
    if (o->leaf >= 0) {
        (void)json_object_set_new(e, "leaf", json_integer(o->leaf));
        err = ledger_erase(db, leaf_id(o->leaf), e, &o->ret);
    } else {
        err = ledger_append(db, e, content, &o->ret);
    }
    json_decref(e);
    return err;
}

static int64_t append(const char *kind, int64_t matter, const char *content, int64_t erases)
{
    struct one o = {kind, matter, erases, content, {0}};
    now += SECOND;
    assert_ok(store_write(l.t.store, append_job, &o, NULL));
    return o.ret.v;
}

struct reopen_job {
    struct reopen r;
    struct leaf_id leaf;
};

static err_t reopen_job(struct db *db, void *arg)
{
    struct reopen_job *j = arg;
    return ledger_reopen(db, &j->r, &j->leaf, NULL);
}

static void second_log(void)
{
    struct sb vkey;
    static char old[1024];
    memcpy(old, l.vkey, sizeof old);
    keys[1] = l.key;
    struct reopen_job j = {.r = {.old_key = &keys[1],
                                 .old_vkey = str_trim(str_z(old)),
                                 .origin = STR("office.example.jp/2"),
                                 .content = STR("{\"reason\":\"x\"}"),
                                 .at = {now}}};
    j.r.before.backup = STR("00");
    assert_ok(store_write(l.t.store, reopen_job, &j, NULL));
    signer_close(&l.signer);
    (void)snprintf(l.keys, sizeof l.keys, "%s/keys2", l.t.dir);
    assert_int_equal(mkdir(l.keys, 0700), 0);
    sb_init(&vkey, sizeof l.vkey - 1);
    assert_ok(signer_create(l.keys, STR("office.example.jp/2"), &l.clock, &vkey, NULL));
    memcpy(l.vkey, vkey.p, vkey.n + 1);
    sb_release(&vkey);
    assert_ok(checkpoint_key_parse(str_z(l.vkey), &l.key));
    assert_ok(signer_open(l.keys, &l.signer, NULL));
    keys[0] = l.key;
}

static int set_up(void **state)
{
    (void)state;
    temp_ledger_make(&l);
    memset(seq, 0, sizeof seq);
    now = START;
    /* leaf 0 bears the test clock's time, later than all of this: it is no edge */
    for (int i = 0; i < ACTS; i++) {
        int64_t leaf = append("act", i % MATTERS + 1, "{\"text\":\"form\"}", -1);
        if (i == 12) erased_leaf = leaf;
        if (i % 10 == 9) (void)append("fact", 0, "{\"name\":\"Takahashi\"}", -1);
        if (i == 300) (void)append("ledger.erase", 0, NULL, erased_leaf);
        if (i == 400) (void)temp_ledger_seal(&l);
    }
    (void)temp_ledger_seal(&l);
    (void)append("act", 1, "{\"text\":\"carried\"}", -1);
    (void)append("act", 2, "{\"text\":\"carried\"}", -1);
    second_log();
    for (int i = 0; i < 20; i++) (void)append("act", i % MATTERS + 1, "{\"text\":\"new\"}", -1);
    (void)temp_ledger_seal(&l);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    temp_ledger_remove(&l);
    return 0;
}

static err_t to_sb(void *ctx, struct str bytes)
{
    sb_add(ctx, bytes);
    return sb_end(ctx);
}

static void write_extract(const struct extract_ask *ask, struct sb *to, struct extract_done *done)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    struct export_to x = {to_sb, to, false};
    int64_t counted = -1;
    assert_ok(store_read_begin(l.t.store, &db, NULL));
    assert_ok(extract_count(db, ask, &counted));
    sb_reset(to);
    assert_ok(extract_write(db, ask, &x, done));
    assert_true(done->records >= counted && done->records <= counted + 2); /* leaf 0 of each log */
}

static err_t from_memory(void *ctx, char *to, size_t max, size_t *ret_n)
{
    struct str *rest = ctx;
    size_t n = rest->n < max ? rest->n : max;
    if (n > 501) n = 501;
    if (n) memcpy(to, rest->p, n);
    *rest = str_skip(*rest, n);
    *ret_n = n;
    return OK;
}

static err_t verify(struct str bytes, size_t n_keys, struct extract_sum *sum,
                    struct verify_result *r, struct verify_wrong *w)
{
    struct verify_options o = {.key = keys, .n_keys = n_keys, .threads = 2};
    struct verify *v;
    const struct bundle_seen seen = extract_sum_begin(sum);
    assert_ok(verify_begin(&o, &v, w));
    err_t e = bundle_verify((struct bundle_source){from_memory, &bytes}, v, &seen, r, w);
    verify_free(v);
    return e;
}

static void good(const struct sb *b, struct extract_sum *sum, struct verify_result *r)
{
    struct verify_wrong w = {.id = NULL};
    if (verify(sb_str(b), 1, sum, r, &w) != OK) fail_msg("%s at %" PRId64, w.id, w.leaf);
    assert_true(sum->is_extract);
}

static size_t count(const char *in, const char *what)
{
    size_t n = 0;
    for (const char *p = in; (p = strstr(p, what)) != NULL; p++) n++;
    return n;
}

static const int64_t three[] = {3}, several[] = {2, 3, 7};
static const struct str asked_matters = STR_INIT("{\"unit\":\"1200\"}");

static struct extract_ask of_matters(const int64_t *v, size_t n, enum extract_grade g)
{
    return (struct extract_ask){.asked = asked_matters,
                                .from = INT64_MIN,
                                .until = INT64_MAX,
                                .by_matter = true,
                                .matters = v,
                                .n_matters = n,
                                .grade = g};
}

static void matters_with_nothing_of_others(void **state)
{
    (void)state;
    SB_CLEANUP struct sb b;
    struct extract_done done;
    struct extract_sum sum;
    struct verify_result r;
    size_t whole, later, gaps;
    sb_init(&b, 16 << 20);
    struct extract_ask ask = of_matters(three, 1, EXTRACT_FULL);
    write_extract(&ask, &b, &done);
    good(&b, &sum, &r);
    extract_sum_matters(&sum, &whole, &later, &gaps);
    assert_int_equal(whole, 1);
    assert_int_equal(later + gaps, 0);
    assert_int_equal(sum.matter[0].last, seq[3]);
    assert_false(extract_sum_period_whole(&sum));
    assert_int_equal(r.erased, 1);
    assert_int_equal(r.logs, 2);
    assert_int_equal(r.keys_told, 1);
    /* its acts, two openings, the erasure: no other envelope, and hashes for all the rest */
    assert_int_equal(r.records, (uint64_t)seq[3] + 3);
    assert_int_equal(count(b.p, "\"matter\":"), (size_t)seq[3]);
    assert_int_equal(count(b.p, "\"matter\":3,"), (size_t)seq[3]);
    assert_null(strstr(b.p, "Takahashi"));
    assert_int_equal(r.records + r.hidden, r.sealed);
    extract_sum_release(&sum);
}

static void grades_disclose_what_they_say(void **state)
{
    (void)state;
    SB_CLEANUP struct sb b;
    struct extract_done done;
    struct extract_sum sum;
    struct verify_result r;
    static const struct str asked = STR_INIT("{\"from\":0}");
    sb_init(&b, 16 << 20);
    for (int g = 0; g < EXTRACT_GRADES; g++) {
        struct extract_ask ask = {
            .asked = asked, .from = 0, .until = INT64_MAX, .grade = (enum extract_grade)g};
        write_extract(&ask, &b, &done);
        good(&b, &sum, &r);
        bool forms = g >= EXTRACT_MATTERS, names = g == EXTRACT_FULL;
        assert_int_equal(strstr(b.p, "\"form\"") != NULL, forms);
        assert_int_equal(strstr(b.p, "Takahashi") != NULL, names);
        assert_int_equal(r.hidden, 0);
        assert_int_equal(r.records, r.sealed);
        assert_true(extract_sum_period_whole(&sum));
        extract_sum_release(&sum);
    }
}

static void a_period_is_proved_whole(void **state)
{
    (void)state;
    static const struct {
        int64_t from, until;
        bool whole;
        uint64_t n;
    } t[] = {
        {START + 100 * SECOND, START + 200 * SECOND, true, 100},
        {START + 100 * SECOND, START + 101 * SECOND, true, 1},
        {START + 1, START + SECOND, true, 0}, /* nothing in it, between two records */
        {0, 10, false, 0},                    /* before anything: leaf 0 lies later */
        {START + 760 * SECOND, START + 790 * SECOND, true, 30}, /* over the seam of the logs */
        {INT64_C(1) << 50, INT64_C(1) << 51, true, 0},          /* in the future */
    };
    SB_CLEANUP struct sb b;
    sb_init(&b, 16 << 20);
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        char asked[200];
        struct extract_done done;
        struct extract_sum sum;
        struct verify_result r;
        (void)snprintf(asked, sizeof asked, "{\"from\":%" PRId64 ",\"until\":%" PRId64 "}",
                       t[i].from, t[i].until);
        struct extract_ask ask = {
            .asked = str_z(asked), .from = t[i].from, .until = t[i].until, .grade = EXTRACT_FULL};
        write_extract(&ask, &b, &done);
        good(&b, &sum, &r);
        if (sum.in_period != t[i].n) fail_msg("case %zu: %" PRIu64, i, sum.in_period);
        if (i != 3 && extract_sum_period_whole(&sum) != t[i].whole) fail_msg("case %zu", i);
        extract_sum_release(&sum);
    }
}

/* A record left out of a period: nothing is forged, but it does not count as whole. */
static void a_period_with_a_hole_is_not(void **state)
{
    (void)state;
    SB_CLEANUP struct sb b;
    struct extract_done done;
    struct extract_sum sum;
    struct verify_result r;
    int64_t records[60];
    size_t n = 0;
    sb_init(&b, 16 << 20);
    for (int64_t i = 100; i < 150; i++) {
        if (i != 120) records[n++] = i;
    }
    struct extract_ask ask = {.asked = STR("{\"from\":1099000,\"until\":1140000}"),
                              .from = INT64_MIN,
                              .until = INT64_MAX,
                              .by_matter = true,
                              .records = records,
                              .n_records = n,
                              .grade = EXTRACT_FULL};
    write_extract(&ask, &b, &done);
    good(&b, &sum, &r);
    assert_int_equal(sum.hidden_inside, 1);
    assert_false(extract_sum_period_whole(&sum));
    extract_sum_release(&sum);
    /* without it, and with both edges, it does */
    n = 0;
    for (int64_t i = 95; i < 150; i++) records[n++] = i;
    ask.n_records = n;
    write_extract(&ask, &b, &done);
    good(&b, &sum, &r);
    assert_true(extract_sum_period_whole(&sum));
    extract_sum_release(&sum);
    /* an edge that is not shown proves nothing */
    for (size_t i = 0; i + 10 < n; i++) records[i] = records[i + 10];
    ask.n_records = n - 10;
    write_extract(&ask, &b, &done);
    good(&b, &sum, &r);
    assert_false(extract_sum_period_whole(&sum));
    extract_sum_release(&sum);
}

static void acts_that_are_left_out_are_seen(void **state)
{
    (void)state;
    SB_CLEANUP struct sb b;
    struct extract_done done;
    struct extract_sum sum;
    struct verify_result r;
    size_t whole, later, gaps;
    struct extract_ask ask = of_matters(several, 3, EXTRACT_MATTERS);
    sb_init(&b, 16 << 20);
    ask.from = START + 100 * SECOND; /* later acts only */
    write_extract(&ask, &b, &done);
    good(&b, &sum, &r);
    extract_sum_matters(&sum, &whole, &later, &gaps);
    assert_int_equal(whole + gaps, 0);
    assert_int_equal(later, 3);
    extract_sum_release(&sum);
    /* leaves 1, 12 and 34 are acts 1, 2, 4 of matter 1 */
    static const int64_t some[] = {1, 12, 34};
    ask = of_matters(NULL, 0, EXTRACT_MATTERS);
    ask.records = some;
    ask.n_records = 3;
    write_extract(&ask, &b, &done);
    good(&b, &sum, &r);
    extract_sum_matters(&sum, &whole, &later, &gaps);
    assert_int_equal(gaps, 1);
    extract_sum_release(&sum);
}

/* `was` becomes `is`, once, after `after`. */
static void replace(struct sb *to, const struct sb *from, const char *after, const char *was,
                    const char *is)
{
    const char *at = strstr(from->p, after);
    at = at ? strstr(at, was) : NULL;
    if (!at) fail_msg("no %s after %s", was, after);
    sb_reset(to);
    sb_add(to, (struct str){from->p, (size_t)(at - from->p)});
    sb_addz(to, is);
    sb_addz(to, at + strlen(was));
    assert_ok(sb_end(to));
}

static void every_forgery_is_found(void **state)
{
    (void)state;
    static const char *const t[][4] = {
        {"\nleaf 3\n", "\"matter\":3", "\"matter\":4", "ledger.wrong.root"},
        {"\nleaf 3\n", "\"seq\":1", "\"seq\":2", "ledger.wrong.root"},
        {"\nleaf 3\n", "\"text\":\"form\"", "\"text\":\"from\"", "ledger.wrong.content"},
        {"\nleaf 3\n", "\nleaf 3\n", "\nleaf 4\n", "ledger.wrong.missing"},
        {"\nskip 1 ", "\nskip 1 ", "\nskip 0 ", "ledger.wrong.missing"},
        {"\nskip 1 ", "\nskip 1 ", "\nskip 2 ", NULL},
        {"\nskip 1 ", "\nskip 1 ", "\nskip 63 ", "ledger.wrong.bundle"},
        {"\nskip 1 ", "\nskip 1 ", "\nskip 01 ", "ledger.wrong.bundle"},
        {"\nskip 1 ", "\nskip 1 ", "\nskop 1 ", "ledger.wrong.bundle"},
        {"extract/1", "extract/1", "bundle/2", "ledger.wrong.bundle"},
        {"asked", "asked {", "asked  {", "ledger.wrong.bundle"},
        {"asked", "asked {", "asked [", "ledger.wrong.bundle"},
        {"\nleaf 0\n", "\nleaf 0\n",
         "\nskip 0 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nleaf 0\n", "ledger.wrong.skip"},
        {"\norigin office.example.jp/2", "\"records\":", "\"recorda\":", "ledger.wrong.before"},
        {"\norigin office.example.jp/2", "\"carried\":2", "\"carried\":1", NULL},
        {"\nend ", "\nend ", "\nend 1", "ledger.wrong.bundle"},
    };
    SB_CLEANUP struct sb b, forged;
    struct extract_done done;
    struct extract_sum sum;
    struct verify_result r;
    sb_init(&b, 16 << 20);
    sb_init(&forged, 16 << 20);
    struct extract_ask ask = of_matters(three, 1, EXTRACT_FULL);
    write_extract(&ask, &b, &done);
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        struct verify_wrong w = {.id = NULL};
        replace(&forged, &b, t[i][0], t[i][1], t[i][2]);
        err_t e = verify(sb_str(&forged), 1, &sum, &r, &w);
        if (e != ERR_CORRUPT || (t[i][3] && strcmp(w.id, t[i][3]) != 0))
            fail_msg("case %zu: %s %s", i, err_name(e), w.id ? w.id : "-");
        extract_sum_release(&sum);
    }
    /* cut anywhere; a bit of a hash in place of leaves */
    for (size_t n = 0; n < b.n; n += 733) {
        struct verify_wrong w = {.id = NULL};
        if (verify(str_head(sb_str(&b), n), 1, &sum, &r, &w) != ERR_CORRUPT) fail_msg("cut %zu", n);
        extract_sum_release(&sum);
    }
    char *skip = strstr(b.p, "\nskip ");
    skip[12] = skip[12] == 'A' ? 'B' : 'A';
    struct verify_wrong w = {.id = NULL};
    assert_int_equal(verify(sb_str(&b), 1, &sum, &r, &w), ERR_CORRUPT);
    assert_string_equal(w.id, "ledger.wrong.root");
    extract_sum_release(&sum);
}

/* A content whose erasure is not sealed yet is withheld, in an extract and in a bundle. */
static void a_late_erasure(void **state)
{
    (void)state;
    SB_CLEANUP struct sb b;
    struct extract_done done;
    struct extract_sum sum;
    struct verify_result r;
    struct export_result whole;
    sb_init(&b, 16 << 20);
    (void)append("ledger.erase", 0, NULL, 3); /* the first act of matter 3 */
    struct extract_ask ask = of_matters(three, 1, EXTRACT_FULL);
    write_extract(&ask, &b, &done);
    good(&b, &sum, &r);
    assert_int_equal(r.withheld, 1);
    extract_sum_release(&sum);
    struct db *db STORE_READ_CLEANUP = NULL;
    struct export_to x = {to_sb, &b, false};
    struct verify_wrong w = {.id = NULL};
    sb_reset(&b);
    assert_ok(store_read_begin(l.t.store, &db, NULL));
    assert_ok(export_bundle(db, &x, &whole));
    if (verify(sb_str(&b), 1, &sum, &r, &w) != OK) fail_msg("%s", w.id);
    assert_int_equal(r.withheld, 1);
    assert_false(sum.is_extract);
    extract_sum_release(&sum);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(matters_with_nothing_of_others),
        T(grades_disclose_what_they_say),
        T(a_period_is_proved_whole),
        T(a_period_with_a_hole_is_not),
        T(acts_that_are_left_out_are_seen),
        T(every_forgery_is_found),
        T(a_late_erasure),
    };
    return cmocka_run_group_tests_name("extract", tests, NULL, NULL);
}
