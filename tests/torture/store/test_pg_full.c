/* SPDX-License-Identifier: Apache-2.0
 *
 * PostgreSQL on a disk that becomes full in a storm. Its server may stop at
 * that; then somebody starts it once there is room again. Root only (mount). */
#include "../../unit/check.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "storm.h"
#include "temp_pg.h"
#include "temp_store.h"
#include "tree.h"

enum { DISK_MB = 72 };

static char disk[256];

/* A small disk of our own, seen by this process and its server only. */
static bool small_disk(void)
{
    char size[32];
    snprintf(size, sizeof size, "size=%dm", DISK_MB);
    if (geteuid() != 0 || unshare(CLONE_NEWNS) != 0 ||
        mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0 ||
        mount("tmpfs", disk, "tmpfs", 0, size) != 0)
        return false;
    return setenv("TMPDIR", disk, 1) == 0 && setenv("SEKIMORI_TEST_PG_WAL", "16MB", 1) == 0;
}

/* Fill the disk but for some room. */
static void make_ballast(const char *path, long leave_mb)
{
    static char block[1 << 20];
    int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    long mb = 0;
    while (write(fd, block, sizeof block) == (ssize_t)sizeof block) mb++;
    assert_true(mb > leave_mb);
    assert_int_equal(ftruncate(fd, (mb - leave_mb) << 20), 0);
    close(fd);
}

static void storm_until_refused(struct storm *s, struct temp_store *t)
{
    struct storm_run run;
    struct fault why = {0};
    int64_t until = clock_monotonic_ms() + 60000; /* a busy machine fills it slowly */
    s->data = 20000;
    storm_start(&run, s, t->store);
    while (store_health(t->store, &why) == OK && clock_monotonic_ms() < until) usleep(1000);
    usleep(200000);
    storm_stop(&run);
    printf("# the server says: %s %s\n", why.id ? why.id : "-", why.args[0]);
    assert_non_null(why.id);
}

static void go_on(struct storm *s, struct temp_store *t)
{
    struct fault why = {0};
    err_t e = ERR_IO;
    bool started = false;
    s->data = 100;
    for (int64_t until = clock_monotonic_ms() + 20000; e != OK && clock_monotonic_ms() < until;) {
        e = storm_act(s, t->store, 0, &why);
        if (e == ERR_UNAVAILABLE && !started) temp_pg_start();
        started |= e == ERR_UNAVAILABLE;
    }
    if (e != OK) fail_msg("%s %s", why.id, why.args[0]);
}

static void a_full_disk(void **state)
{
    (void)state;
    struct temp_store t;
    struct storm *s = storm_new();
    char ballast[300];
    struct fault why = {0};
    if (!small_disk()) skip();
    temp_store_make(&t, &sql_storm);
    if (!temp_pg_own()) skip();
    store_close(t.store);
    t.config.wait_ms = 1000;
    assert_ok(store_open(&t.config, &t.store, &why));
    snprintf(ballast, sizeof ballast, "%s/ballast", disk);
    make_ballast(ballast, 5);
    storm_until_refused(s, &t);
    unlink(ballast);
    go_on(s, &t);
    int64_t n = storm_verify(s, t.store);
    printf("# %d acknowledged, %d refused, %d unsure, %lld found\n", (int)s->acked, (int)s->refused,
           (int)s->unsure, (long long)n);
    assert_true(s->acked > 10);
    temp_store_remove(&t);
    storm_free(s);
}

/* In a child, whose disk goes with it; we take away the empty folder. */
int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_full_disk)};
    int status = -1;
    tree_make_temp(disk, sizeof disk);
    setenv("SEKIMORI_TEST_STORE", "postgres", 1);
    pid_t pid = fork();
    if (pid == 0) return cmocka_run_group_tests(tests, NULL, NULL);
    waitpid(pid, &status, 0);
    tree_remove(disk);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
