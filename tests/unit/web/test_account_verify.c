/* SPDX-License-Identifier: Apache-2.0
 *
 * test_account_verify.c: accounts held against the ledger: whoever changes one past the writers is
 * found. The password cannot be compared, since nothing secret stands in the ledger; but when it
 * was set can.
 */
#include "face.h"

#include <stdio.h>
#include <string.h>

#include "temp_ledger.h"
#include "ledger/ledger.h"
#include "office/org_verify.h"
#include "web/account.h"

static struct face f;
static struct fault why;

static int set_up(void **state)
{
    (void)state;
    face_make(&f);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    face_remove(&f);
    return 0;
}

static err_t verify_job(struct db *db, void *arg)
{
    (void)arg;
    why = (struct fault){.code = OK};
    return org_verify_accounts(db, &why);
}

static err_t verify(void)
{
    return store_write(f.town.t.store, verify_job, NULL, NULL);
}

static void sql(const char *text)
{
    struct temp_ledger raw = {.t = f.town.t};
    temp_ledger_sql(&raw, text);
}

struct change {
    struct account_id id;
    err_t (*fn)(struct db *, const struct account_author *, const struct account *);
};

static err_t reset(struct db *db, const struct account_author *by, const struct account *a)
{
    char hash[PASSWORD_HASH];
    TRY(password_hash(&f.gate, STR(FACE_PASSWORD), hash));
    return account_set_password(db, by, a, hash, true);
}

static err_t choose(struct db *db, const struct account_author *by, const struct account *a)
{
    char hash[PASSWORD_HASH];
    TRY(password_hash(&f.gate, STR(FACE_PASSWORD "x"), hash));
    return account_set_password(db, by, a, hash, false);
}

static err_t lock(struct db *db, const struct account_author *by, const struct account *a)
{
    return account_set_locked(db, by, a, true);
}

static err_t unlock(struct db *db, const struct account_author *by, const struct account *a)
{
    return account_set_locked(db, by, a, false);
}

static err_t change_job(struct db *db, void *arg)
{
    const struct change *c = arg;
    ARENA_CLEANUP struct arena a;
    struct account account;
    struct account_author by = {.now = clock_now(&f.clock)};
    arena_init(&a, 1 << 20);
    TRY(account_by_person(db, &a, f.people[c->id.v - 1], &account));
    return c->fn(db, &by, &account);
}

static void change(int64_t id,
                   err_t (*fn)(struct db *, const struct account_author *, const struct account *))
{
    struct change c = {account_id(id), fn};
    clock_test_advance(&f.time, 1000);
    assert_ok(store_write(f.town.t.store, change_job, &c, NULL));
}

static void what_the_writers_write(void **state)
{
    (void)state;
    assert_ok(verify());
    change(1, reset);
    assert_ok(verify());
    change(1, choose);
    change(2, lock);
    assert_ok(verify());
    change(2, unlock);
    change(3, lock);
    assert_ok(verify());
}

static void found(const char *change_to, const char *column, const char *back)
{
    sql(change_to);
    if (verify() != ERR_CORRUPT) fail_msg("not found: %s", change_to);
    assert_string_equal(why.id, "account.differs");
    assert_string_equal(why.args[1], column);
    sql(back);
    assert_ok(verify());
}

static void what_nobody_recorded(void **state)
{
    (void)state;
    change(1, choose);
    change(3, lock);
    /* Somebody else's account becomes one's own, in either way. */
    found("UPDATE account SET person = person + 100 WHERE id = 1", "person",
          "UPDATE account SET person = person - 100 WHERE id = 1");
    found("UPDATE account SET number = number || '9' WHERE id = 1", "number",
          "UPDATE account SET number = substr(number, 1, length(number) - 1) WHERE id = 1");
    found("UPDATE account SET number_key = number_key || '9' WHERE id = 1", "number_key",
          "UPDATE account SET number_key = number WHERE id = 1");
    found("UPDATE account SET locked = 0 WHERE id = 3", "locked",
          "UPDATE account SET locked = 1 WHERE id = 3");
    found("UPDATE account SET locked = 1 WHERE id = 1", "locked",
          "UPDATE account SET locked = 0 WHERE id = 1");
    found("UPDATE account SET temporary = 1 WHERE id = 1", "temporary",
          "UPDATE account SET temporary = 0 WHERE id = 1");
    found("UPDATE account SET set_at = set_at + 1 WHERE id = 2", "set_at",
          "UPDATE account SET set_at = set_at - 1 WHERE id = 2");
    found("UPDATE account SET id = 900 WHERE id = 2", "id",
          "UPDATE account SET id = 2 WHERE id = 900");
    found("CREATE TABLE kept AS SELECT * FROM account; DELETE FROM account WHERE id = 7", "id",
          "INSERT INTO account SELECT * FROM kept WHERE id = 7; DROP TABLE kept");
    found(
        "INSERT INTO account SELECT 90, 901, '90', '90', password, 0, 0, lang, set_at, NULL, NULL "
        "FROM account WHERE id = 1",
        "id", "DELETE FROM account WHERE id = 90");
}

/* No hash of a password and no salt of one stands in the ledger. */
static err_t look(void *arg, const struct ledger_record *r)
{
    (void)arg;
    static const char *const secrets[] = {"argon2", "$m=", FACE_PASSWORD};
    for (size_t i = 0; i < ARRAY_LEN(secrets); i++) {
        size_t n = strlen(secrets[i]);
        if (memmem(r->envelope.p, r->envelope.n, secrets[i], n)) return ERR_CORRUPT;
        if (r->content.p && memmem(r->content.p, r->content.n, secrets[i], n)) return ERR_CORRUPT;
    }
    return OK;
}

static void no_secret_in_the_ledger(void **state)
{
    (void)state;
    struct db *db STORE_READ_CLEANUP = NULL;
    change(1, choose);
    assert_ok(store_read_begin(f.town.t.store, &db, NULL));
    assert_ok(ledger_each(db, leaf_id(0), look, NULL));
}

int main(void)
{
#define T(fn) cmocka_unit_test_setup_teardown(fn, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(what_the_writers_write),
        T(what_nobody_recorded),
        T(no_secret_in_the_ledger),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
