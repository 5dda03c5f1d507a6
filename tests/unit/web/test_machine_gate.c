/* SPDX-License-Identifier: Apache-2.0
 *
 * test_machine_gate.c: when a signature counts: the minute by the office's clock, once each, after
 * a start and after the clock was set back.
 */
#include "face.h"

#include <stdio.h>
#include <string.h>

#include "base/b64.h"
#include "base/cert.h"
#include "web/machine_gate.h"

static struct face F;
static struct machine_gate *gate;
static const uint8_t seed[CERT_SEED] = {1, 2, 3};
static uint8_t count;

static err_t enrol(struct db *db, void *arg)
{
    struct leaf_id leaf;
    uint8_t key[CERT_KEY];
    SB_CLEANUP struct sb text;
    (void)arg;
    sb_init(&text, 64);
    TRY(cert_public(seed, key));
    b64url_add(&text, (struct str){(const char *)key, sizeof key});
    TRY(sb_end(&text));
    struct machine_change c = {.what = MACHINE_ENROLLED,
                               .name = "netd.b1",
                               .program = "netd",
                               .host = "b1",
                               .key = text.p,
                               .token = "t",
                               .at = {1}};
    return kernel_machine(db, &c, &leaf);
}

static int set_up(void **state)
{
    (void)state;
    face_make(&F);
    assert_ok(store_write(F.town.t.store, enrol, NULL, NULL));
    assert_ok(machine_gate_open(&F.clock, &gate));
    F.web.machine_gate = gate;
    clock_test_advance(&F.time, 10 * SECOND_MS); /* past the first seconds */
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    machine_gate_close(gate);
    face_remove(&F);
    return 0;
}

/* A header for GET /x, so many milliseconds from now; nonce: its first byte. */
static void header(struct sb *to, int64_t off, uint8_t nonce)
{
    struct signature s = {.name = "netd.b1", .at = moment_add(clock_now(&F.clock), off)};
    SB_CLEANUP struct sb text;
    sb_init(&text, 4096);
    s.nonce[0] = nonce;
    signature_text(&text, &s, STR("GET"), STR("/x"), STR(""));
    assert_ok(cert_sign(seed, sb_str(&text), s.sig));
    sb_reset(to);
    signature_format(to, &s);
    assert_ok(sb_end(to));
}

static err_t ask(struct str signature, struct fault *why)
{
    struct arena a ARENA_CLEANUP;
    arena_init(&a, 1 << 20);
    struct request rq = {.arena = &a,
                         .method = HTTP_GET,
                         .channel = CHANNEL_MACHINES,
                         .target = STR("/x"),
                         .body = STR(""),
                         .signature = signature};
    *why = (struct fault){.code = OK};
    return machine_gate_who(&F.web, &rq, why);
}

static void expect(int64_t off, err_t e, const char *id)
{
    struct fault why;
    SB_CLEANUP struct sb h;
    sb_init(&h, SIGNATURE_HEADER_MAX);
    header(&h, off, ++count);
    err_t got = ask(sb_str(&h), &why);
    if (got != e) print_message("%lld: %s\n", (long long)off, why.id ? why.id : "ok");
    assert_int_equal(got, e);
    if (id) assert_string_equal(why.id, id);
}

static void the_minute(void **state)
{
    (void)state;
    clock_test_advance(&F.time, 2 * MINUTE_MS);
    expect(0, OK, NULL);
    expect(-59 * SECOND_MS, OK, NULL);
    expect(-60 * SECOND_MS, OK, NULL);
    expect(-60 * SECOND_MS - 1, ERR_STATE, "machine.clock");
    expect(2 * SECOND_MS, OK, NULL);
    expect(2 * SECOND_MS + 1, ERR_STATE, "machine.clock");
    expect(-365 * DAY_MS, ERR_STATE, "machine.clock");
    expect(365 * DAY_MS, ERR_STATE, "machine.clock");
}

static void once(void **state)
{
    (void)state;
    struct fault why;
    SB_CLEANUP struct sb h;
    sb_init(&h, SIGNATURE_HEADER_MAX);
    header(&h, 0, ++count);
    assert_ok(ask(sb_str(&h), &why));
    assert_int_equal(ask(sb_str(&h), &why), ERR_DENIED);
    assert_string_equal(why.id, "machine.replayed");
    clock_test_advance(&F.time, 59 * SECOND_MS);
    assert_int_equal(ask(sb_str(&h), &why), ERR_DENIED);
    clock_test_advance(&F.time, 2 * SECOND_MS);
    assert_int_equal(ask(sb_str(&h), &why), ERR_STATE);
    assert_string_equal(why.id, "machine.clock");
}

/* A server that has just started cannot know what an earlier one has heard. */
static void after_a_start(void **state)
{
    (void)state;
    struct machine_gate *fresh, *before = F.web.machine_gate;
    struct fault why;
    SB_CLEANUP struct sb h;
    sb_init(&h, SIGNATURE_HEADER_MAX);
    header(&h, 1900, ++count); /* as far ahead as was allowed */
    assert_ok(ask(sb_str(&h), &why));
    assert_ok(machine_gate_open(&F.clock, &fresh));
    F.web.machine_gate = fresh;
    assert_int_equal(ask(sb_str(&h), &why), ERR_BUSY);
    assert_string_equal(why.id, "machine.starting");
    clock_test_advance(&F.time, 2001);
    assert_int_equal(ask(sb_str(&h), &why), ERR_STATE);
    expect(0, OK, NULL);
    F.web.machine_gate = before;
    machine_gate_close(fresh);
}

/* What was heard stays heard, and the office is not shut until the clock is there again. */
static void set_back(void **state)
{
    (void)state;
    struct fault why;
    SB_CLEANUP struct sb h;
    sb_init(&h, SIGNATURE_HEADER_MAX);
    header(&h, 0, ++count);
    assert_ok(ask(sb_str(&h), &why));
    clock_test_advance(&F.time, -HOUR_MS);
    expect(0, ERR_BUSY, "machine.starting");
    clock_test_advance(&F.time, 2001);
    expect(0, OK, NULL);
    clock_test_advance(&F.time, HOUR_MS - 2001);
    assert_int_equal(ask(sb_str(&h), &why), ERR_DENIED);
    assert_string_equal(why.id, "machine.replayed");
}

/* Many others between do not make it count again. */
static void many_others(void **state)
{
    enum { OTHERS = 300 }; /* within what one machine may ask at once */
    (void)state;
    struct fault why;
    SB_CLEANUP struct sb first;
    SB_CLEANUP struct sb h;
    sb_init(&first, SIGNATURE_HEADER_MAX);
    sb_init(&h, SIGNATURE_HEADER_MAX);
    clock_test_advance(&F.time, 5 * MINUTE_MS);
    header(&first, 0, ++count);
    assert_ok(ask(sb_str(&first), &why));
    for (int i = 0; i < OTHERS; i++) {
        clock_test_advance(&F.time, 1);
        header(&h, 0, 7);
        assert_ok(ask(sb_str(&h), &why));
    }
    assert_int_equal(ask(sb_str(&first), &why), ERR_DENIED);
    assert_string_equal(why.id, "machine.replayed");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_minute),    cmocka_unit_test(once),
        cmocka_unit_test(after_a_start), cmocka_unit_test(set_back),
        cmocka_unit_test(many_others),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
