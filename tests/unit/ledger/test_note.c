/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include <stdio.h>
#include <string.h>

#include "ledger/checkpoint.h"

/* The examples of golang.org/x/mod/sumdb/note. */
static const char peter_vkey[] =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
static const char peter_note[] =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "\xE2\x80\x94 PeterNeumann "
    "x08go/ZJkuBS9UG/"
    "SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

static void an_outside_note_verifies(void **state)
{
    (void)state;
    struct note_key key;
    struct note note;
    assert_ok(note_key_parse(STR(peter_vkey), &key));
    SB_CLEANUP struct sb b;
    sb_init(&b, 1000);
    note_key_write(&b, &key);
    assert_string_equal(b.p, peter_vkey);
    assert_ok(note_parse(STR(peter_note), &note));
    assert_ok(note_verify(&note, &key, NULL));
    char changed[sizeof peter_note];
    memcpy(changed, peter_note, sizeof changed);
    changed[3] = 'Y';
    assert_ok(note_parse(STR(changed), &note));
    assert_int_equal(note_verify(&note, &key, NULL), ERR_CORRUPT);
}

static void vkeys_are_strict(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "PeterNeumann",
        "PeterNeumann+c74f20a3",
        "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10T",
        "PeterNeumann+c74f20a3+AhpC2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n\n",
    };
    struct note_key key;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        if (note_key_parse(str_z(bad[i]), &key) == OK) fail_msg("taken: %s", bad[i]);
    }
}

static void names(void **state)
{
    (void)state;
    assert_true(note_name_valid(STR("sekimori.example/office")));
    assert_true(note_name_valid(STR("\xE9\x96\xA2\xE5\xAE\x88")));
    assert_false(note_name_valid(STR("")));
    assert_false(note_name_valid(STR("a+b")));
    assert_false(note_name_valid(STR("a b")));
    assert_false(note_name_valid(STR("a\xE3\x80\x80"
                                     "b")));
    assert_false(note_name_valid(STR("a\xC2\xA0"
                                     "b")));
    assert_false(note_name_valid(STR("a\x01")));
    assert_false(note_name_valid(STR("\xFF")));
}

static void forms_that_are_not_notes(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "\n",
        "\n\n",
        "text\n",
        "text\n\n",
        "text\n\nnot a signature\n",
        "text\n\n\xE2\x80\x94 a\n",
        "text\n\n\xE2\x80\x94 a AAAA\n",
        "text\n\n\xE2\x80\x94 a AAAAAAA=",
        "text\n\n\xE2\x80\x94 a AAAAAAB=\n",
        "text\n\n\xE2\x80\x94 a AAAAAAA= \n",
        "text\n\n\xE2\x80\x94  AAAAAAA=\n",
        "text\n\n\xE2\x80\x94 a+b AAAAAAA=\n",
        "text\r\n\n\xE2\x80\x94 a AAAAAAA=\n",
        "te\txt\n\n\xE2\x80\x94 a AAAAAAA=\n",
        "te\xFFxt\n\n\xE2\x80\x94 a AAAAAAA=\n",
        "text\n\n\xE2\x80\x94 a AAAAAAA=\nx\n",
        "\n\xE2\x80\x94 a AAAAAAA=\n",
        "text\n\n\xE2\x80\x94 a AAAAAAA=\n\n",
    };
    struct note note;
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        if (note_parse(str_z(bad[i]), &note) == OK) fail_msg("taken: %s", bad[i]);
    }
    assert_ok(note_parse(STR("a\n\nb\n\n\xE2\x80\x94 a AAAAAAA=\n"), &note));
    assert_str(note.text, "a\n\nb\n");
}

static struct note_signer signer(const char *name, uint8_t seed)
{
    uint8_t s[NOTE_SEED_LEN];
    struct note_signer ret;
    memset(s, seed, sizeof s);
    assert_ok(note_signer_init(&ret, str_z(name), s));
    return ret;
}

static void many_signatures(void **state)
{
    (void)state;
    struct note_signer a = signer("a.example", 1), b = signer("b.example", 2),
                       c = signer("a.example", 3);
    SB_CLEANUP struct sb out;
    sb_init(&out, NOTE_MAX);
    struct str text = STR("hello\n");
    sb_add(&out, text);
    sb_addc(&out, '\n');
    note_sign(&out, &a, text);
    sb_addz(&out, "\xE2\x80\x94 unknown.example AAAAAAA=\n");
    note_sign(&out, &b, text);
    note_cosign(&out, &b, text, 1679315147);
    struct note note;
    struct note_key cosigner;
    assert_ok(note_parse(sb_str(&out), &note));
    assert_ok(note_verify(&note, &a.key, NULL));
    assert_ok(note_verify(&note, &b.key, NULL));
    /* the same name with another key is another signer */
    assert_int_equal(note_verify(&note, &c.key, NULL), ERR_NOT_FOUND);
    uint64_t time = 0;
    assert_ok(note_key_init(&cosigner, STR("b.example"), NOTE_COSIGNATURE, b.key.pub));
    assert_ok(note_verify(&note, &cosigner, &time));
    assert_int_equal(time, 1679315147);
    /* one good and one bad line of a known key: refused */
    note_sign(&out, &a, STR("other\n"));
    assert_ok(note_parse(sb_str(&out), &note));
    assert_int_equal(note_verify(&note, &a.key, NULL), ERR_CORRUPT);
    assert_ok(note_verify(&note, &b.key, NULL));
}

static void too_many_signatures(void **state)
{
    (void)state;
    SB_CLEANUP struct sb out;
    sb_init(&out, NOTE_MAX);
    sb_addz(&out, "x\n\n");
    for (int i = 0; i < NOTE_SIGS_MAX; i++) sb_addz(&out, "\xE2\x80\x94 a AAAAAAA=\n");
    struct note note;
    assert_ok(note_parse(sb_str(&out), &note));
    sb_addz(&out, "\xE2\x80\x94 a AAAAAAA=\n");
    assert_int_equal(note_parse(sb_str(&out), &note), ERR_TOO_BIG);
}

static void checkpoint_texts(void **state)
{
    (void)state;
    static const char good[] = "example.com/behind-the-sofa\n20852163\n"
                               "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
    struct checkpoint c;
    assert_ok(checkpoint_parse(STR(good), &c));
    assert_str(c.origin, "example.com/behind-the-sofa");
    assert_int_equal(c.size, 20852163);
    SB_CLEANUP struct sb out;
    sb_init(&out, 1000);
    checkpoint_write(&out, c.origin, c.size, &c.root);
    assert_string_equal(out.p, good);
    sb_addz(&out, "more\n");
    assert_ok(checkpoint_parse(sb_str(&out), &c));
    assert_str(c.extension, "more\n");
#define ROOT "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
    static const char *const bad[] = {
        "",
        "a\n1\n",
        "a\n1\n" ROOT,
        "\n1\n" ROOT "\n",
        "a\n01\n" ROOT "\n",
        "a\n-1\n" ROOT "\n",
        "a\n+1\n" ROOT "\n",
        "a\n\n" ROOT "\n",
        "a\n1 \n" ROOT "\n",
        "a\n1\n\n",
        "a\n99999999999999999999\n" ROOT "\n",
        "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2=\n",
        "a\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2J=\n",
        "a\n1\nAAAA\n",
        "a\n1\n" ROOT "\n\n",
        "a\n1\n" ROOT "\nx\n\ny\n",
        "a\n1\n" ROOT "\nx",
    };
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        if (checkpoint_parse(str_z(bad[i]), &c) == OK) fail_msg("taken: %s", bad[i]);
    }
}

static void signed_checkpoints(void **state)
{
    (void)state;
    struct note_signer s = signer("office.example/ledger", 9), other = signer("other.example", 9);
    SB_CLEANUP struct sb vkey, text, out;
    sb_init(&vkey, 1000);
    sb_init(&text, 1000);
    sb_init(&out, 4000);
    note_key_write(&vkey, &s.key);
    struct checkpoint_key key;
    assert_ok(checkpoint_key_parse(sb_str(&vkey), &key));
    struct hash root = merkle_empty();
    checkpoint_write(&text, STR("office.example/ledger"), 5, &root);
    sb_add(&out, sb_str(&text));
    sb_addc(&out, '\n');
    note_sign(&out, &s, sb_str(&text));
    size_t untimed = out.n;
    note_cosign(&out, &s, sb_str(&text), 1000);
    struct checkpoint c;
    struct moment at;
    assert_ok(checkpoint_verify(sb_str(&out), &key, &c, &at));
    assert_int_equal(c.size, 5);
    assert_int_equal(at.ms, 1000000);
    assert_ok(checkpoint_verify(str_head(sb_str(&out), untimed), &key, &c, &at));
    assert_int_equal(at.ms, 0);
    /* the time alone is not a signature of the log */
    struct str cosigned = str_skip(sb_str(&out), untimed);
    SB_CLEANUP struct sb only;
    sb_init(&only, 4000);
    sb_add(&only, sb_str(&text));
    sb_addc(&only, '\n');
    sb_add(&only, cosigned);
    assert_int_equal(checkpoint_verify(sb_str(&only), &key, &c, &at), ERR_NOT_FOUND);
    /* signed, but for another origin */
    sb_reset(&vkey);
    note_key_write(&vkey, &other.key);
    assert_ok(checkpoint_key_parse(sb_str(&vkey), &key));
    assert_int_equal(checkpoint_verify(sb_str(&out), &key, &c, &at), ERR_NOT_FOUND);
    note_sign(&out, &other, sb_str(&text));
    assert_int_equal(checkpoint_verify(sb_str(&out), &key, &c, &at), ERR_STATE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_outside_note_verifies),
        cmocka_unit_test(vkeys_are_strict),
        cmocka_unit_test(names),
        cmocka_unit_test(forms_that_are_not_notes),
        cmocka_unit_test(many_signatures),
        cmocka_unit_test(too_many_signatures),
        cmocka_unit_test(checkpoint_texts),
        cmocka_unit_test(signed_checkpoints),
    };
    return cmocka_run_group_tests_name("note", tests, NULL, NULL);
}
