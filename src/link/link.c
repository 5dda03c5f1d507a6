/* SPDX-License-Identifier: Apache-2.0
 *
 * What the program sees of the link. */
#include "link/link.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/random.h"
#include "base/sha256.h"
#include "contract/enrolment.h"
#include "link/link_parts.h"

enum {
    TIMEOUT_MS = 20 * 1000,
    KEEP_DAYS = 14,
    PATH_MAX_BYTES = 4200,
    AGENT_MAX = 200,
    ID_BYTES = 16
};
static const int64_t spool_usual = INT64_C(256) << 20;

/* --- open and close ---------------------------------------------------------------------- */

static err_t own_texts(struct link *l, const struct link_config *c)
{
    const char *const from[] = {c->folder,  c->program, c->host,
                                c->version, c->office,  c->pin ? c->pin : ""};
    for (size_t i = 0; i < ARRAY_LEN(from); i++)
        if (!(l->texts[i] = str_dup(str_z(from[i])))) return ERR_NOMEM;
    l->config = *c;
    l->config.folder = l->texts[0];
    l->config.program = l->texts[1];
    l->config.host = l->texts[2];
    l->config.version = l->texts[3];
    l->config.office = l->texts[4];
    l->config.pin = l->texts[5];
    if (!l->config.spool_max) l->config.spool_max = spool_usual;
    if (!l->config.keep_days) l->config.keep_days = KEEP_DAYS;
    if (!l->config.timeout_ms) l->config.timeout_ms = TIMEOUT_MS;
    return OK;
}

static err_t check_config(const struct link_config *c, struct fault *why)
{
    if (!c->folder || !c->program || !c->host || !c->version || !c->office || !c->clock)
        return ERR_INVALID;
    if (!signature_is_name(str_z(c->host)))
        return fault_set(why, ERR_INVALID, "machine.bad_host", "%s", c->host);
    if (!signature_is_name(str_z(c->program)))
        return fault_set(why, ERR_INVALID, "machine.bad_host", "%s", c->program);
    return OK;
}

static err_t open_folder(struct link *l, struct fault *why)
{
    const char *folder = l->config.folder;
    if (mkdir(folder, 0700) != 0 && errno != EEXIST)
        return fault_set(why, ERR_IO, "link.no_folder", "%s", folder);
    l->disk.dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (l->disk.dir < 0) return fault_set(why, ERR_IO, "link.no_folder", "%s", folder);
    l->lock_fd = openat(l->disk.dir, "lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (l->lock_fd < 0) return fault_set(why, ERR_IO, "link.no_folder", "%s", folder);
    if (flock(l->lock_fd, LOCK_EX | LOCK_NB) != 0)
        return fault_set(why, ERR_BUSY, "link.busy", "%s", folder);
    return OK;
}

static err_t open_http(struct link *l, struct fault *why)
{
    char cert[PATH_MAX_BYTES], key[PATH_MAX_BYTES], agent[AGENT_MAX];
    if (snprintf(cert, sizeof cert, "%s/tls.cert", l->config.folder) >= (int)sizeof cert ||
        snprintf(key, sizeof key, "%s/tls.key", l->config.folder) >= (int)sizeof key)
        return ERR_TOO_BIG;
    (void)snprintf(agent, sizeof agent, "sekimori-%s/%s", l->config.program, l->config.version);
    struct http_config g = {.office = l->config.office,
                            .pin = l->config.pin,
                            .cert = cert,
                            .key = key,
                            .agent = agent,
                            .timeout_ms = l->config.timeout_ms};
    return http_open(&g, &l->http, why);
}

static err_t open_rest(struct link *l, struct fault *why)
{
    TRY(identity_open(&l->identity, &l->disk, why));
    err_t e = wanted_open(&l->wanted, &l->disk, l->config.program);
    if (e == OK) e = spool_open(&l->spool, &l->disk, l->config.spool_max);
    if (e == ERR_IO) return fault_set(why, e, l->disk.full ? "link.disk_full" : "link.disk", NULL);
    TRY(e);
    TRY(open_http(l, why));
    l->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (l->event_fd < 0) return ERR_IO;
    l->state.revision = l->wanted.any ? l->wanted.revision : 0;
    l->state.items = l->wanted.n_want;
    if (wanted_is_new(&l->wanted)) link_signal(l);
    return OK;
}

static err_t init_locks(struct link *l)
{
    pthread_condattr_t attr;
    if (pthread_mutex_init(&l->net, NULL) != 0) return ERR_NOMEM;
    if (pthread_mutex_init(&l->lock, NULL) != 0) return ERR_NOMEM;
    if (pthread_condattr_init(&attr) != 0) return ERR_NOMEM;
    (void)pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    int bad = pthread_cond_init(&l->wake, &attr);
    (void)pthread_condattr_destroy(&attr);
    return bad ? ERR_NOMEM : OK;
}

err_t link_open(const struct link_config *config, struct link **ret, struct fault *why)
{
    TRY(check_config(config, why));
    struct link *l = calloc(1, sizeof *l);
    if (!l) return ERR_NOMEM;
    l->disk.dir = l->lock_fd = l->event_fd = l->wanted.fd = -1;
    sb_init(&l->question, PREFLIGHT_BYTES_MAX);
    sb_init(&l->answer, PREFLIGHT_BYTES_MAX);
    err_t e = init_locks(l);
    if (e == OK) e = own_texts(l, config);
    if (e == OK) e = open_folder(l, why);
    if (e == OK) e = open_rest(l, why);
    if (e == OK)
        *ret = l;
    else
        link_close(l);
    return e;
}

static void stop_thread(struct link *l)
{
    if (!l->has_thread) return;
    (void)pthread_mutex_lock(&l->lock);
    l->stop = true;
    (void)pthread_cond_signal(&l->wake);
    (void)pthread_mutex_unlock(&l->lock);
    (void)pthread_join(l->thread, NULL);
    l->has_thread = false;
}

void link_close(struct link *l)
{
    if (!l) return;
    stop_thread(l);
    http_close(l->http);
    wanted_release(&l->wanted);
    spool_release(&l->spool);
    identity_release(&l->identity);
    sb_release(&l->question);
    sb_release(&l->answer);
    file_close(&l->event_fd);
    file_close(&l->lock_fd);
    file_close(&l->disk.dir);
    (void)pthread_cond_destroy(&l->wake);
    (void)pthread_mutex_destroy(&l->lock);
    (void)pthread_mutex_destroy(&l->net);
    for (size_t i = 0; i < ARRAY_LEN(l->texts); i++) free(l->texts[i]);
    free(l);
}

/* --- the thread -------------------------------------------------------------------------- */

void link_signal(struct link *l)
{
    if (l->event_fd >= 0) (void)!eventfd_write(l->event_fd, 1);
}

/* What was handed over goes at once while the office answers; else when its time has come. */
static bool rest(struct link *l, int32_t ms)
{
    int64_t at = clock_monotonic_ms() + ms;
    struct timespec until = {.tv_sec = at / 1000, .tv_nsec = at % 1000 * 1000000};
    int timed = 0;
    (void)pthread_mutex_lock(&l->lock);
    while (!l->stop && timed == 0 && !(l->poke && l->failures == 0))
        timed = pthread_cond_timedwait(&l->wake, &l->lock, &until);
    l->poke = false;
    bool stop = l->stop;
    (void)pthread_mutex_unlock(&l->lock);
    return !stop;
}

static void *run(void *arg)
{
    struct link *l = arg;
    int32_t wait = 0;
    do {
        struct fault why = {.code = OK};
        wait = 1000;
        if (link_enrolled(l)) (void)!link_round(l, &wait, &why);
    } while (rest(l, wait));
    return NULL;
}

err_t link_start(struct link *l, struct fault *why)
{
    if (l->has_thread) return fault_set(why, ERR_STATE, "link.started", NULL);
    if (pthread_create(&l->thread, NULL, run, l) != 0)
        return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
    l->has_thread = true;
    return OK;
}

int link_fd(const struct link *l)
{
    return l->has_thread ? l->event_fd : -1;
}

static void poke(struct link *l)
{
    l->poke = true;
    (void)pthread_cond_signal(&l->wake);
}

/* --- enrolment --------------------------------------------------------------------------- */

bool link_enrolled(const struct link *l)
{
    struct link *m = (struct link *)(uintptr_t)l;
    (void)pthread_mutex_lock(&m->lock);
    bool is = *l->identity.name != '\0';
    (void)pthread_mutex_unlock(&m->lock);
    return is;
}

static err_t write_enrolment(const struct link *l, struct str token, struct sb *to,
                             struct fault *why)
{
    char *code = str_dup(token);
    if (!code) return fault_set(why, ERR_NOMEM, "err.nomem", NULL);
    struct enrolment e = {.code = code,
                          .program = l->config.program,
                          .host = l->config.host,
                          .version = l->config.version,
                          .key = l->identity.key};
    err_t r = enrolment_write(to, &e, why);
    explicit_bzero(code, token.n);
    free(code);
    return r;
}

static err_t answered(struct link *l, const struct http_answer *a, struct fault *why)
{
    char fault[64], status[16];
    if (a->status == 200 || a->status == 403) {
        (void)pthread_mutex_lock(&l->lock);
        err_t e = identity_enrolled(&l->identity, &l->disk, sb_str(&a->body), why);
        (void)pthread_mutex_unlock(&l->lock);
        if (e != ERR_INVALID || a->status == 200) return e;
    }
    round_fault(a, fault);
    (void)snprintf(status, sizeof status, "%d", a->status);
    return fault_set(why, a->status == 403 ? ERR_DENIED : ERR_UNAVAILABLE, "link.answered",
                     "%s" FS "%s", status, fault);
}

err_t link_enrol(struct link *l, struct str token, struct fault *why)
{
    SB_CLEANUP struct sb document;
    struct http_answer a;
    sb_init(&document, ENROLMENT_BYTES_MAX);
    if (link_enrolled(l)) return OK;
    TRY(write_enrolment(l, str_trim(token), &document, why));
    (void)pthread_mutex_lock(&l->net);
    err_t e = OK;
    for (int i = 0; i < 50; i++) { /* an office that has just started answers in a moment */
        char fault[64];
        e = round_ask(l, "POST", "enrol", sb_str(&document), ENROLMENT_BYTES_MAX, &a);
        if (e != OK || a.status != 503) break;
        round_fault(&a, fault);
        if (strcmp(fault, "machine.starting") != 0) break;
        sb_release(&a.body);
        (void)nanosleep(&(struct timespec){.tv_nsec = 100 * 1000000}, NULL);
    }
    (void)pthread_mutex_unlock(&l->net);
    if (e == OK)
        e = answered(l, &a, why);
    else
        e = fault_set(why, ERR_UNAVAILABLE, "link.no_answer", "%s", a.why ? a.why : "");
    sb_release(&a.body);
    if (document.p) explicit_bzero(document.p, document.n);
    return e;
}

/* --- desired state ----------------------------------------------------------------------- */

err_t link_take(struct link *l, struct arena *a, struct desired *ret)
{
    eventfd_t ignored;
    (void)pthread_mutex_lock(&l->lock);
    (void)!eventfd_read(l->event_fd, &ignored);
    err_t e = wanted_take(&l->wanted, a, ret);
    if (l->question.n && !l->question_given) link_signal(l); /* that is still to be taken */
    if (e == OK) ret->made = clock_now(l->config.clock);
    (void)pthread_mutex_unlock(&l->lock);
    return e;
}

void link_take_whole(struct link *l)
{
    (void)pthread_mutex_lock(&l->lock);
    l->wanted.take_whole = true;
    if (wanted_is_new(&l->wanted)) link_signal(l);
    (void)pthread_mutex_unlock(&l->lock);
}

bool link_has_said(struct link *l, struct matter_id matter, int32_t no, enum report_said *ret)
{
    (void)pthread_mutex_lock(&l->lock);
    bool has = wanted_has_said(&l->wanted, matter, no, ret);
    (void)pthread_mutex_unlock(&l->lock);
    return has;
}

/* --- to the office ----------------------------------------------------------------------- */

static err_t id_of(const char *given, struct sb *to, const char **ret)
{
    sb_init(to, 64);
    if (given) {
        *ret = given;
        return OK;
    }
    random_token(to, ID_BYTES);
    TRY(sb_end(to));
    *ret = to->p;
    return OK;
}

/* Lock held. */
static err_t hand_over(struct link *l, enum spool_kind kind, struct str text, struct fault *why)
{
    err_t e = spool_add(&l->spool, kind, text, why);
    if (e == OK) poke(l);
    return e;
}

static err_t report_part(struct link *l, const struct report *r, size_t from, size_t n,
                         struct fault *why)
{
    SB_CLEANUP struct sb id;
    SB_CLEANUP struct sb text;
    struct report part = *r;
    sb_init(&text, REPORT_BYTES_MAX);
    /* Of several parts each is a report of its own. */
    TRY(id_of(r->n_words <= REPORT_WORDS_MAX ? r->id : NULL, &id, &part.id));
    part.enforcer = l->config.program;
    part.words = r->words + from;
    part.n_words = n;
    TRY(report_write(&text, &part, why));
    (void)pthread_mutex_lock(&l->lock);
    err_t e = hand_over(l, SPOOL_REPORT, sb_str(&text), why);
    /* On its way; that it was said is noted after, so that a crash between says it again. */
    if (e == OK && wanted_said(&l->wanted, &part) != OK) l->wanted.take_whole = true;
    (void)pthread_mutex_unlock(&l->lock);
    return e;
}

err_t link_report(struct link *l, const struct report *r, struct fault *why)
{
    for (size_t from = 0; from < r->n_words; from += REPORT_WORDS_MAX) {
        size_t left = r->n_words - from;
        TRY(report_part(l, r, from, left < REPORT_WORDS_MAX ? left : REPORT_WORDS_MAX, why));
    }
    return OK;
}

err_t link_evidence(struct link *l, const struct evidence *given, struct fault *why)
{
    SB_CLEANUP struct sb id;
    SB_CLEANUP struct sb text;
    struct evidence e = *given;
    sb_init(&text, EVIDENCE_BYTES_MAX);
    TRY(id_of(given->id, &id, &e.id));
    e.program = l->config.program;
    e.host = l->config.host;
    if (!e.at.ms) e.at = clock_now(l->config.clock);
    TRY(evidence_write(&text, &e, why));
    (void)pthread_mutex_lock(&l->lock);
    err_t r = hand_over(l, SPOOL_EVIDENCE, sb_str(&text), why);
    (void)pthread_mutex_unlock(&l->lock);
    return r;
}

err_t link_order(struct link *l, const struct order *given, struct fault *why)
{
    SB_CLEANUP struct sb id;
    SB_CLEANUP struct sb text;
    struct order o = *given;
    sb_init(&text, ORDER_BYTES_MAX);
    TRY(id_of(given->id, &id, &o.id));
    o.program = l->config.program;
    o.host = l->config.host;
    TRY(order_write(&text, &o, why));
    (void)pthread_mutex_lock(&l->lock);
    err_t r = hand_over(l, SPOOL_ORDER, sb_str(&text), why);
    (void)pthread_mutex_unlock(&l->lock);
    return r;
}

/* --- questions --------------------------------------------------------------------------- */

err_t link_question(struct link *l, struct arena *a, struct preflight *ret)
{
    err_t e = ERR_NOT_FOUND;
    (void)pthread_mutex_lock(&l->lock);
    if (l->question.n && !l->question_given) {
        e = preflight_read(a, sb_str(&l->question), ret, &l->state.last_fault);
        l->question_given = clock_monotonic_ms();
        if (e == ERR_INVALID || e == ERR_TOO_BIG) e = ERR_NOT_FOUND;
    }
    (void)pthread_mutex_unlock(&l->lock);
    return e;
}

err_t link_answer(struct link *l, const struct preflight_answer *given, struct fault *why)
{
    SB_CLEANUP struct sb text;
    struct arena arena ARENA_CLEANUP;
    struct preflight q;
    struct preflight_answer p = *given;
    sb_init(&text, PREFLIGHT_BYTES_MAX);
    arena_init(&arena, 64 << 20);
    (void)pthread_mutex_lock(&l->lock);
    err_t e = l->question.n ? preflight_read(&arena, sb_str(&l->question), &q, why) : ERR_NOT_FOUND;
    (void)pthread_mutex_unlock(&l->lock);
    if (e == ERR_NOT_FOUND) return fault_set(why, ERR_STATE, "enforce.question_gone", "%s", "");
    TRY(e);
    if (!p.id) p.id = q.id;
    p.enforcer = l->config.program;
    if (!p.at.ms) p.at = clock_now(l->config.clock);
    TRY(preflight_answer_write(&text, &p, why));
    (void)pthread_mutex_lock(&l->lock);
    sb_reset(&l->answer);
    sb_add(&l->answer, sb_str(&text));
    e = sb_end(&l->answer);
    poke(l);
    (void)pthread_mutex_unlock(&l->lock);
    return e;
}

/* --- files, state ------------------------------------------------------------------------ */

static err_t check_file(const struct http_answer *a, const char *digest, struct sb *to,
                        struct fault *why)
{
    SB_CLEANUP struct sb hex;
    uint8_t got[SHA256_LEN];
    sb_init(&hex, 2 * SHA256_LEN);
    if (a->status == 404) return fault_set(why, ERR_NOT_FOUND, "machine.no_file", NULL);
    if (a->status == 403) return fault_set(why, ERR_DENIED, "machine.unknown", NULL);
    if (a->status != 200) return fault_set(why, ERR_UNAVAILABLE, "link.no_answer", "%s", "");
    sha256(sb_str(&a->body), got);
    sb_add_hex(&hex, (struct str){(const char *)got, sizeof got});
    TRY(sb_end(&hex));
    if (!str_eqz(sb_str(&hex), digest)) return fault_set(why, ERR_CORRUPT, "link.other_file", NULL);
    sb_add(to, sb_str(&a->body));
    return sb_end(to);
}

err_t link_file(struct link *l, const char *digest, struct sb *to, struct fault *why)
{
    struct http_answer a;
    char what[128];
    if (strlen(digest) != 64 || strspn(digest, "0123456789abcdef") != 64)
        return fault_set(why, ERR_NOT_FOUND, "machine.no_file", NULL);
    (void)snprintf(what, sizeof what, "files/%s", digest);
    (void)pthread_mutex_lock(&l->net);
    err_t e = round_ask(l, "GET", what, STR(""), to->max > to->n ? to->max - to->n : 0, &a);
    (void)pthread_mutex_unlock(&l->net);
    if (e == OK)
        e = check_file(&a, digest, to, why);
    else
        e = fault_set(why, ERR_UNAVAILABLE, "link.no_answer", "%s", a.why ? a.why : "");
    sb_release(&a.body);
    return e;
}

void link_state_get(struct link *l, struct link_state *ret)
{
    (void)pthread_mutex_lock(&l->lock);
    *ret = l->state;
    if (!*l->identity.name) ret->line = LINK_NOT_ENROLLED;
    if (*l->identity.name && ret->line == LINK_NOT_ENROLLED) ret->line = LINK_AWAY;
    (void)snprintf(ret->name, sizeof ret->name, "%s", l->identity.name);
    ret->waiting = l->spool.n;
    ret->waiting_bytes = l->spool.bytes;
    ret->refused = l->spool.refused;
    ret->degraded = l->spool.degraded;
    ret->coalesced = l->spool.coalesced;
    (void)pthread_mutex_unlock(&l->lock);
}
