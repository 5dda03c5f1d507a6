/* SPDX-License-Identifier: Apache-2.0
 *
 * sekimori-server - pages, API and clocks of a security office
 *
 * SYNOPSIS
 *     sekimori-server --instance DIR
 *
 * Answers nginx on DIR/run/people.sock and DIR/run/machines.sock (SCGI). The only program with
 * the database. Ends on SIGTERM or SIGINT once what is being answered is answered. Logs to
 * standard error. See office.conf(5), sekimori-server(8).
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/log.h"
#include "web/admin.h"
#include "web/attach.h"
#include "web/clockwork.h"
#include "web/machine_gate.h"
#include "web/server.h"
#include "web/setup.h"
#include "web/standing.h"

enum { EXIT_DONE = 0, EXIT_REFUSED = 1, EXIT_USAGE = 2, HASHING_AT_ONCE = 2 };

static void log_request(void *ctx, const struct request *rq, const struct dispatch_result *r,
                        int64_t took_ms)
{
    const struct log *log = ctx;
    bool bad = r->error != OK && r->status >= 500;
    if (r->error == OK && r->status < 400 && took_ms < 1000) return;
    LOG(log, bad ? LOG_ERROR : LOG_INFO, "request", LOG_INT("status", r->status),
        LOG_STR("route", r->route ? r->route->pattern : "-"), LOG_STR("reference", rq->reference),
        LOG_STR("error", err_name(r->error)), LOG_STR("text", r->error_id ? r->error_id : ""),
        LOG_INT("ms", took_ms));
}

static void log_clockwork(void *ctx, const char *task, const struct fault *why)
{
    const struct log *log = ctx;
    if (why)
        LOG(log, LOG_ERROR, "a task of the server fails", LOG_STR("task", task),
            LOG_STR("error", err_name(why->code)), LOG_STR("text", why->id ? why->id : ""));
    else
        LOG(log, LOG_INFO, "a task of the server works again", LOG_STR("task", task));
}

static err_t make_folder(const char *instance, const char *name)
{
    char path[4200];
    int n = snprintf(path, sizeof path, "%s/%s", instance, name);
    if (n < 0 || (size_t)n >= sizeof path) return ERR_TOO_BIG;
    struct stat st;
    if (mkdir(path, 0700) == 0 || (stat(path, &st) == 0 && S_ISDIR(st.st_mode))) return OK;
    return ERR_IO;
}

static err_t make_folders(const char *instance)
{
    static const char *const names[] = {"db", "run", "files", "files/incoming"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) TRY(make_folder(instance, names[i]));
    return OK;
}

/* What the folder holds now is a candidate, no more; with faults it is not even that. */
static void stage(struct setup *s, struct log *log)
{
    struct fault why = {.code = OK};
    enum version_staged staged;
    err_t e = setup_stage(s, &staged, &why);
    if (e != OK && !why.id) why.code = e;
    if (e != OK) log_fault(log, LOG_WARN, "the catalogue's folder is left aside", &why);
    if (e == OK && staged == VERSION_NEW)
        LOG(log, LOG_INFO, "a version of the catalogue was handed in",
            LOG_STR("folder", s->catalogue_folder));
}

/* Nobody else serves the instance now: the store is ours. */
static void clear_incoming(const struct setup *s, struct log *log)
{
    struct fault why = {.code = OK};
    err_t e = attach_clear_incoming(str_z(s->instance), &why);
    if (e != OK && !why.id) why.code = e;
    if (e != OK) log_fault(log, LOG_WARN, "unanswered files stay", &why);
}

/* Serve until asked to end. The signals are blocked in all threads. */
static err_t serve(struct setup *s, const sigset_t *signals, struct log *log, struct fault *why)
{
    struct seal_state seal;
    struct password_gate gate;
    struct standing *standing = NULL;
    struct machine_gate *machines = NULL;
    struct web web = {.config = s->web,
                      .store = s->store,
                      .clock = &s->clock,
                      .office = &s->office,
                      .gate = &gate,
                      .routes = &web_routes,
                      .machine_routes = &web_machine_routes,
                      .seal = &seal,
                      .ledger_key = s->vkey};
    struct server *server = NULL;
    struct clockwork *clockwork = NULL;
    struct admin *admin = NULL;
    char signer[4200];
    if (snprintf(signer, sizeof signer, "%s/run/signer.sock", s->instance) >= (int)sizeof signer)
        return ERR_TOO_BIG;
    struct clockwork_config self = {.office = &s->office,
                                    .key = &s->ledger_key,
                                    .instance = s->instance,
                                    .signer = signer_client_socket(signer),
                                    .state = &seal,
                                    .told = log_clockwork,
                                    .ctx = log};
    TRY(seal_state_init(&seal));
    err_t e = standing_open(s->catalogue, &standing);
    if (e != OK) {
        seal_state_release(&seal);
        return e;
    }
    s->catalogue = NULL; /* it is the standing one's now */
    s->office.catalogue = NULL;
    web.standing = self.standing = standing;
    e = password_gate_init(&gate, HASHING_AT_ONCE);
    bool gated = e == OK;
    if (e == OK) e = machine_gate_open(&s->clock, &machines);
    web.machine_gate = machines;
    if (e == OK) e = clockwork_start(&self, &clockwork);
    if (e == OK) e = admin_start(&s->office, &gate, s->instance, &admin, why);
    if (e == OK) e = server_start(&web, log_request, log, &server, why);
    if (e == OK) {
        int got = 0;
        LOG(log, LOG_INFO, "listening", LOG_STR("instance", s->instance));
        (void)sigwait(signals, &got);
        LOG(log, LOG_INFO, "stopping", LOG_INT("signal", got));
        server_stop(server);
    }
    admin_stop(admin);
    clockwork_stop(clockwork);
    if (gated) password_gate_release(&gate);
    machine_gate_close(machines);
    standing_close(standing);
    seal_state_release(&seal);
    return e;
}

int main(int argc, char **argv)
{
    if (argc != 3 || strcmp(argv[1], "--instance") != 0) {
        (void)fprintf(stderr, "usage: sekimori-server --instance DIR\n");
        return EXIT_USAGE;
    }
    sigset_t signals;
    (void)sigemptyset(&signals);
    (void)sigaddset(&signals, SIGTERM);
    (void)sigaddset(&signals, SIGINT);
    (void)sigprocmask(SIG_BLOCK, &signals, NULL);
    (void)signal(SIGPIPE, SIG_IGN);

    struct fault why = {.code = OK};
    struct setup s = {0};
    struct clock real = clock_system();
    struct log log = {.module = "server", .least = LOG_INFO, .clock = &real, .fd = 2};
    err_t e = make_folders(argv[2]);
    if (e != OK)
        (void)fault_set(&why, e, "setup.no_folder", "%s", argv[2]);
    else
        e = setup_read(&s, argv[2], &why);
    if (e == OK) e = setup_open(&s, &why);
    if (e == OK) stage(&s, &log);
    if (e == OK) clear_incoming(&s, &log);
    if (e == OK) e = serve(&s, &signals, &log, &why);
    if (e != OK) log_fault(&log, LOG_ERROR, "cannot serve", &why);
    setup_release(&s);
    return e == OK ? EXIT_DONE : EXIT_REFUSED;
}
