/* SPDX-License-Identifier: Apache-2.0
 *
 * test_memory.c: a backup is written, read and taken up, a witness is registered, while each
 * allocation in turn fails, and while the file may not grow beyond some size: an error that says
 * so, nothing leaked, nothing half done, and the next attempt works.
 */
#include "../../unit/check.h"
#include "../../unit/torture.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "ledger/backup.h"
#include "ledger/witness_book.h"
#include "temp_ledger.h"

enum { RECORDS = 40 };

static struct temp_ledger l;
static char files[600];

static int set_up(void **state)
{
    (void)state;
    temp_ledger_make(&l);
    temp_ledger_fill(&l, 1, RECORDS, "{\"text\":\"USBメモリ\"}");
    (void)temp_ledger_seal(&l);
    (void)snprintf(files, sizeof files, "%s/files", l.t.dir);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    temp_ledger_remove(&l);
    return 0;
}

static err_t write_backup(int fd, struct backup_result *ret)
{
    struct fault why = {.code = OK};
    struct db *db STORE_READ_CLEANUP = NULL;
    const struct backup_what what = {.conf = STR("office_name = x\n"),
                                     .vkey = str_z(l.vkey),
                                     .program = STR("test"),
                                     .files = files,
                                     .at = clock_now(&l.clock),
                                     .term_days = 90};
    TRY(store_read_begin(l.t.store, &db, &why));
    return backup_make(db, &what, fd, ret, &why);
}

static err_t write_and_scan(void *arg)
{
    struct fault why = {.code = OK};
    struct backup_result made;
    struct backup_scan scan BACKUP_SCAN_CLEANUP = {.has_conf = false};
    int fd = memfd_create("backup", MFD_CLOEXEC);
    (void)arg;
    assert_true(fd >= 0);
    err_t e = write_backup(fd, &made);
    if (e == OK) e = backup_scan(fd, &scan, &why);
    if (e == OK) assert_int_equal(scan.head.term_days, 90);
    if (e == OK) assert_int_equal(scan.head.records, RECORDS + 1);
    (void)close(fd);
    return e;
}

static void written_and_read(void **state)
{
    (void)state;
    assert_true(torture_each(write_and_scan, NULL) > 20);
}

/* --- taken up --- */

struct whole {
    int fd;
    struct backup_scan scan;
    int turn;
};

static err_t take_up(void *arg)
{
    struct whole *w = arg;
    struct fault why = {.code = OK};
    struct store_config to = l.t.config;
    char path[400];
    (void)snprintf(path, sizeof path, "%s/new-%d.sqlite", l.t.dir, w->turn++);
    to.sqlite_path = path;
    to.kind = STORE_SQLITE;
    err_t e = backup_load(w->fd, &w->scan, &to, NULL, &why);
    (void)unlink(path);
    return e;
}

static void taken_up(void **state)
{
    (void)state;
    struct fault why = {.code = OK};
    struct backup_result made;
    struct whole w = {.fd = memfd_create("backup", MFD_CLOEXEC)};
    assert_true(w.fd >= 0);
    assert_ok(write_backup(w.fd, &made));
    assert_ok(backup_scan(w.fd, &w.scan, &why));
    assert_true(torture_stepping(take_up, &w, 7, ERR_NOMEM) > 20);
    backup_scan_release(&w.scan);
    (void)close(w.fd);
}

/* --- a witness --- */

static err_t register_job(struct db *db, void *arg)
{
    struct fault why = {.code = OK};
    return witness_book_register(db, str_z(arg), clock_now(&l.clock), person_id(0), &why);
}

static err_t forget_job(struct db *db, void *arg)
{
    struct fault why = {.code = OK};
    (void)arg;
    return witness_book_remove(db, STR("audit.example.jp/w"), clock_now(&l.clock), person_id(0),
                               &why);
}

static err_t known_and_forgotten(void *arg)
{
    static bool known;
    struct fault why = {.code = OK};
    if (!known) TRY(store_write(l.t.store, register_job, arg, &why));
    known = true;
    TRY(store_write(l.t.store, forget_job, NULL, &why));
    known = false;
    return OK;
}

static void witnesses(void **state)
{
    (void)state;
    SB_CLEANUP struct sb vkey;
    struct note_key key;
    uint8_t pub[NOTE_PUB_LEN];
    memset(pub, 7, sizeof pub);
    sb_init(&vkey, 4096);
    assert_ok(note_key_init(&key, STR("audit.example.jp/w"), NOTE_COSIGNATURE, pub));
    note_key_write(&vkey, &key);
    sb_addc(&vkey, '\0');
    assert_ok(sb_end(&vkey));
    assert_true(torture_each(known_and_forgotten, vkey.p) > 5);
    struct db *db STORE_READ_CLEANUP = NULL;
    struct fault why = {.code = OK};
    assert_ok(store_read_begin(l.t.store, &db, NULL));
    assert_ok(witness_book_check(db, &why));
}

/* --- a disk that is full, at every place --- */

static void full_disk(void **state)
{
    (void)state;
    struct backup_result made;
    struct rlimit before, limit;
    struct fault why = {.code = OK};
    char path[400];
    (void)snprintf(path, sizeof path, "%s/backup", l.t.dir);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_ok(write_backup(fd, &made));
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    (void)signal(SIGXFSZ, SIG_IGN);
    size_t failed = 0;
    for (rlim_t size = 0; size < made.bytes; size += 1 + made.bytes / 60) {
        struct backup_scan scan BACKUP_SCAN_CLEANUP = {.has_conf = false};
        assert_int_equal(ftruncate(fd, 0), 0);
        assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
        limit = (struct rlimit){size, before.rlim_max};
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
        err_t e = write_backup(fd, &made);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
        assert_int_equal(e, ERR_IO);
        assert_int_equal(backup_scan(fd, &scan, &why), ERR_CORRUPT); /* nobody takes it for one */
        failed++;
    }
    assert_true(failed > 50);
    assert_int_equal(ftruncate(fd, 0), 0);
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    assert_ok(write_backup(fd, &made));
    struct backup_scan scan BACKUP_SCAN_CLEANUP = {.has_conf = false};
    assert_ok(backup_scan(fd, &scan, &why));
    (void)close(fd);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {T(written_and_read), T(taken_up), T(witnesses),
                                       T(full_disk)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
