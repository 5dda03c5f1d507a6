/* SPDX-License-Identifier: Apache-2.0
 *
 * A ledger of several logs: after a restore the old log ends, a new one of another origin begins,
 * and all of it verifies; whoever forges the seam is found. */
#include "../check.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "ledger/bundle.h"
#include "ledger/receipt.h"
#include "ledger/reopen.h"
#include "ledger/verify_store.h"
#include "temp_ledger.h"

enum { FIRST = 300, TAIL = 5, SECOND = 600, SIZE = FIRST + 1 };

static struct temp_ledger l;
static struct checkpoint_key keys[3]; /* newest first */
static char old_vkey[3][1024];
static struct sb last_of_old;

static err_t erase_job(struct db *db, void *arg)
{
    struct leaf_id ret, *leaf = arg;
    json_t *o = json_pack("{s:s,s:I}", "kind", "ledger.erase", "leaf", (json_int_t)leaf->v);
    err_t e = ledger_erase(db, *leaf, o, &ret);
    json_decref(o);
    return e;
}

static void erase(int64_t leaf)
{
    struct leaf_id id = leaf_id(leaf);
    assert_ok(store_write(l.t.store, erase_job, &id, NULL));
}

struct job {
    struct reopen r;
    struct leaf_id leaf;
    struct fault why;
};

static err_t reopen_job(struct db *db, void *arg)
{
    struct job *j = arg;
    return ledger_reopen(db, &j->r, &j->leaf, &j->why);
}

/* Take up a new key of that name, as the signer of the restored office has it. */
static void new_signer(const char *origin, const char *folder)
{
    struct sb vkey;
    signer_close(&l.signer);
    (void)snprintf(l.keys, sizeof l.keys, "%s/%s", l.t.dir, folder);
    assert_int_equal(mkdir(l.keys, 0700), 0);
    sb_init(&vkey, sizeof l.vkey - 1);
    assert_ok(signer_create(l.keys, str_z(origin), &l.clock, &vkey, NULL));
    memcpy(l.vkey, vkey.p, vkey.n + 1);
    sb_release(&vkey);
    assert_ok(checkpoint_key_parse(str_z(l.vkey), &l.key));
    assert_ok(signer_open(l.keys, &l.signer, NULL));
}

static err_t reopen(const char *origin, struct str seen, struct job *j)
{
    *j = (struct job){.r = {.old_key = &keys[0],
                            .old_vkey = str_trim(str_z(old_vkey[0])),
                            .origin = str_z(origin),
                            .content = STR("{\"reason\":\"disk\"}"),
                            .at = clock_now(&l.clock)}};
    j->r.before.by = 9;
    j->r.before.backup = STR("00");
    if (seen.p) j->r.before.seen[j->r.before.n_seen++] = seen;
    return store_write(l.t.store, reopen_job, j, NULL);
}

static void push_key(void)
{
    memmove(&keys[1], &keys[0], 2 * sizeof keys[0]);
    memmove(old_vkey[1], old_vkey[0], 2 * sizeof old_vkey[0]);
    keys[0] = l.key;
    memcpy(old_vkey[0], l.vkey, sizeof l.vkey);
}

/* 301 records sealed under the first log, 5 not; then the second log. */
static int set_up(void **state)
{
    struct job j;
    (void)state;
    temp_ledger_make(&l);
    sb_init(&last_of_old, NOTE_MAX);
    memset(keys, 0, sizeof keys);
    push_key();
    temp_ledger_fill(&l, 7, FIRST, "{\"text\":\"old\"}");
    assert_int_equal(temp_ledger_seal(&l), SIZE);
    sb_add(&last_of_old, (struct str){l.signer.note, l.signer.note_n});
    temp_ledger_fill(&l, 7, TAIL, "{\"text\":\"tail\"}");
    assert_ok(reopen("office.example.jp/2", STR_NONE, &j));
    assert_int_equal(j.leaf.v, SIZE + TAIL);
    assert_int_equal(j.r.before.records, SIZE);
    assert_int_equal(j.r.before.carried, TAIL);
    new_signer("office.example.jp/2", "keys2");
    push_key();
    temp_ledger_fill(&l, 8, SECOND, "{\"text\":\"new\"}");
    assert_int_equal(temp_ledger_seal(&l), SIZE + TAIL + 1 + SECOND);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    sb_release(&last_of_old);
    temp_ledger_remove(&l);
    return 0;
}

static err_t verify_with(const struct verify_options *o, struct verify_result *r,
                         struct verify_wrong *w)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    assert_ok(store_read_begin(l.t.store, &db, NULL));
    return verify_store(db, o, r, w);
}

static void good(const struct verify_options *o, struct verify_result *r)
{
    struct verify_wrong w;
    if (verify_with(o, r, &w) != OK) fail_msg("%s leaf %lld", w.id, (long long)w.leaf);
}

static void bad(const struct verify_options *o, const char *id, int64_t leaf)
{
    struct verify_wrong w = {.id = NULL};
    struct verify_result r;
    assert_int_not_equal(verify_with(o, &r, &w), OK);
    if (!w.id || strcmp(w.id, id) != 0 || w.leaf != leaf)
        fail_msg("found %s at %lld, not %s", w.id ? w.id : "-", (long long)w.leaf, id);
}

static const struct verify_options newest = {.key = keys}, all = {.key = keys, .n_keys = 2};

static void the_whole_verifies(void **state)
{
    (void)state;
    struct verify_result r;
    good(&all, &r);
    assert_int_equal(r.logs, 2);
    assert_int_equal(r.keys_told, 0);
    assert_int_equal(r.records, SIZE + TAIL + 1 + SECOND);
    assert_int_equal(r.sealed, r.records);
    assert_int_equal(r.lost, 0);
    /* the newest key alone: the old one is named by the new log */
    good(&newest, &r);
    assert_int_equal(r.keys_told, 1);
    /* the old key alone says nothing of the new log */
    struct verify_options old = {.key = &keys[1]};
    bad(&old, "ledger.wrong.checkpoint_origin", -1);
}

static void an_erasure_reaches_back(void **state)
{
    (void)state;
    struct verify_result r;
    erase(3);        /* of the old log */
    erase(SIZE + 1); /* carried over */
    erase(SIZE + TAIL + 4);
    (void)temp_ledger_seal(&l);
    good(&all, &r);
    assert_int_equal(r.erased, 3);
    temp_ledger_sql(&l, "UPDATE record SET content = NULL, salt = NULL WHERE idx = 4");
    bad(&all, "ledger.wrong.content_gone", 4);
}

static void a_remembered_checkpoint_of_either_log(void **state)
{
    (void)state;
    struct verify_result r;
    struct verify_options o = all;
    o.since = sb_str(&last_of_old);
    good(&o, &r);
    o.since = (struct str){l.signer.note, l.signer.note_n};
    good(&o, &r);
}

static err_t to_sb(void *ctx, struct str bytes)
{
    sb_add(ctx, bytes);
    return sb_end(ctx);
}

static err_t from_memory(void *ctx, char *to, size_t max, size_t *ret_n)
{
    struct str *rest = ctx;
    size_t n = rest->n < max ? rest->n : max;
    if (n > 700) n = 700;
    if (n) memcpy(to, rest->p, n);
    *rest = str_skip(*rest, n);
    *ret_n = n;
    return OK;
}

static void export(struct sb *to)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    struct export_to x = {to_sb, to, false};
    struct export_result done;
    assert_ok(store_read_begin(l.t.store, &db, NULL));
    assert_ok(export_bundle(db, &x, &done));
}

static err_t verify_bytes(struct str bytes, const struct verify_options *o, struct verify_result *r,
                          struct verify_wrong *w)
{
    struct verify *v;
    assert_ok(verify_begin(o, &v, w));
    err_t e = bundle_verify((struct bundle_source){from_memory, &bytes}, v, NULL, r, w);
    verify_free(v);
    return e;
}

/* `was` becomes `is`, once, after `after`. */
static void replace(struct sb *to, const struct sb *all_of_it, const char *after, const char *was,
                    const char *is)
{
    const char *from = strstr(all_of_it->p, after);
    const char *at = from ? strstr(from, was) : NULL;
    assert_non_null(at);
    sb_reset(to);
    sb_add(to, (struct str){all_of_it->p, (size_t)(at - all_of_it->p)});
    sb_addz(to, is);
    sb_addz(to, at + strlen(was));
    assert_ok(sb_end(to));
}

static void a_bundle_of_both_and_its_forgeries(void **state)
{
    (void)state;
    static const char key2[] = "key office.example.jp/ledger+00000000+"
                               "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    static const struct {
        const char *after, *was, *is, *id;
    } t[] = {
        {"origin office.example.jp/2", "leaf 0\n", "leaf 1\n", "ledger.wrong.missing"},
        {"origin office.example.jp/2", "\"records\":301", "\"records\":300", "ledger.wrong.before"},
        {"origin office.example.jp/2", "\"carried\":5", "\"carried\":4", "ledger.wrong.root"},
        {"origin office.example.jp/2", "\"before\"", "\"befora\"", "ledger.wrong.before"},
        {"origin office.example.jp/2", "\"text\":\"tail\"", "\"text\":\"tale\"",
         "ledger.wrong.content"},
        {"bundle/2", "bundle/2", "bundle/1", "ledger.wrong.bundle"},
        {"key office", "key office", "kay office", "ledger.wrong.bundle"},
        {"key office", "key office", key2, "ledger.wrong.told_key"},
    };
    SB_CLEANUP struct sb b;
    SB_CLEANUP struct sb forged;
    struct verify_result r;
    struct verify_wrong w = {.id = NULL};
    sb_init(&b, 16 << 20);
    sb_init(&forged, 16 << 20);
    export(&b);
    if (verify_bytes(sb_str(&b), &all, &r, &w) != OK) fail_msg("%s", w.id);
    if (verify_bytes(sb_str(&b), &newest, &r, &w) != OK) fail_msg("%s", w.id);
    assert_int_equal(r.records, SIZE + TAIL + 1 + SECOND);
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        replace(&forged, &b, t[i].after, t[i].was, t[i].is);
        w.id = NULL;
        if (verify_bytes(sb_str(&forged), strcmp(t[i].id, "ledger.wrong.bundle") ? &newest : &all,
                         &r, &w) == OK ||
            !w.id || strcmp(w.id, t[i].id) != 0)
            fail_msg("case %zu: %s", i, w.id ? w.id : "-");
    }
    /* without its second log it is the first, under the first key */
    struct verify_options old = {.key = &keys[1]};
    const char *seam = strstr(b.p, "origin office.example.jp/2");
    sb_reset(&forged);
    sb_add(&forged, (struct str){b.p, (size_t)(seam - b.p)});
    sb_addz(&forged, "end 301 1\n");
    assert_ok(verify_bytes(sb_str(&forged), &old, &r, &w));
    assert_int_equal(verify_bytes(sb_str(&forged), &newest, &r, &w), ERR_CORRUPT);
    assert_string_equal(w.id, "ledger.wrong.last_key");
    /* without its first log the second says what is missing */
    sb_reset(&forged);
    sb_addz(&forged, "sekimori-ledger-bundle/2\n");
    sb_addz(&forged, seam);
    assert_int_equal(verify_bytes(sb_str(&forged), &newest, &r, &w), ERR_CORRUPT);
    assert_string_equal(w.id, "ledger.wrong.before_missing");
}

static void receipts_of_both(void **state)
{
    (void)state;
    static const struct {
        int64_t record, leaf;
        int log;
    } t[] = {{0, 0, 1},
             {300, 300, 1},
             {301, 1, 0},
             {305, 5, 0},
             {306, 0, 0},
             {307, 6, 0},
             {SIZE + TAIL + SECOND, TAIL + SECOND, 0}};
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        struct db *db STORE_READ_CLEANUP = NULL;
        SB_CLEANUP struct sb b;
        struct ledger_receipt got;
        struct verify_wrong w = {.id = NULL};
        struct verify_options one = {.key = &keys[t[i].log], .n_keys = 1},
                              other = {.key = &keys[1 - t[i].log], .n_keys = 1};
        sb_init(&b, RECEIPT_MAX);
        assert_ok(store_read_begin(l.t.store, &db, NULL));
        assert_ok(ledger_receipt_write(db, leaf_id(t[i].record), true, &b, NULL));
        if (ledger_receipt_check(sb_str(&b), &one, &got, &w) != OK) fail_msg("%s", w.id);
        assert_int_equal(got.leaf, t[i].leaf);
        assert_ok(ledger_receipt_check(sb_str(&b), &all, &got, &w));
        assert_int_equal(ledger_receipt_check(sb_str(&b), &other, &got, &w), ERR_CORRUPT);
    }
}

static void seams_that_are_forged(void **state)
{
    (void)state;
    temp_ledger_sql(&l, "UPDATE ledger_log SET base = base - 1");
    bad(&all, "ledger.wrong.truncated", -1);
    temp_ledger_sql(&l, "UPDATE ledger_log SET base = base + 2");
    bad(&all, "ledger.wrong.log_end", -1);
    temp_ledger_sql(&l, "UPDATE ledger_log SET base = base - 1, first = first + 1");
    bad(&all, "ledger.wrong.checkpoint_origin", -1);
    temp_ledger_sql(&l, "DELETE FROM ledger_log");
    bad(&all, "ledger.wrong.opening", SIZE + TAIL);
}

static void a_third_log(void **state)
{
    (void)state;
    struct job j;
    struct verify_result r;
    struct verify_options three = {.key = keys, .n_keys = 3};
    assert_int_equal(reopen("office.example.jp/ledger", STR_NONE, &j), ERR_EXISTS);
    assert_string_equal(j.why.id, "ledger.same_origin");
    assert_ok(reopen("office.example.jp/3", STR_NONE, &j));
    assert_int_equal(j.r.before.carried, 0);
    /* nothing is sealed under the third yet: it cannot end */
    push_key();
    assert_ok(checkpoint_key_parse(str_z(old_vkey[1]), &keys[0]));
    new_signer("office.example.jp/3", "keys3");
    keys[0] = l.key;
    memcpy(old_vkey[0], l.vkey, sizeof l.vkey);
    assert_int_equal(reopen("office.example.jp/4", STR_NONE, &j), ERR_STATE);
    assert_string_equal(j.why.id, "ledger.nothing_sealed");
    temp_ledger_fill(&l, 9, 700, NULL);
    (void)temp_ledger_seal(&l);
    good(&three, &r);
    assert_int_equal(r.logs, 3);
    struct verify_options one = {.key = keys};
    good(&one, &r);
    assert_int_equal(r.keys_told, 2);
}

/* The signer of the second log had gone on: what was lost is named, or it is found. */
static void what_was_lost(void **state)
{
    (void)state;
    struct job j;
    struct verify_result r;
    SB_CLEANUP struct sb ahead;
    sb_init(&ahead, NOTE_MAX);
    temp_ledger_fill(&l, 9, 40, NULL);
    int64_t kept = temp_ledger_seal(&l);
    temp_ledger_fill(&l, 9, 10, NULL);
    (void)temp_ledger_seal(&l);
    sb_add(&ahead, (struct str){l.signer.note, l.signer.note_n});
    /* an older copy of the store: ten records are gone */
    char sql[300];
    (void)snprintf(sql, sizeof sql,
                   "DELETE FROM record WHERE idx >= %lld; DELETE FROM ledger_leaf WHERE idx >= "
                   "%lld; DELETE FROM checkpoint WHERE log = 2 AND size > %lld;"
                   "UPDATE counter SET next = %lld WHERE name = 'leaf'",
                   (long long)kept, (long long)kept, (long long)(kept - SIZE), (long long)kept);
    temp_ledger_sql(&l, sql);
    temp_store_reopen(&l.t);
    /* it still verifies by itself, but not since what was remembered; nor is it sealed */
    struct verify_options o = all;
    good(&o, &r);
    o.since = sb_str(&ahead);
    bad(&o, "ledger.wrong.rolled_back", -1);
    temp_ledger_fill(&l, 9, 1, NULL);
    int64_t size;
    struct fault why = {0};
    assert_int_equal(ledger_seal(l.t.store, &l.key, &l.ask, &size, &why), ERR_CORRUPT);
    assert_string_equal(why.id, "ledger.behind_signer");
    /* a seen checkpoint with another key, one that contradicts, and the true one */
    assert_int_equal(reopen("office.example.jp/3", sb_str(&last_of_old), &j), ERR_INVALID);
    assert_ok(reopen("office.example.jp/3", sb_str(&ahead), &j));
    assert_int_equal(j.r.before.until - j.r.before.lost_from, 9); /* one was written anew */
    struct verify_options three = {.key = keys, .n_keys = 3, .since = sb_str(&ahead)};
    new_signer("office.example.jp/3", "keys3");
    push_key();
    (void)temp_ledger_seal(&l);
    good(&three, &r);
    assert_int_equal(r.lost, 9);
}

static void a_loss_that_is_hidden(void **state)
{
    (void)state;
    struct job j;
    SB_CLEANUP struct sb ahead;
    sb_init(&ahead, NOTE_MAX);
    temp_ledger_fill(&l, 9, 10, NULL);
    int64_t all_of_it = temp_ledger_seal(&l), kept = all_of_it - 10;
    sb_add(&ahead, (struct str){l.signer.note, l.signer.note_n});
    char sql[300];
    (void)snprintf(sql, sizeof sql,
                   "DELETE FROM record WHERE idx >= %lld; DELETE FROM ledger_leaf WHERE idx >= "
                   "%lld; DELETE FROM checkpoint WHERE log = 2 AND size > %lld;"
                   "UPDATE counter SET next = %lld WHERE name = 'leaf'",
                   (long long)kept, (long long)kept, (long long)(kept - SIZE), (long long)kept);
    temp_ledger_sql(&l, sql);
    temp_store_reopen(&l.t);
    assert_ok(reopen("office.example.jp/3", STR_NONE, &j));
    new_signer("office.example.jp/3", "keys3");
    push_key();
    (void)temp_ledger_seal(&l);
    struct verify_options o = {.key = keys, .n_keys = 3};
    struct verify_result r;
    good(&o, &r);
    o.since = sb_str(&ahead);
    bad(&o, "ledger.wrong.lost_hidden", -1);
}

/* Ten records written anew under the same numbers are another history. */
static void a_seen_checkpoint_that_contradicts(void **state)
{
    (void)state;
    struct job j;
    SB_CLEANUP struct sb seen;
    sb_init(&seen, NOTE_MAX);
    sb_add(&seen, (struct str){l.signer.note, l.signer.note_n});
    temp_ledger_sql(&l, "UPDATE ledger_leaf SET hash = (SELECT hash FROM ledger_leaf WHERE idx = 1)"
                        " WHERE idx = 400");
    assert_int_equal(reopen("office.example.jp/3", sb_str(&seen), &j), ERR_CORRUPT);
    assert_string_equal(j.why.id, "ledger.seen_contradicts");
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(the_whole_verifies),
        T(an_erasure_reaches_back),
        T(a_remembered_checkpoint_of_either_log),
        T(a_bundle_of_both_and_its_forgeries),
        T(receipts_of_both),
        T(seams_that_are_forged),
        T(a_third_log),
        T(what_was_lost),
        T(a_loss_that_is_hidden),
        T(a_seen_checkpoint_that_contradicts),
    };
    return cmocka_run_group_tests_name("chain", tests, NULL, NULL);
}
