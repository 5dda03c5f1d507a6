/* SPDX-License-Identifier: Apache-2.0
 *
 * The nth write or sync fails while records are appended and sealed. What was
 * acknowledged stands in the ledger afterwards, the ledger verifies, and
 * sealing goes on. */
#include "../../unit/check.h"

#include <string.h>

#include "bad_disk.h"
#include "ledger/verify_store.h"
#include "temp_ledger.h"

enum { ROUNDS = 40, ACTS = 4 };

static struct temp_ledger l;

static err_t append(struct db *db, void *arg)
{
    struct leaf_id *leaf = arg;
    json_t *o = json_pack("{s:s,s:i}", "kind", "act", "matter", 7);
    if (!o) return ERR_NOMEM;
    err_t e = ledger_append(db, o, STR("{\"text\":\"x\"}"), leaf);
    json_decref(o);
    return e;
}

static int64_t size_now(void)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    int64_t n = -1;
    assert_ok(store_read_begin(l.t.store, &db, NULL));
    assert_ok(ledger_size(db, &n));
    return n;
}

static void all_is_well(int64_t known)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    struct verify_result r;
    struct verify_wrong w = {.id = NULL};
    struct verify_options o = {.key = &l.key};
    assert_true(size_now() >= known);
    assert_int_equal(temp_ledger_seal(&l), size_now());
    assert_ok(store_read_begin(l.t.store, &db, NULL));
    if (verify_store(db, &o, &r, &w) != OK) fail_msg("%s", w.id ? w.id : "not read");
    assert_int_equal(r.records, r.sealed);
    assert_int_equal(l.signer.size, r.sealed);
}

static void fail_each(enum bad_disk_how how, bool for_good)
{
    int64_t known = size_now();
    for (int n = 1; n <= ROUNDS; n++) {
        struct leaf_id leaf;
        int64_t sealed;
        struct fault why = {0};
        bad_disk_fail(n, how, for_good);
        for (int i = 0; i < ACTS; i++) {
            if (store_write(l.t.store, append, &leaf, &why) == OK && leaf.v >= known)
                known = leaf.v + 1;
            err_t e = ledger_seal(l.t.store, &l.key, &l.ask, &sealed, &why);
            assert_true(e != ERR_CORRUPT);
        }
        bad_disk_mend();
        if (n % 4 == 0) temp_store_reopen(&l.t);
        all_is_well(known);
    }
}

static void a_write_fails(void **state)
{
    (void)state;
    fail_each(BAD_DISK_WRITE, false);
}

static void the_disk_is_full(void **state)
{
    (void)state;
    fail_each(BAD_DISK_SHORT, true);
}

static void a_sync_fails(void **state)
{
    (void)state;
    fail_each(BAD_DISK_SYNC, false);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_write_fails),
        cmocka_unit_test(the_disk_is_full),
        cmocka_unit_test(a_sync_fails),
    };
    bad_disk_reset();
    temp_ledger_make(&l);
    l.t.config.sqlite_vfs = "bad_disk";
    temp_store_reopen(&l.t);
    int failed = cmocka_run_group_tests_name("ledger_disk", tests, NULL, NULL);
    temp_ledger_remove(&l);
    return failed;
}
