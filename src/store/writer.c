/* SPDX-License-Identifier: Apache-2.0 */
#include "store/writer.h"

#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>

#include "store/act.h"

/* Lives on the stack of the thread that waits for it. */
struct job {
    struct job *next;
    store_job_fn *fn;
    void *arg;
    err_t result;
    bool own_error;    /* failed by itself, not with its group */
    bool alone;        /* a group of its own, where a savepoint is dear without one */
    struct fault *why; /* the caller's; may be NULL */
    sem_t done;
};

struct writer {
    struct db *db;
    struct health *health;
    unsigned group_max;
    struct act_group group;
    pthread_t thread;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t come;
    struct job *first, **last;
    bool closing;
};

struct act_group *writer_group(struct writer *w)
{
    return &w->group;
}

/* --- one group, on the writer's thread --- */

/* Undo one act. An error means that the whole group is lost. */
static err_t take_back(struct writer *w, const struct act_mark *mark)
{
    act_take_back(&w->group, mark);
    err_t e = w->db->ops->rollback_to(w->db);
    if (e == OK) db_forget_error(w->db);
    return e;
}

/* Run one act in its savepoint; an error means that the whole group is lost. */
static err_t run_job(struct writer *w, struct job *j)
{
    struct db *db = w->db;
    struct act_mark mark = act_mark(&w->group);
    bool bare = j->alone && db->ops->savepoint_keeps_pages;
    if (!bare) TRY(db->ops->savepoint(db));
    err_t e = j->fn(db, j->arg);
    ASSERT(db->open_rows == 0); /* a job left rows open */
    store_thing_release(&db->memo);
    if (db->failed != OK) e = db->failed;
    if (e == OK && !bare) e = db->ops->release(db);
    j->result = e;
    if (e == OK) return OK;
    j->own_error = true;
    if (j->why && db->failed != OK) *j->why = db->why;
    if (!bare) return take_back(w, &mark);
    act_group_reset(&w->group); /* its transaction goes as a whole */
    return db->failed == ERR_IO || db->failed == ERR_UNAVAILABLE ? db->failed : OK;
}

/* Commit when at least one act succeeded. */
static err_t run_group(struct writer *w, struct job *jobs)
{
    const struct db_ops *ops = w->db->ops;
    unsigned good = 0;
    db_forget_error(w->db);
    TRY(ops->group_begin(w->db));
    for (struct job *j = jobs; j; j = j->next) {
        TRY(run_job(w, j));
        good += j->result == OK;
    }
    if (good == 0) {
        ops->rollback(w->db);
        return OK;
    }
    TRY(act_finish(&w->group, w->db));
    return ops->commit(w->db);
}

/* Every act of a lost group that had not failed by itself gets the reason. */
static void fail_group(struct writer *w, struct job *jobs, err_t e)
{
    struct fault why = w->db->why;
    if (w->db->failed == OK) (void)fault_set(&why, e, "store.hook", NULL);
    w->db->ops->rollback(w->db);
    act_group_reset(&w->group);
    health_set(w->health, e, &why);
    for (struct job *j = jobs; j; j = j->next) {
        if (j->own_error) continue;
        j->result = e;
        if (j->why) *j->why = why;
    }
}

static void work(struct writer *w, struct job *jobs)
{
    err_t e = run_group(w, jobs);
    if (e == OK) {
        act_committed(&w->group);
        health_set(w->health, OK, NULL);
    } else {
        fail_group(w, jobs, e);
    }
    for (struct job *j = jobs, *next; j; j = next) {
        next = j->next; /* the job is gone once it is told */
        sem_post(&j->done);
    }
}

/* Wait for jobs and take at most group_max; NULL when closing and none waits. */
static struct job *take(struct writer *w)
{
    pthread_mutex_lock(&w->lock);
    while (!w->first && !w->closing) pthread_cond_wait(&w->come, &w->lock);
    struct job *jobs = w->first, *end = jobs;
    if (jobs) {
        for (unsigned n = 1; n < w->group_max && !end->alone && end->next && !end->next->alone; n++)
            end = end->next;
        w->first = end->next;
        if (!w->first) w->last = &w->first;
        end->next = NULL;
    }
    pthread_mutex_unlock(&w->lock);
    return jobs;
}

static void *writer_main(void *arg)
{
    struct writer *w = arg;
    for (struct job *jobs; (jobs = take(w));) work(w, jobs);
    return NULL;
}

/* --- the others' side --- */

err_t writer_start(struct db *db, unsigned group_max, struct health *health, struct writer **ret)
{
    struct writer *w = calloc(1, sizeof *w);
    if (!w) {
        db->ops->close(db);
        return ERR_NOMEM;
    }
    w->db = db;
    w->health = health;
    w->group_max = group_max;
    w->last = &w->first;
    db->writer = w;
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->come, NULL);
    if (pthread_create(&w->thread, NULL, writer_main, w) != 0) {
        db->ops->close(db);
        free(w);
        return ERR_NOMEM;
    }
    *ret = w;
    return OK;
}

void writer_stop(struct writer *w)
{
    pthread_mutex_lock(&w->lock);
    w->closing = true;
    pthread_cond_signal(&w->come);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    w->db->ops->close(w->db);
    act_group_release(&w->group);
    pthread_cond_destroy(&w->come);
    pthread_mutex_destroy(&w->lock);
    free(w);
}

err_t writer_submit(struct writer *w, store_job_fn *fn, void *arg, bool alone, struct fault *why)
{
    ASSERT(!pthread_equal(pthread_self(), w->thread)); /* a job would wait for itself */
    struct job j = {.fn = fn, .arg = arg, .result = ERR_BUG, .alone = alone, .why = why};
    sem_init(&j.done, 0, 0);
    pthread_mutex_lock(&w->lock);
    *w->last = &j;
    w->last = &j.next;
    pthread_cond_signal(&w->come);
    pthread_mutex_unlock(&w->lock);
    while (sem_wait(&j.done) != 0) continue; /* EINTR */
    sem_destroy(&j.done);
    return j.result;
}
