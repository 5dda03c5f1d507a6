/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include <stdio.h>
#include <string.h>

#include "ledger/commitment.h"
#include "temp_ledger.h"

static struct temp_ledger l;

static int set_up(void **state)
{
    (void)state;
    temp_ledger_make(&l);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    temp_ledger_remove(&l);
    return 0;
}

static struct ledger_record get(struct arena *a, int64_t leaf)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    struct ledger_record r;
    assert_ok(store_read_begin(l.t.store, &db, NULL));
    assert_ok(ledger_record_get(db, a, leaf_id(leaf), &r));
    return r;
}

static int64_t sealed(void)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    int64_t n = -1;
    assert_ok(store_read_begin(l.t.store, &db, NULL));
    assert_ok(ledger_sealed(db, &n));
    return n;
}

static void what_is_appended_is_read_back(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena a;
    arena_init(&a, 1 << 20);
    assert_int_equal(temp_ledger_append(&l, 7, 1, NULL).v, 1);
    assert_int_equal(temp_ledger_append(&l, 7, 2, "{\"text\":\"x\"}").v, 2);
    struct ledger_record r = get(&a, 0);
    assert_str(r.kind, "ledger.open");
    assert_str(r.envelope, "{\"at\":1790000000000,\"kind\":\"ledger.open\",\"origin\":"
                           "\"" TEMP_LEDGER_ORIGIN "\"}");
    r = get(&a, 1);
    assert_str(r.kind, "act");
    assert_str(r.envelope, "{\"kind\":\"act\",\"matter\":7,\"n\":1}");
    assert_int_equal(r.state, LEDGER_NO_CONTENT);
    r = get(&a, 2);
    assert_int_equal(r.state, LEDGER_CONTENT);
    assert_str(r.content, "{\"text\":\"x\"}");
    assert_int_equal(r.salt.n, LEDGER_SALT_LEN);
    assert_true(str_starts(r.envelope, STR("{\"c\":\"")));
    struct hash c = commitment_make(r.salt, r.content), told;
    assert_ok(commitment_parse((struct str){r.envelope.p + 5, 45}, &told));
    assert_true(merkle_eq(&c, &told));
}

struct attempt {
    const char *envelope, *content;
    err_t want;
};

static err_t try_append(struct db *db, void *arg)
{
    const struct attempt *t = arg;
    struct leaf_id leaf;
    json_t *o = json_loads(t->envelope, JSON_DECODE_ANY, NULL);
    err_t e = ledger_append(db, o, str_z(t->content), &leaf);
    json_decref(o);
    return e;
}

static void what_does_not_belong_is_refused_and_leaves_no_gap(void **state)
{
    (void)state;
    static const struct attempt t[] = {
        {"{\"kind\":\"nonsense\"}", NULL, ERR_INVALID},
        {"{}", NULL, ERR_INVALID},
        {"[]", NULL, ERR_INVALID},
        {"{\"kind\":7}", NULL, ERR_INVALID},
        {"{\"c\":1,\"kind\":\"act\"}", NULL, ERR_INVALID},
        {"{\"kind\":\"act\",\"x\":1.5}", NULL, ERR_INVALID},
        {"{\"kind\":\"act\"}", "{\"b\":1,\"a\":2}", ERR_INVALID},
        {"{\"kind\":\"act\"}", "", ERR_INVALID},
        {"{\"kind\":\"act\"}", "{ }", ERR_INVALID},
    };
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        struct attempt copy = t[i];
        assert_int_equal(store_write(l.t.store, try_append, &copy, NULL), t[i].want);
    }
    assert_int_equal(temp_ledger_append(&l, 1, 1, NULL).v, 1);
}

static void sealing_goes_on_where_it_stopped(void **state)
{
    (void)state;
    assert_int_equal(sealed(), 0);
    assert_int_equal(temp_ledger_seal(&l), 1);
    assert_int_equal(temp_ledger_seal(&l), 1);
    temp_ledger_fill(&l, 1, 300, NULL);
    assert_int_equal(temp_ledger_seal(&l), 301);
    temp_store_reopen(&l.t);
    assert_int_equal(sealed(), 301);
    (void)temp_ledger_append(&l, 1, 1, NULL);
    assert_int_equal(temp_ledger_seal(&l), 302);
    assert_int_equal(l.signer.size, 302);
}

static err_t lost_answer(void *ctx, const struct signer_request *r, enum signer_status *ret_status,
                         struct sb *ret_note, struct fault *why)
{
    (void)ret_status, (void)ret_note;
    struct temp_ledger *t = ctx;
    assert_int_equal(signer_sign(&t->signer, r, &t->clock), SIGNER_SIGNED);
    return fault_set(why, ERR_UNAVAILABLE, "signer.no_answer", NULL);
}

/* The signer signed, and we were killed before we could keep it. */
static void a_lost_answer_is_found_again(void **state)
{
    (void)state;
    struct ledger_signer lossy = {lost_answer, &l};
    struct fault why;
    int64_t size = -1;
    temp_ledger_fill(&l, 1, 5, NULL);
    assert_int_equal(ledger_seal(l.t.store, &l.key, &lossy, &size, &why), ERR_UNAVAILABLE);
    assert_int_equal(sealed(), 0);
    assert_int_equal(l.signer.size, 6);
    /* the same leaves: the same note */
    assert_int_equal(temp_ledger_seal(&l), 6);
    temp_ledger_fill(&l, 1, 5, NULL);
    assert_int_equal(ledger_seal(l.t.store, &l.key, &lossy, &size, &why), ERR_UNAVAILABLE);
    /* more leaves meanwhile: the lost checkpoint is kept beside the new one */
    temp_ledger_fill(&l, 1, 5, NULL);
    assert_int_equal(temp_ledger_seal(&l), 16);
    struct db *db STORE_READ_CLEANUP = NULL;
    assert_ok(store_read_begin(l.t.store, &db, NULL));
    struct rows r ROWS_CLEANUP =
        db_query(db, SQL_CHECKPOINTS_AFTER, P_I64("log", 1), P_I64("after", 0), P_I64("n", 10));
    static const int64_t want[] = {6, 11, 16};
    for (size_t i = 0; i < ARRAY_LEN(want); i++) {
        assert_true(rows_next(&r));
        assert_int_equal(rows_i64(&r, "size"), want[i]);
    }
    assert_false(rows_next(&r));
}

static void seal_fails(err_t want, const char *id)
{
    struct fault why = {0};
    int64_t size;
    assert_int_equal(ledger_seal(l.t.store, &l.key, &l.ask, &size, &why), want);
    assert_string_equal(why.id, id);
}

static void an_older_backup_is_noticed(void **state)
{
    (void)state;
    temp_ledger_fill(&l, 1, 9, NULL);
    assert_int_equal(temp_ledger_seal(&l), 10);
    temp_ledger_sql(&l, "DELETE FROM ledger_leaf WHERE idx >= 5");
    temp_ledger_sql(&l, "DELETE FROM record WHERE idx >= 5");
    temp_ledger_sql(&l, "DELETE FROM checkpoint");
    temp_ledger_sql(&l, "DELETE FROM tile");
    temp_ledger_sql(&l, "UPDATE counter SET next = 5 WHERE name = 'leaf'");
    temp_store_reopen(&l.t);
    seal_fails(ERR_CORRUPT, "ledger.behind_signer");
    /* grown past it with other records: the signer sees a fork */
    temp_ledger_fill(&l, 2, 9, NULL);
    seal_fails(ERR_CORRUPT, "signer.refused");
    assert_int_equal(l.signer.size, 10);
}

static void edited_leaves_and_tiles_are_not_sealed(void **state)
{
    (void)state;
    temp_ledger_fill(&l, 1, 9, NULL);
    assert_int_equal(temp_ledger_seal(&l), 10);
    (void)temp_ledger_append(&l, 1, 1, NULL);
    temp_ledger_sql(&l, "UPDATE tile SET hashes = (SELECT hash FROM ledger_leaf WHERE idx = 0)");
    seal_fails(ERR_CORRUPT, "ledger.tiles_differ");
    temp_ledger_sql(&l, "DELETE FROM tile");
    seal_fails(ERR_CORRUPT, "ledger.tiles_differ");
}

static void a_gap_is_not_sealed(void **state)
{
    (void)state;
    temp_ledger_fill(&l, 1, 9, NULL);
    temp_ledger_sql(&l, "DELETE FROM ledger_leaf WHERE idx = 4");
    seal_fails(ERR_CORRUPT, "ledger.leaf_gap");
    assert_int_equal(l.signer.size, 0);
}

struct erase {
    int64_t leaf, told;
    struct leaf_id ret;
};

static err_t erase_job(struct db *db, void *arg)
{
    struct erase *x = arg;
    json_t *o = json_pack("{s:s,s:I}", "kind", "ledger.erase", "leaf", (json_int_t)x->told);
    err_t e = ledger_erase(db, leaf_id(x->leaf), o, &x->ret);
    json_decref(o);
    return e;
}

static void erasing_takes_content_and_salt_and_says_so(void **state)
{
    (void)state;
    ARENA_CLEANUP struct arena a;
    arena_init(&a, 1 << 20);
    (void)temp_ledger_append(&l, 1, 1, "\"secret\"");
    (void)temp_ledger_append(&l, 1, 2, NULL);
    struct erase x = {1, 1, {0}};
    assert_ok(store_write(l.t.store, erase_job, &x, NULL));
    assert_int_equal(x.ret.v, 3);
    struct ledger_record r = get(&a, 1);
    assert_int_equal(r.state, LEDGER_ERASED);
    assert_null(r.content.p);
    assert_null(r.salt.p);
    assert_int_equal(store_write(l.t.store, erase_job, &x, NULL), ERR_STATE);
    x = (struct erase){2, 2, {0}};
    assert_int_equal(store_write(l.t.store, erase_job, &x, NULL), ERR_STATE);
    x = (struct erase){9, 9, {0}};
    assert_int_equal(store_write(l.t.store, erase_job, &x, NULL), ERR_NOT_FOUND);
    x = (struct erase){1, 2, {0}};
    assert_int_equal(store_write(l.t.store, erase_job, &x, NULL), ERR_INVALID);
}

static err_t count_up(void *arg, const struct ledger_record *r)
{
    int64_t *n = arg;
    assert_int_equal(r->leaf.v, *n);
    ++*n;
    return OK;
}

static void each_tells_all_in_order(void **state)
{
    (void)state;
    temp_ledger_fill(&l, 1, 1200, "{}");
    struct db *db STORE_READ_CLEANUP = NULL;
    assert_ok(store_read_begin(l.t.store, &db, NULL));
    int64_t n = 0;
    assert_ok(ledger_each(db, leaf_id(0), count_up, &n));
    assert_int_equal(n, 1201);
    n = 1000;
    assert_ok(ledger_each(db, leaf_id(1000), count_up, &n));
    assert_int_equal(n, 1201);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(what_is_appended_is_read_back),
        T(what_does_not_belong_is_refused_and_leaves_no_gap),
        T(sealing_goes_on_where_it_stopped),
        T(a_lost_answer_is_found_again),
        T(an_older_backup_is_noticed),
        T(edited_leaves_and_tiles_are_not_sealed),
        T(a_gap_is_not_sealed),
        T(erasing_takes_content_and_salt_and_says_so),
        T(each_tells_all_in_order),
    };
    return cmocka_run_group_tests_name("seal", tests, NULL, NULL);
}
