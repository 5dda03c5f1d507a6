/* SPDX-License-Identifier: Apache-2.0 */
#include "web/machine_gate.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/b64.h"
#include "base/cert.h"
#include "base/sha256.h"

enum {
    NOTE_MS = 60 * 1000,
    LEDGER_BYTES = 8,
    TEXT_MAX = 4096,
    ENROL_PER_SECOND = 1,
    ENROL_BURST = 20
};

struct nonce {
    int64_t at;
    uint8_t v[SIGNATURE_NONCE];
};
struct known { /* what is remembered of one machine */
    struct known *next;
    char name[SIGNATURE_NAME_MAX + 1];
    struct nonce *nonces; /* a ring */
    size_t n, at;
    int64_t floor;                 /* nothing signed at or before this counts */
    int64_t allowed, filled;       /* thousandths of requests; when (monotonic) */
    int64_t bytes, bytes_filled;   /* that it may still say; when (monotonic) */
    int64_t noted, noted_revision; /* monotonic; -1: not yet */
};
struct machine_gate {
    const struct clock *clock;
    pthread_mutex_t lock;
    struct known *machines;
    size_t n;
    int64_t start_mono, floor; /* signed before: perhaps heard by an earlier server */
    int64_t baseline;          /* wall minus monotonic */
};

/* --- open and close ---------------------------------------------------------------------- */

static void begin_anew(struct machine_gate *g, int64_t wall, int64_t mono)
{
    g->start_mono = mono;
    g->floor = wall + MACHINE_GATE_FUTURE_MS;
    g->baseline = wall - mono;
}

err_t machine_gate_open(const struct clock *clock, struct machine_gate **ret)
{
    struct machine_gate *g = calloc(1, sizeof *g);
    if (!g) return ERR_NOMEM;
    if (pthread_mutex_init(&g->lock, NULL) != 0) {
        free(g);
        return ERR_NOMEM;
    }
    g->clock = clock;
    begin_anew(g, clock_now(clock).ms, clock_monotonic_ms());
    *ret = g;
    return OK;
}

void machine_gate_close(struct machine_gate *g)
{
    if (!g) return;
    while (g->machines) {
        struct known *k = g->machines;
        g->machines = k->next;
        free(k->nonces);
        free(k);
    }
    (void)pthread_mutex_destroy(&g->lock);
    free(g);
}

/* --- what is remembered (under the lock) ------------------------------------------------- */

static struct known *find(struct machine_gate *g, const char *name)
{
    for (struct known *k = g->machines; k; k = k->next)
        if (strcmp(k->name, name) == 0) return k;
    struct known *k = g->n < MACHINE_GATE_MACHINES ? calloc(1, sizeof *k) : NULL;
    if (!k) return NULL;
    k->nonces = calloc(MACHINE_GATE_NONCES, sizeof *k->nonces);
    if (!k->nonces) {
        free(k);
        return NULL;
    }
    (void)snprintf(k->name, sizeof k->name, "%s", name);
    k->noted_revision = -1;
    k->filled = k->bytes_filled = INT64_MIN;
    k->next = g->machines;
    g->machines = k;
    g->n++;
    return k;
}

static bool may_ask(struct known *k, int64_t per_second, int64_t burst)
{
    int64_t now = clock_monotonic_ms(), most = burst * 1000;
    int64_t grown = k->filled == INT64_MIN ? most : (now - k->filled) * per_second;
    k->allowed = k->allowed + grown > most ? most : k->allowed + grown;
    k->filled = now;
    if (k->allowed < 1000) return false;
    k->allowed -= 1000;
    return true;
}

/* What is said stays in the ledger for ever: a machine in wrong hands must not fill it. */
static bool may_say(struct known *k, size_t n)
{
    int64_t now = clock_monotonic_ms(), most = MACHINE_GATE_BYTES_BURST;
    int64_t grown = k->bytes_filled == INT64_MIN
                        ? most
                        : (now - k->bytes_filled) * MACHINE_GATE_BYTES_PER_SECOND / 1000;
    k->bytes = k->bytes + grown > most ? most : k->bytes + grown;
    k->bytes_filled = now;
    if (k->bytes < (int64_t)n) return false;
    k->bytes -= (int64_t)n;
    return true;
}

static bool is_new(struct known *k, const struct signature *s)
{
    if (s->at.ms <= k->floor) return false;
    for (size_t i = 0; i < k->n; i++)
        if (k->nonces[i].at == s->at.ms &&
            sodium_memcmp(k->nonces[i].v, s->nonce, sizeof s->nonce) == 0)
            return false;
    struct nonce *to = &k->nonces[k->at];
    if (k->n == MACHINE_GATE_NONCES) {
        if (to->at > k->floor) k->floor = to->at;
    } else {
        k->n++;
    }
    to->at = s->at.ms;
    memcpy(to->v, s->nonce, sizeof to->v);
    k->at = (k->at + 1) % MACHINE_GATE_NONCES;
    return s->at.ms > k->floor;
}

/* --- time -------------------------------------------------------------------------------- */

static err_t check_time(struct machine_gate *g, const struct signature *s, struct fault *why)
{
    int64_t now = clock_now(g->clock).ms, mono = clock_monotonic_ms();
    if (now - mono < g->baseline - MACHINE_GATE_FUTURE_MS) begin_anew(g, now, mono); /* set back */
    if (s->at.ms <= g->floor && now <= g->floor)
        return fault_set(why, ERR_BUSY, "machine.starting", NULL);
    bool old = s->at.ms <= g->floor || now - s->at.ms > MACHINE_GATE_PAST_MS;
    if (old || s->at.ms - now > MACHINE_GATE_FUTURE_MS)
        return fault_set(why, ERR_STATE, "machine.clock", NULL);
    return OK;
}

static err_t remember(struct web *web, const struct signature *s, size_t bytes, bool enrols,
                      struct fault *why)
{
    struct machine_gate *g = web->machine_gate;
    err_t e = OK;
    (void)pthread_mutex_lock(&g->lock);
    struct known *k = find(g, s->name);
    if (!k)
        e = fault_set(why, ERR_BUSY, "machine.too_many", NULL);
    else if (!may_ask(k, enrols ? ENROL_PER_SECOND : MACHINE_GATE_PER_SECOND,
                      enrols ? ENROL_BURST : MACHINE_GATE_BURST))
        e = fault_set(why, ERR_BUSY, "machine.too_many", NULL);
    else if (!is_new(k, s))
        e = fault_set(why, ERR_DENIED, "machine.replayed", NULL);
    else if (!may_say(k, bytes))
        e = fault_set(why, ERR_BUSY, "machine.too_many", NULL);
    (void)pthread_mutex_unlock(&g->lock);
    return e;
}

/* --- signature and certificate ----------------------------------------------------------- */

static err_t check_signature(const struct request *rq, const struct signature *s,
                             const uint8_t key[CERT_KEY], struct fault *why)
{
    SB_CLEANUP struct sb text;
    sb_init(&text, TEXT_MAX);
    const char *method = rq->method == HTTP_POST   ? "POST"
                         : rq->method == HTTP_HEAD ? "HEAD"
                                                   : "GET";
    if (rq->target.n > SIGNATURE_TARGET_MAX)
        return fault_set(why, ERR_DENIED, "machine.unknown", NULL);
    signature_text(&text, s, str_z(method), rq->target, rq->body);
    TRY(sb_end(&text));
    if (crypto_sign_verify_detached(s->sig, (const unsigned char *)text.p, text.n, key) != 0)
        return fault_set(why, ERR_DENIED, "machine.unknown", NULL);
    return OK;
}

static int hex(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* As nginx escapes it. */
static err_t unescape(struct str in, struct sb *out)
{
    for (size_t i = 0; i < in.n; i++) {
        if (in.p[i] != '%') {
            sb_addc(out, in.p[i]);
            continue;
        }
        int hi = i + 2 < in.n ? hex(in.p[i + 1]) : -1, lo = i + 2 < in.n ? hex(in.p[i + 2]) : -1;
        if (hi < 0 || lo < 0) return ERR_INVALID;
        sb_addc(out, (char)(hi * 16 + lo));
        i += 2;
    }
    return sb_end(out);
}

static err_t check_certificate(const struct request *rq, const uint8_t key[CERT_KEY],
                               struct fault *why)
{
    uint8_t shown[CERT_KEY];
    SB_CLEANUP struct sb pem;
    sb_init(&pem, CERT_PEM_MAX);
    if (!rq->over_tls)
        return OK; /* a socket of this machine, or no TLS at all: the office's choice */
    if (unescape(rq->client_cert, &pem) != OK || cert_key(sb_str(&pem), shown) != OK ||
        sodium_memcmp(shown, key, CERT_KEY) != 0)
        return fault_set(why, ERR_DENIED, "machine.certificate", NULL);
    return OK;
}

/* --- who --------------------------------------------------------------------------------- */

static err_t read_signature(const struct web *web, const struct request *rq, struct signature *ret,
                            struct fault *why)
{
    if (!web->machine_gate || !web->office || signature_parse(rq->signature, ret) != OK)
        return fault_set(why, ERR_DENIED, "machine.unknown", NULL);
    return OK;
}

static err_t look_up(struct web *web, struct request *rq, const char *name, struct machine **ret,
                     uint8_t key[CERT_KEY], struct fault *why)
{
    STORE_READ_CLEANUP struct db *db = NULL;
    size_t n = 0;
    struct machine *m = ARENA_NEW(rq->arena, struct machine);
    if (!m) return ERR_NOMEM;
    TRY(store_read_begin(web->store, &db, why));
    err_t e = kernel_machine_get(db, rq->arena, name, m);
    if (e == ERR_NOT_FOUND) return fault_set(why, ERR_DENIED, "machine.unknown", NULL);
    TRY(e);
    if (b64url_decode(str_z(m->key), key, CERT_KEY, &n) != OK || n != CERT_KEY) return ERR_CORRUPT;
    *ret = m;
    return OK;
}

static err_t pass(struct web *web, struct request *rq, const struct signature *s,
                  const uint8_t key[CERT_KEY], bool enrols, struct fault *why)
{
    TRY(check_signature(rq, s, key, why));
    TRY(check_certificate(rq, key, why));
    (void)pthread_mutex_lock(&web->machine_gate->lock);
    err_t e = check_time(web->machine_gate, s, why);
    (void)pthread_mutex_unlock(&web->machine_gate->lock);
    return e == OK ? remember(web, s, rq->body.n, enrols, why) : e;
}

err_t machine_gate_who(struct web *web, struct request *rq, struct fault *why)
{
    struct signature s;
    struct machine *m = NULL;
    uint8_t key[CERT_KEY];
    TRY(read_signature(web, rq, &s, why));
    TRY(look_up(web, rq, s.name, &m, key, why));
    TRY(pass(web, rq, &s, key, false, why));
    if (m->until.ms) return fault_set(why, ERR_DENIED, "machine.revoked", "%s", m->name);
    rq->machine = m;
    return OK;
}

err_t machine_gate_new(struct web *web, struct request *rq, const uint8_t key[CERT_KEY],
                       struct fault *why)
{
    struct signature s;
    TRY(read_signature(web, rq, &s, why));
    if (strcmp(s.name, SIGNATURE_ENROL) != 0)
        return fault_set(why, ERR_DENIED, "machine.unknown", NULL);
    return pass(web, rq, &s, key, true, why);
}

/* --- the rest ---------------------------------------------------------------------------- */

struct str machine_gate_ledger(const char *vkey, struct arena *a)
{
    uint8_t digest[SHA256_LEN];
    SB_CLEANUP struct sb b;
    sb_init(&b, 2 * LEDGER_BYTES);
    sha256(str_z(vkey), digest);
    sb_add_hex(&b, (struct str){(const char *)digest, LEDGER_BYTES});
    return sb_end(&b) == OK ? arena_str(a, sb_str(&b)) : STR_NONE;
}

bool machine_gate_note(struct machine_gate *g, const char *name, int64_t revision)
{
    int64_t now = clock_monotonic_ms();
    (void)pthread_mutex_lock(&g->lock);
    struct known *k = find(g, name);
    bool due = k && (k->noted_revision != revision || now - k->noted > NOTE_MS);
    if (due) {
        k->noted = now;
        k->noted_revision = revision;
    }
    (void)pthread_mutex_unlock(&g->lock);
    return due;
}
