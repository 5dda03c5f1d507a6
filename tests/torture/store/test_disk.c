/* SPDX-License-Identifier: Apache-2.0
 *
 * SQLite on a disk that fails: the nth write or fsync, power that goes at any
 * moment, a full disk, a disk that cannot be written. */
#include "../../unit/check.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bad_disk.h"
#include "base/clock.h"
#include "storm.h"
#include "temp_store.h"
#include "tree.h"

static struct temp_store t;
static struct storm *s;
static char image[256]; /* a folder for what a power cut leaves */

static void open_store(void)
{
    struct fault why = {0};
    if (store_open(&t.config, &t.store, &why) != OK) fail_msg("%s %s", why.id, why.args[0]);
}

static int set_up(void **state)
{
    struct fault why;
    (void)state;
    temp_store_prepare(&t, STORE_SQLITE, &sql_storm);
    assert_ok(store_migrate(&t.config, &why));
    tree_make_temp(image, sizeof image);
    s = storm_new();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    temp_store_remove(&t);
    bad_disk_reset();
    tree_remove(image);
    storm_free(s);
    return 0;
}

/* The store as the folder `image` has it, seen by a program that starts anew. */
static int64_t verify_image(void)
{
    struct temp_store left = t;
    struct fault why = {0};
    snprintf(left.path, sizeof left.path, "%s/office.sqlite", image);
    left.config.sqlite_path = left.path;
    left.config.sqlite_vfs = NULL;
    left.store = NULL;
    if (store_open(&left.config, &left.store, &why) != OK) fail_msg("%s %s", why.id, why.args[0]);
    int64_t n = storm_verify(s, left.store);
    store_close(left.store);
    return n;
}

static void copy_file(const char *suffix)
{
    char from[400], to[400], buf[65536];
    snprintf(from, sizeof from, "%s%s", t.path, suffix);
    snprintf(to, sizeof to, "%s/office.sqlite%s", image, suffix);
    int in = open(from, O_RDONLY | O_CLOEXEC),
        out = open(to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(out >= 0);
    for (ssize_t n; in >= 0 && (n = read(in, buf, sizeof buf)) > 0;)
        assert_int_equal(write(out, buf, (size_t)n), n);
    close(in);
    close(out);
}

/* What kill -9 now would leave: all that was written. */
static int64_t verify_kill(void)
{
    copy_file("");
    copy_file("-wal");
    return verify_image();
}

static int64_t verify_power_cut(unsigned seed, bool lose_all)
{
    bad_disk_power_cut(image, seed, lose_all);
    return verify_image();
}

/* --- the nth operation fails --- */

static const char *const how_id[] = {
    [BAD_DISK_WRITE] = "store.io",
    [BAD_DISK_SHORT] = "store.full",
    [BAD_DISK_SYNC] = "store.io",
    [BAD_DISK_ROFS] = "store.read_only",
};

/* Acts until one meets the trouble; false when none did. */
static bool meet_trouble(enum bad_disk_how how)
{
    for (int i = 0; i < 5; i++) {
        struct fault why = {0};
        err_t e = storm_act(s, t.store, 0, &why);
        if (e == OK || (e == ERR_DENIED && !why.id)) continue;
        assert_int_equal(e, ERR_IO);
        if (strcmp(why.id, "store.unsure") != 0) assert_string_equal(why.id, how_id[how]);
        return true;
    }
    return false;
}

static void go_on(void)
{
    err_t e = storm_act(s, t.store, 1, NULL);
    if (e == ERR_DENIED) e = storm_act(s, t.store, 1, NULL);
    assert_ok(e);
}

/* Let operation 1, 2, 3 ... fail, each time in the same store, until acts no
 * longer reach it; look at it alive, killed and without power. */
static void each_operation_fails(enum bad_disk_how how, bool for_good)
{
    int n = 1;
    bad_disk_reset();
    t.config.sqlite_vfs = "bad_disk";
    open_store();
    go_on();
    for (bool met = true; met && n < 400; n += for_good ? 3 : 1) {
        bad_disk_fail(n, how, for_good);
        met = meet_trouble(how);
        verify_kill();
        verify_power_cut((unsigned)n, n % 2);
        bad_disk_mend();
        go_on();
        storm_verify(s, t.store);
    }
    printf("# %s, %s: %d places, %d acknowledged, %d refused, %d unsure\n", how_id[how],
           for_good ? "for good" : "once", n, (int)s->acked, (int)s->refused, (int)s->unsure);
    assert_true(n > 5 && n < 400);
    if (!for_good) assert_int_equal(s->unsure, 0);
}

static void a_failing_write(void **state)
{
    (void)state;
    each_operation_fails(BAD_DISK_WRITE, false);
}
static void failing_writes(void **state)
{
    (void)state;
    each_operation_fails(BAD_DISK_WRITE, true);
}
static void a_short_write(void **state)
{
    (void)state;
    each_operation_fails(BAD_DISK_SHORT, true);
}
static void a_failing_sync(void **state)
{
    (void)state;
    each_operation_fails(BAD_DISK_SYNC, false);
}
static void failing_syncs(void **state)
{
    (void)state;
    each_operation_fails(BAD_DISK_SYNC, true);
}
static void a_disk_turned_read_only(void **state)
{
    (void)state;
    each_operation_fails(BAD_DISK_ROFS, true);
}

/* --- power --- */

struct power {
    int calls, cuts;
    int64_t until;
};

/* At some operations, look at what a power cut now would leave. */
static void maybe_cut(void *arg)
{
    struct power *p = arg;
    p->calls++;
    if (rand() % 100 != 0 || clock_monotonic_ms() > p->until) return;
    p->cuts++;
    verify_power_cut((unsigned)p->calls, p->cuts % 3 == 0);
}

static void power_goes_at_any_moment(void **state)
{
    (void)state;
    struct power p = {.until = clock_monotonic_ms() + 4000};
    srand(47);
    bad_disk_reset();
    t.config.sqlite_vfs = "bad_disk";
    s->data = 50000; /* so that the log is copied back into the database in between */
    open_store();
    bad_disk_watch(maybe_cut, &p);
    for (int i = 0; i < 400; i++) (void)!storm_act(s, t.store, i % STORM_THREADS, NULL);
    store_close(t.store);
    t.store = NULL;
    bad_disk_watch(NULL, NULL);
    printf("# %d operations, %d power cuts\n", p.calls, p.cuts);
    assert_true(p.cuts > 3);
    verify_power_cut(1, true); /* after closing all is on the platter */
}

/* --- real disks --- */

/* A storm until the disk has refused often; every refusal says that it is full. */
static void storm_until_full(void)
{
    struct storm_run run;
    struct fault why = {0};
    int64_t until = clock_monotonic_ms() + 10000;
    s->data = 20000;
    storm_start(&run, s, t.store);
    while (store_health(t.store, &why) == OK && clock_monotonic_ms() < until) usleep(1000);
    usleep(50000);
    storm_stop(&run);
    assert_string_equal(why.id, "store.full");
    assert_int_equal(storm_act(s, t.store, 1, &why) == ERR_DENIED ? storm_act(s, t.store, 1, &why)
                                                                  : ERR_IO,
                     ERR_IO);
    assert_true(storm_verify(s, t.store) > 10); /* one can read */
}

static void goes_on_with_room(const char *what)
{
    s->data = 100;
    go_on();
    assert_ok(store_health(t.store, NULL));
    printf("# %s: %d acknowledged, %d refused, %lld found\n", what, (int)s->acked, (int)s->refused,
           (long long)storm_verify(s, t.store));
    temp_store_reopen(&t);
    storm_verify(s, t.store);
}

/* Any user can have a file grow no further. */
static void a_file_at_its_limit(void **state)
{
    (void)state;
    struct rlimit old, small;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    small = (struct rlimit){3 << 20, old.rlim_max};
    open_store();
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    storm_until_full();
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    goes_on_with_room("file limit");
}

/* A small disk of our own under t.dir, seen by this process only. */
static bool small_disk(void)
{
    if (geteuid() != 0 || unshare(CLONE_NEWNS) != 0) return false;
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) return false;
    return mount("tmpfs", t.dir, "tmpfs", 0, "size=6m") == 0;
}

static void a_full_disk(void **state)
{
    (void)state;
    char ballast[400];
    struct fault why;
    if (!small_disk()) skip(); /* only root may mount */
    snprintf(ballast, sizeof ballast, "%s/ballast", t.dir);
    int fd = open(ballast, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    assert_int_equal(posix_fallocate(fd, 0, 2 << 20), 0);
    close(fd);
    assert_ok(store_migrate(&t.config, &why));
    open_store();
    storm_until_full();
    unlink(ballast);
    goes_on_with_room("full disk");
    store_close(t.store);
    t.store = NULL;
    umount2(t.dir, MNT_DETACH);
}

static void a_read_only_disk(void **state)
{
    (void)state;
    struct fault why = {0};
    if (!small_disk()) skip();
    assert_ok(store_migrate(&t.config, &why));
    open_store();
    go_on();
    store_close(t.store);
    t.store = NULL;
    assert_int_equal(mount(NULL, t.dir, NULL, MS_REMOUNT | MS_RDONLY, NULL), 0);
    assert_int_equal(store_open(&t.config, &t.store, &why), ERR_IO);
    assert_string_equal(why.id, "store.read_only");
    assert_int_equal(store_migrate(&t.config, &why), ERR_IO);
    t.config.read_only = true; /* but it can be read and verified */
    open_store();
    assert_int_equal(storm_verify(s, t.store), 1);
    store_close(t.store);
    t.store = NULL;
    umount2(t.dir, MNT_DETACH);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(a_failing_write),          T(failing_writes),      T(a_short_write),
        T(a_failing_sync),           T(failing_syncs),       T(a_disk_turned_read_only),
        T(power_goes_at_any_moment), T(a_file_at_its_limit), T(a_full_disk),
        T(a_read_only_disk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
