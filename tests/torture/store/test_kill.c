/* SPDX-License-Identifier: Apache-2.0
 *
 * kill -9 in a storm of acts, again and again on the same store. */
#include "../../unit/check.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "storm.h"
#include "temp_store.h"

enum { ROUNDS = 40, BUDGET_MS = 12000 };

static void open_or_die(struct temp_store *t)
{
    struct fault why = {0};
    if (store_open(&t->config, &t->store, &why) == OK) return;
    printf("Bail out! store_open: %s %s\n", why.id, why.args[0]);
    abort();
}

/* In the child: a storm until death. */
static _Noreturn void storm_for_ever(struct temp_store *t, struct storm *s)
{
    struct storm_run run;
    open_or_die(t);
    storm_start(&run, s, t->store);
    for (;;) pause();
}

/* Start a child, let it acknowledge something, kill it at a random moment. */
static void one_round(struct temp_store *t, struct storm *s)
{
    int before = s->acked;
    fflush(NULL);
    pid_t pid = fork();
    assert_int_not_equal(pid, -1);
    if (pid == 0) storm_for_ever(t, s);
    for (int i = 0; i < 5000 && s->acked == before; i++) usleep(1000);
    usleep((useconds_t)(rand() % 60000));
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    assert_true(s->acked > before);
}

static void acknowledged_acts_survive_kill(void **state)
{
    (void)state;
    struct temp_store t;
    struct storm *s = storm_new();
    int64_t until = clock_monotonic_ms() + BUDGET_MS, count = 0;
    int rounds = 0;
    srand(2);
    temp_store_make(&t, &sql_storm);
    store_close(t.store);
    t.store = NULL;
    for (; rounds < ROUNDS && clock_monotonic_ms() < until; rounds++) {
        one_round(&t, s);
        open_or_die(&t);
        count = storm_verify(s, t.store);
        store_close(t.store);
        t.store = NULL;
    }
    printf("# %d kills, %d acts acknowledged, %lld found\n", rounds, (int)s->acked,
           (long long)count);
    assert_true(count >= s->acked);
    temp_store_remove(&t);
    storm_free(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(acknowledged_acts_survive_kill)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
