/* SPDX-License-Identifier: Apache-2.0
 *
 * Each document between programs: written, read back, written the same; and refused in every
 * way it can be wrong. */
#include "../check.h"
#include "contract/desired.h"
#include "contract/enrolment.h"
#include "contract/evidence.h"
#include "contract/order.h"
#include "contract/preflight.h"
#include "contract/signature.h"
#include "contract/taken.h"

static struct arena arena;
static struct sb text;

static int begin(void **state)
{
    (void)state;
    arena_init(&arena, 16 << 20);
    sb_init(&text, 1 << 20);
    return 0;
}

static int end(void **state)
{
    (void)state;
    arena_release(&arena);
    sb_release(&text);
    return 0;
}

#define assert_fault(e, code, fault_id, field_)                                                    \
    do {                                                                                           \
        assert_int_equal(e, code);                                                                 \
        assert_string_equal(why.id, fault_id);                                                     \
        assert_string_equal(why.args[0], field_);                                                  \
    } while (0)

static void desired_round_trip(void **state)
{
    (void)state;
    static const struct document_pair flow[] = {{"port", "443"}, {"source_ip", "10.1.0.3"}};
    static const struct desired_item items[] = {
        {{7}, 1, DESIRED_WANT, "specified_flow", {1000}, {2000}, flow, 2},
        {{8}, 2, DESIRED_DROP, "specified_flow", {0}, {0}, NULL, 0}};
    struct desired d = {.enforcer = "netd",
                        .since = 3,
                        .revision = 9,
                        .made = {1795478400000},
                        .items = items,
                        .n_items = 2},
                   back;
    assert_ok(desired_write(&text, &d, NULL));
    assert_str(sb_str(&text), "{\"document\":\"sekimori/"
                              "desired-state\",\"enforcer\":\"netd\",\"items\":[{\"from\":1000,"
                              "\"kind\":\"specified_flow\",\"matter\":7,"
                              "\"no\":1,\"payload\":[{\"name\":\"port\",\"value\":\"443\"},{"
                              "\"name\":\"source_ip\",\"value\":\"10.1.0.3\"}],\"until\":2000,"
                              "\"what\":\"want\"},{\"kind\":\"specified_flow\",\"matter\":8,\"no\":"
                              "2,\"what\":\"drop\"}],\"made\":1795478400000,\"revision\":9,"
                              "\"since\":3,\"v\":1}");
    assert_ok(desired_read(&arena, sb_str(&text), &back, NULL));
    assert_int_equal(back.n_items, 2);
    assert_string_equal(back.items[0].payload[1].value, "10.1.0.3");
    assert_int_equal(back.items[1].what, DESIRED_DROP);
    /* contradictions */
    struct fault why;
    d.snapshot = true;
    assert_fault(desired_write(&text, &d, &why), ERR_INVALID, "contract.contradiction", "since");
    d.since = 0;
    assert_fault(desired_write(&text, &d, &why), ERR_INVALID, "contract.contradiction", "items[1]");
    d.snapshot = false;
    d.since = 10;
    assert_fault(desired_write(&text, &d, &why), ERR_INVALID, "contract.contradiction", "since");
}

static void report_round_trip(void **state)
{
    (void)state;
    static const struct report_word words[] = {
        {{7}, 1, REPORT_APPLIED, REASON_NONE, NULL, {5}},
        {{8}, 1, REPORT_REFUSED, REASON_CONFLICT, "重複しています", {6}}};
    struct report r = {.id = "r-1",
                       .enforcer = "netd",
                       .revision = 9,
                       .words = words,
                       .n_words = 2},
                  back;
    assert_ok(report_write(&text, &r, NULL));
    assert_ok(report_read(&arena, sb_str(&text), &back, NULL));
    assert_int_equal(back.words[1].reason, REASON_CONFLICT);
    assert_string_equal(back.words[1].detail, "重複しています");
    struct fault why;
    struct report_word bad = {{7}, 1, REPORT_REFUSED, REASON_NONE, NULL, {5}};
    r.words = &bad;
    r.n_words = 1;
    assert_fault(report_write(&text, &r, &why), ERR_INVALID, "contract.contradiction",
                 "words[0].reason");
    static const struct receipt_word said[] = {{{7}, 1, RECEIPT_TAKEN}, {{8}, 1, RECEIPT_STALE}};
    struct receipt rc = {"r-1", said, 2}, rback;
    sb_reset(&text);
    assert_ok(receipt_write(&text, &rc, NULL));
    assert_ok(receipt_read(&arena, sb_str(&text), &rback, NULL));
    assert_int_equal(rback.words[1].outcome, RECEIPT_STALE);
}

static void evidence_round_trip(void **state)
{
    (void)state;
    struct evidence_item it = {
        .kind = "ruleset",
        .subject = "inet sekimori",
        .digest = "00000000000000000000000000000000000000000000000000000000000000ff"};
    struct evidence e = {.id = "e-1",
                         .program = "netd",
                         .host = "gw1",
                         .at = {5},
                         .items = &it,
                         .n_items = 1},
                    back;
    assert_ok(evidence_write(&text, &e, NULL));
    assert_ok(evidence_read(&arena, sb_str(&text), &back, NULL));
    assert_string_equal(back.items[0].digest, it.digest);
    struct fault why;
    it.digest = "00FF";
    assert_fault(evidence_write(&text, &e, &why), ERR_INVALID, "contract.contradiction",
                 "items[0].digest");
}

static void preflight_round_trip(void **state)
{
    (void)state;
    static const struct preflight_effect effects[] = {{.kind = "specified_flow"},
                                                      {.kind = "specified_flow", .until = {9}}};
    static const struct preflight_verdict verdicts[] = {{REASON_NONE, NULL},
                                                        {REASON_UNKNOWN, "no such zone"}};
    struct preflight q = {"q-1", "netd", effects, 2}, qback;
    struct preflight_answer a = {"q-1", "netd", 3, {5}, verdicts, 2}, aback;
    assert_ok(preflight_write(&text, &q, NULL));
    assert_ok(preflight_read(&arena, sb_str(&text), &qback, NULL));
    sb_reset(&text);
    assert_ok(preflight_answer_write(&text, &a, NULL));
    assert_ok(preflight_answer_read(&arena, sb_str(&text), &qback, &aback, NULL));
    assert_false(preflight_passes(&aback));
    struct fault why;
    qback.n_effects = 1;
    assert_fault(preflight_answer_read(&arena, sb_str(&text), &qback, &aback, &why), ERR_INVALID,
                 "contract.contradiction", "verdicts");
    qback.id = "q-2";
    assert_fault(preflight_answer_read(&arena, sb_str(&text), &qback, &aback, &why), ERR_INVALID,
                 "contract.contradiction", "id");
}

static void enrolment_round_trip(void **state)
{
    (void)state;
    struct enrolment e = {"1234-5678", "netd", "gw1", "0.1.0",
                          "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
                     back;
    assert_ok(enrolment_write(&text, &e, NULL));
    assert_ok(enrolment_read(&arena, sb_str(&text), &back, NULL));
    struct fault why;
    e.key = "AAAA";
    assert_fault(enrolment_write(&text, &e, &why), ERR_INVALID, "contract.contradiction", "key");
    struct enrolment_answer yes = {.name = "netd-1",
                                   .office = "北海道",
                                   .ledger_key = "office+1+x",
                                   .poll_seconds = 30,
                                   .at = {5}},
                            aback;
    sb_reset(&text);
    assert_ok(enrolment_answer_write(&text, &yes, NULL));
    assert_ok(enrolment_answer_read(&arena, sb_str(&text), &aback, NULL));
    yes.refused = "enrol.code_used";
    assert_fault(enrolment_answer_write(&text, &yes, &why), ERR_INVALID, "contract.contradiction",
                 "refused");
}

static void refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *id, *arg;
    } wrong[] = {
        {"", "codec.not_json", ""},
        {"[]", "contract.other_document", "sekimori/effect-receipt"},
        {"{\"document\":\"sekimori/evidence\",\"id\":\"a\",\"v\":1}", "contract.other_document",
         "sekimori/effect-receipt"},
        {"{\"document\":\"sekimori/effect-receipt\",\"id\":\"a\",\"v\":2}", "contract.version",
         "sekimori/effect-receipt"},
        {"{\"document\":\"sekimori/effect-receipt\",\"v\":1}", "codec.missing", "id"},
        {"{\"document\":\"sekimori/effect-receipt\",\"id\":\"a\",\"v\":1,\"more\":1}",
         "codec.unknown_member", "more"},
        {"{\"document\":\"sekimori/effect-receipt\",\"id\":\"a\",\"id\":\"b\",\"v\":1}",
         "codec.not_json", ""},
        {"{\"document\":\"sekimori/effect-receipt\",\"id\":7,\"v\":1}", "codec.bad_member", "id"},
        {"{\"document\":\"sekimori/effect-receipt\",\"id\":\"a\\u0000\",\"v\":1}", "codec.not_json",
         ""},
        {"{\"document\":\"sekimori/effect-receipt\",\"id\":\"a\",\"v\":1,\"words\":{}}",
         "codec.bad_member", "words"},
        {"{\"document\":\"sekimori/"
         "effect-receipt\",\"id\":\"a\",\"v\":1,\"words\":[{\"matter\":1.5,\"no\":1,\"outcome\":"
         "\"taken\"}]}",
         "codec.bad_member", "words[0].matter"},
        {"{\"document\":\"sekimori/"
         "effect-receipt\",\"id\":\"a\",\"v\":1,\"words\":[{\"matter\":1,\"no\":0,\"outcome\":"
         "\"taken\"}]}",
         "codec.bad_member", "words[0].no"},
        {"{\"document\":\"sekimori/"
         "effect-receipt\",\"id\":\"a\",\"v\":1,\"words\":[{\"matter\":1,\"no\":1,\"outcome\":"
         "\"lost\"}]}",
         "codec.bad_member", "words[0].outcome"},
        {"{\"document\":\"sekimori/"
         "effect-receipt\",\"id\":\"a\",\"v\":1,\"words\":[{\"matter\":9007199254740992,\"no\":1,"
         "\"outcome\":\"taken\"}]}",
         "codec.bad_member", "words[0].matter"},
        {"{\"document\":\"sekimori/effect-receipt\",\"id\":\"a\",\"v\":1} x", "codec.not_json", ""},
    };
    for (size_t i = 0; i < ARRAY_LEN(wrong); i++) {
        struct fault why = {0};
        struct receipt r;
        assert_int_equal(receipt_read(&arena, str_z(wrong[i].text), &r, &why), ERR_INVALID);
        assert_string_equal(why.id, wrong[i].id);
        assert_string_equal(why.args[0], wrong[i].arg);
    }
}

static void values_of_evidence(void **state)
{
    (void)state;
    struct document_pair v[] = {{"packets", "3"}, {"bytes", "99"}};
    const struct evidence_item it = {
        .kind = "counter", .subject = "s", .matter = {7}, .no = 1, .values = v, .n_values = 2};
    struct evidence e = {.id = "e",
                         .program = "netd",
                         .host = "h",
                         .at = {1},
                         .items = &it,
                         .n_items = 1},
                    back;
    struct fault why;
    assert_ok(evidence_write(&text, &e, NULL));
    assert_ok(evidence_read(&arena, sb_str(&text), &back, NULL));
    assert_int_equal(back.items[0].n_values, 2);
    assert_string_equal(back.items[0].values[1].value, "99");
    v[1].name = "packets"; /* which of the two would count? */
    assert_fault(evidence_write(&text, &e, &why), ERR_INVALID, "contract.contradiction",
                 "items[0].values");
}

static void order_round_trip(void **state)
{
    (void)state;
    struct order o = {.id = "o-1",
                      .program = "netd",
                      .host = "barrier1",
                      .what = ORDER_RESTORE,
                      .at = {1000},
                      .by = "101003",
                      .account = "root",
                      .scope = ORDER_ZONE,
                      .value = "internet",
                      .reason = "復旧",
                      .done_at = {1000},
                      .result = ORDER_PARTLY},
                 back;
    struct fault why;
    assert_ok(order_write(&text, &o, NULL));
    assert_ok(order_read(&arena, sb_str(&text), &back, NULL));
    assert_int_equal(back.what, ORDER_RESTORE);
    assert_int_equal(back.scope, ORDER_ZONE);
    assert_int_equal(back.result, ORDER_PARTLY);
    assert_string_equal(back.reason, "復旧");
    o.done_at.ms = 999;
    assert_fault(order_write(&text, &o, &why), ERR_INVALID, "contract.contradiction", "done_at");
    o.done_at.ms = 1001;
    o.value = NULL;
    assert_fault(order_write(&text, &o, &why), ERR_INVALID, "contract.contradiction", "value");
    o.scope = ORDER_ALL;
    assert_ok(order_write(&text, &o, NULL));
    o.value = "x";
    assert_fault(order_write(&text, &o, &why), ERR_INVALID, "contract.contradiction", "value");
}

static void taken_round_trip(void **state)
{
    (void)state;
    const struct taken t = {.id = "o-1", .repeated = true, .matter = {9}, .at = {5}};
    struct taken back;
    assert_ok(taken_write(&text, &t, NULL));
    assert_ok(taken_read(&arena, sb_str(&text), &back, NULL));
    assert_string_equal(back.id, "o-1");
    assert_true(back.repeated && back.matter.v == 9 && back.at.ms == 5);
}

#define NONCE "AAECAwQFBgcICQoLDA0ODw"
#define SIG "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8gISIjJCUmJygpKissLS4vMDEyMzQ1Njc4OTo7PD0-Pw"

static void signatures(void **state)
{
    static const char good[] = "v=1;name=netd.barrier1;at=1795478400000;nonce=" NONCE ";sig=" SIG;
    static const char *const bad[] = {
        "",
        "v=1",
        "v=2;name=a;at=1;nonce=" NONCE ";sig=" SIG,
        "v=1;name=;at=1;nonce=" NONCE ";sig=" SIG,
        "v=1;name=.a;at=1;nonce=" NONCE ";sig=" SIG,
        "v=1;name=a-;at=1;nonce=" NONCE ";sig=" SIG,
        "v=1;name=A;at=1;nonce=" NONCE ";sig=" SIG,
        "v=1;name=a\nb;at=1;nonce=" NONCE ";sig=" SIG,
        "v=1;name=a;at=0;nonce=" NONCE ";sig=" SIG,
        "v=1;name=a;at=-1;nonce=" NONCE ";sig=" SIG,
        "v=1;name=a;at=01;nonce=" NONCE ";sig=" SIG,
        "v=1;name=a;at=99999999999999999999;nonce=" NONCE ";sig=" SIG,
        "v=1;name=a;at=1;nonce=" NONCE "A;sig=" SIG,
        "v=1;name=a;at=1;nonce=AAEC;sig=" SIG,
        "v=1;name=a;at=1;nonce=" NONCE ";sig=" NONCE,
        "v=1;name=a;at=1;nonce=" NONCE ";sig=" SIG ";",
        "v=1;name=a;at=1;nonce=" NONCE ";sig=" SIG ";x=1",
        "v=1;at=1;name=a;nonce=" NONCE ";sig=" SIG,
        " v=1;name=a;at=1;nonce=" NONCE ";sig=" SIG,
    };
    struct signature s;
    (void)state;
    assert_ok(signature_parse(str_z(good), &s));
    assert_string_equal(s.name, "netd.barrier1");
    assert_int_equal(s.at.ms, INT64_C(1795478400000));
    assert_int_equal(s.nonce[15], 15);
    assert_int_equal(s.sig[63], 63);
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        if (signature_parse(str_z(bad[i]), &s) == OK) print_message("taken: %s\n", bad[i]);
        assert_int_equal(signature_parse(str_z(bad[i]), &s), ERR_INVALID);
    }
    signature_format(&text, &s);
    assert_true(str_eqz(sb_str(&text), good));
    sb_reset(&text);
    signature_text(&text, &s, STR("POST"), STR("/machines/v1/reports"), STR("{}"));
    assert_true(str_eqz(sb_str(&text),
                        "sekimori-machine-request/1\nPOST\n/machines/v1/reports\n"
                        "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a\n"
                        "netd.barrier1\n1795478400000\n" NONCE "\n"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(desired_round_trip, begin, end),
        cmocka_unit_test_setup_teardown(report_round_trip, begin, end),
        cmocka_unit_test_setup_teardown(evidence_round_trip, begin, end),
        cmocka_unit_test_setup_teardown(values_of_evidence, begin, end),
        cmocka_unit_test_setup_teardown(order_round_trip, begin, end),
        cmocka_unit_test_setup_teardown(taken_round_trip, begin, end),
        cmocka_unit_test_setup_teardown(signatures, begin, end),
        cmocka_unit_test_setup_teardown(preflight_round_trip, begin, end),
        cmocka_unit_test_setup_teardown(enrolment_round_trip, begin, end),
        cmocka_unit_test_setup_teardown(refused, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
