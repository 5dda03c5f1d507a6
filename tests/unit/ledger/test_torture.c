/* SPDX-License-Identifier: Apache-2.0
 *
 * Every allocation of ours fails once, in every part of the ledger: an error,
 * no crash, no leak, and nothing half-done. */
#include "../check.h"

#include <stdio.h>
#include <string.h>

#include "../torture.h"
#include "ledger/bundle.h"
#include "ledger/canon.h"
#include "ledger/receipt.h"
#include "ledger/verify_store.h"
#include "temp_ledger.h"

static struct temp_ledger l;
static struct sb bundle, receipt;

static err_t append_job(struct db *db, void *arg)
{
    struct leaf_id leaf;
    return ledger_append(db, arg, STR("{\"text\":\"x\"}"), &leaf);
}

static err_t append(void *arg)
{
    struct fault why = {0};
    return store_write(l.t.store, append_job, arg, &why);
}

static err_t seal(void *arg)
{
    struct fault why = {0};
    int64_t size;
    (void)arg;
    return ledger_seal(l.t.store, &l.key, &l.ask, &size, &why);
}

/* Sealing must have something to do each time, but the appending is not what fails. */
static void sealing(void **state)
{
    (void)state;
    for (long n = 1;; n++) {
        (void)temp_ledger_append(&l, 1, n, NULL);
        torture_arm(n);
        err_t e = seal(NULL);
        bool hit = torture_hit();
        torture_arm(0);
        if (!hit) {
            assert_int_equal(e, OK);
            assert_true(n > 3);
            return;
        }
        /* A signer out of memory says that it could not sign. */
        assert_true(e == ERR_NOMEM || e == ERR_UNAVAILABLE || e == OK);
    }
}

static err_t verify_live(void *arg)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    struct verify_result r;
    struct verify_wrong w = {.id = NULL};
    struct verify_options o = {.key = &l.key, .threads = 2};
    (void)arg;
    TRY(store_read_begin(l.t.store, &db, NULL));
    err_t e = verify_store(db, &o, &r, &w);
    assert_true(e == OK || w.id == NULL);
    return e;
}

static err_t to_sb(void *ctx, struct str bytes)
{
    sb_add(ctx, bytes);
    return sb_end(ctx);
}

static err_t export(void *arg)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    struct export_to to = {to_sb, &bundle, false};
    struct export_result done;
    (void)arg;
    sb_release(&bundle);
    TRY(store_read_begin(l.t.store, &db, NULL));
    return export_bundle(db, &to, &done);
}

static err_t read_all(void *ctx, char *to, size_t max, size_t *ret_n)
{
    struct str *rest = ctx;
    size_t n = rest->n < max ? rest->n : max;
    if (n) memcpy(to, rest->p, n);
    *rest = str_skip(*rest, n);
    *ret_n = n;
    return OK;
}

static err_t verify_bytes(void *arg)
{
    struct str rest = sb_str(&bundle);
    struct verify_result r;
    struct verify_wrong w = {.id = NULL};
    struct verify_options o = {.key = &l.key, .threads = 2};
    struct verify *v;
    (void)arg;
    TRY(verify_begin(&o, &v, &w));
    err_t e = bundle_verify((struct bundle_source){read_all, &rest}, v, NULL, &r, &w);
    verify_free(v);
    return e;
}

static err_t write_receipt(void *arg)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    (void)arg;
    sb_release(&receipt);
    TRY(store_read_begin(l.t.store, &db, NULL));
    return ledger_receipt_write(db, leaf_id(3), true, &receipt, NULL);
}

static err_t check_receipt(void *arg)
{
    struct ledger_receipt r;
    struct verify_wrong w;
    (void)arg;
    return ledger_receipt_check(sb_str(&receipt), &(struct verify_options){.key = &l.key}, &r, &w);
}

static err_t write_canonical(void *arg)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, 1 << 20);
    return canon_write(&b, arg);
}

static err_t open_signer(void *arg)
{
    struct signer s;
    (void)arg;
    TRY(signer_open(l.keys, &s, NULL));
    signer_close(&s);
    return OK;
}

static void the_whole_way(void **state)
{
    (void)state;
    json_t *o = json_pack("{s:s,s:i}", "kind", "act", "matter", 7);
    assert_true(torture_each(append, o) > 0);
    json_decref(o);
    sealing(NULL);
    assert_true(torture_each(verify_live, NULL) > 0);
    assert_true(torture_each(export, NULL) > 0);
    assert_true(torture_each(verify_bytes, NULL) > 0);
    assert_true(torture_each(write_receipt, NULL) > 0);
    assert_true(torture_each(check_receipt, NULL) > 0);
}

static void many_members(void **state)
{
    (void)state;
    json_t *o = json_object();
    for (int i = 0; i < 40; i++) {
        char name[8];
        (void)snprintf(name, sizeof name, "m%d", i);
        json_object_set_new(o, name, json_string("value"));
    }
    assert_true(torture_each(write_canonical, o) > 1);
    json_decref(o);
}

static void opening_the_signer(void **state)
{
    (void)state;
    signer_close(&l.signer);
    assert_true(torture_each(open_signer, NULL) > 0);
    assert_ok(signer_open(l.keys, &l.signer, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_whole_way),
        cmocka_unit_test(many_members),
        cmocka_unit_test(opening_the_signer),
    };
    sb_init(&bundle, 16 << 20);
    sb_init(&receipt, RECEIPT_MAX);
    temp_ledger_make(&l);
    int failed = cmocka_run_group_tests_name("torture", tests, NULL, NULL);
    temp_ledger_remove(&l);
    sb_release(&bundle);
    sb_release(&receipt);
    return failed;
}
