/* SPDX-License-Identifier: Apache-2.0
 *
 * What programs on other hosts ask (docs/link.md). Who it is has been found out by the gate. */
#include <string.h>
#include <sys/mman.h>

#include "base/b64.h"
#include "base/cert.h"
#include "base/file.h"
#include "base/utf8.h"
#include "contract/desired.h"
#include "contract/enrolment.h"
#include "contract/order.h"
#include "contract/preflight.h"
#include "kernel/effects.h"
#include "office/enforce.h"
#include "office/enrol.h"
#include "office/evidence.h"
#include "office/order.h"
#include "web/attach.h"
#include "web/machine_gate.h"
#include "web/pages/handlers.h"

enum { ANSWER_MAX = 8 << 20, VERSION_MAX = 100 };
static const char json_media[] = "application/json";

/* --- answers ----------------------------------------------------------------------------- */

static err_t give(struct request *rq, struct reply *rp, const struct sb *b)
{
    struct str kept = arena_str(rq->arena, sb_str(b));
    return kept.p ? reply_text(rp, json_media, kept) : ERR_NOMEM;
}

static err_t give_nothing(struct reply *rp)
{
    rp->kind = REPLY_NONE;
    rp->status = 204;
    return OK;
}

/* Larger than an answer in memory may be: from a file that has no name. */
static err_t give_large(struct reply *rp, const struct sb *b)
{
    FILE_FD int fd = memfd_create("answer", MFD_CLOEXEC);
    if (fd < 0) return ERR_IO;
    TRY(file_write_all(fd, sb_str(b)));
    int taken = fd;
    fd = -1;
    return reply_stream(rp, json_media, STR("answer.json"), taken, b->n);
}

/* --- contact ----------------------------------------------------------------------------- */

static err_t note(struct web *web, const struct request *rq, int64_t revision, struct fault *why)
{
    int64_t own = 0;
    if (!machine_gate_note(web->machine_gate, rq->machine->name, revision)) return OK;
    struct enrol_contact c = {.name = rq->machine->name, .at = rq->now, .revision = revision};
    if (str_to_i64(rq->own_clock, &own) == OK && own > 0) c.ahead_ms = own - rq->now.ms;
    struct str version = str_head(rq->agent, VERSION_MAX);
    if (utf8_valid(version, UTF8_LINE) && version.n) c.version = arena_strdup(rq->arena, version);
    return enrol_note_contact(web->office, &c, why);
}

/* --- enrolment --------------------------------------------------------------------------- */

err_t machine_enrol_post(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    struct enrolment said;
    uint8_t key[CERT_KEY];
    size_t n = 0;
    bool refused = false;
    SB_CLEANUP struct sb b;
    sb_init(&b, ENROLMENT_BYTES_MAX);
    TRY(enrolment_read(rq->arena, rq->body, &said, why));
    if (b64url_decode(str_z(said.key), key, sizeof key, &n) != OK || n != sizeof key)
        return ERR_INVALID;
    TRY(machine_gate_new(web, rq, key, why));
    TRY(enrol_take(web->office, web->config.office_name ? web->config.office_name : "",
                   web->ledger_key ? web->ledger_key : "", rq->body, &b, &refused, why));
    TRY(give(rq, rp, &b));
    if (refused) rp->status = 403;
    return OK;
}

/* --- desired state and reports ----------------------------------------------------------- */

static err_t since_of(const struct request *rq, int64_t *ret, struct fault *why)
{
    struct str s;
    *ret = 0;
    if (!form_nth(&rq->params, "since", 0, &s)) return OK;
    if (str_to_i64(s, ret) != OK || *ret < 0)
        return fault_set(why, ERR_INVALID, "contract.contradiction", "%s", "since");
    return OK;
}

static err_t is_news(struct web *web, const char *enforcer, int64_t since, bool *ret,
                     struct fault *why)
{
    STORE_READ_CLEANUP struct db *db = NULL;
    int64_t revision = 0;
    TRY(store_read_begin(web->store, &db, why));
    err_t e = db_get_i64(db, &revision, SQL_EFFECTS_REVISION, P_STR("enforcer", str_z(enforcer)));
    if (e != OK && e != ERR_NOT_FOUND) return e;
    *ret = since == 0 || revision != since;
    return OK;
}

err_t machine_desired_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    int64_t since;
    bool news;
    SB_CLEANUP struct sb b;
    sb_init(&b, DESIRED_BYTES_MAX);
    TRY(since_of(rq, &since, why));
    TRY(note(web, rq, since, why));
    TRY(is_news(web, rq->machine->program, since, &news, why));
    if (!news) return give_nothing(rp);
    TRY(enforce_desired(web->office, rq->machine->program, since, &b, why));
    return b.n < ANSWER_MAX ? give(rq, rp, &b) : give_large(rp, &b);
}

err_t machine_reports_post(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, REPORT_BYTES_MAX);
    TRY(enforce_report(web->office, rq->machine->program, rq->body, &b, why));
    return give(rq, rp, &b);
}

/* --- questions --------------------------------------------------------------------------- */

err_t machine_question_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, PREFLIGHT_BYTES_MAX);
    struct fault none = {.code = OK};
    err_t e = enforce_question(web->office, rq->machine->program, &b, &none);
    if (e == ERR_NOT_FOUND) return give_nothing(rp);
    if (e != OK) *why = none;
    TRY(e);
    return give(rq, rp, &b);
}

err_t machine_answers_post(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    TRY(enforce_answer(web->office, rq->machine->program, rq->body, why));
    return give_nothing(rp);
}

/* --- evidence and orders ----------------------------------------------------------------- */

err_t machine_evidence_post(struct web *web, struct request *rq, struct reply *rp,
                            struct fault *why)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, EVIDENCE_BYTES_MAX);
    TRY(evidence_take(web->office, rq->machine, rq->body, &b, why));
    return give(rq, rp, &b);
}

err_t machine_orders_post(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, ORDER_BYTES_MAX);
    TRY(order_take(web->office, rq->machine, rq->body, &b, why));
    return give(rq, rp, &b);
}

/* --- files ------------------------------------------------------------------------------- */

static bool is_digest(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f'))) return false;
    return s.n == 64;
}

err_t machine_file_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    struct str digest = rq->args[0], bytes;
    const char *id = NULL;
    if (!is_digest(digest)) return ERR_NOT_FOUND;
    char *z = arena_strdup(rq->arena, digest);
    if (!z) return ERR_NOMEM;
    err_t e = enforce_file(web->office, rq->machine->program, digest, rq->arena, &id, why);
    if (e == ERR_NOT_FOUND) return fault_set(why, e, "machine.no_file", NULL);
    TRY(e);
    TRY(attach_read(web, rq->arena, id, z, &bytes, why));
    return reply_text(rp, "application/octet-stream", bytes);
}
