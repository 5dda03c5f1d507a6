/* SPDX-License-Identifier: Apache-2.0
 *
 * Every way to falsify a ledger, by somebody who may write to its tables or
 * its bundle but does not have the key: each must be found, and where. */
#include "../check.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/b64.h"
#include "ledger/bundle.h"
#include "ledger/receipt.h"
#include "ledger/verify_store.h"
#include "temp_ledger.h"

enum { RECORDS = 600, SIZE = RECORDS + 2, UNSEALED_FROM = SIZE };

static struct temp_ledger l;

static err_t erase_job(struct db *db, void *arg)
{
    struct leaf_id ret, *leaf = arg;
    json_t *o = json_pack("{s:s,s:I}", "kind", "ledger.erase", "leaf", (json_int_t)leaf->v);
    err_t e = ledger_erase(db, *leaf, o, &ret);
    json_decref(o);
    return e;
}

/* 602 leaves: 0 opens, 1..600 are of matter 7 with content, of which leaf 3
 * was erased by leaf 601; checkpoints at 301 and 602. */
static void fill(struct temp_ledger *x)
{
    struct leaf_id third = leaf_id(3);
    temp_ledger_fill(x, 7, RECORDS / 2, "{\"text\":\"\xE5\xAA\x92\xE4\xBD\x93\"}");
    (void)temp_ledger_seal(x);
    temp_ledger_fill(x, 7, RECORDS / 2, "{\"text\":\"\xE5\xAA\x92\xE4\xBD\x93\"}");
    assert_ok(store_write(x->t.store, erase_job, &third, NULL));
    clock_test_advance(&x->clock_state, 5000);
    assert_int_equal(temp_ledger_seal(x), SIZE);
}

static int set_up(void **state)
{
    (void)state;
    temp_ledger_make(&l);
    fill(&l);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    temp_ledger_remove(&l);
    return 0;
}

static err_t verify_now(struct str since, const struct checkpoint_key *key, struct verify_result *r,
                        struct verify_wrong *w)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    struct verify_options o = {.key = key ? key : &l.key, .since = since};
    assert_ok(store_read_begin(l.t.store, &db, NULL));
    return verify_store(db, &o, r, w);
}

static void good(void)
{
    struct verify_result r;
    struct verify_wrong w;
    if (verify_now(STR_NONE, NULL, &r, &w) != OK) fail_msg("%s leaf %" PRId64, w.id, w.leaf);
}

static void wrong_is(const struct verify_wrong *w, const char *id, int64_t leaf)
{
    if (strcmp(w->id, id) != 0 || w->leaf != leaf)
        fail_msg("found %s at %" PRId64 ", not %s at %" PRId64, w->id, w->leaf, id, leaf);
}

static void bad(const char *id, int64_t leaf)
{
    struct verify_result r;
    struct verify_wrong w;
    assert_int_equal(verify_now(STR_NONE, NULL, &r, &w), ERR_CORRUPT);
    wrong_is(&w, id, leaf);
}

/* --- what the falsifier needs --- */

static void sqlf(const char *fmt, ...) PRINTF_LIKE(1, 2);
static void sqlf(const char *fmt, ...)
{
    char buf[4096];
    va_list ap;
    va_start(ap, fmt);
    (void)vsnprintf(buf, sizeof buf, fmt, ap);
    va_end(ap);
    temp_ledger_sql(&l, buf);
}

/* Bytes as a literal of the back end. */
static const char *literal(const void *p, size_t n, char *to, size_t max)
{
    struct sb b;
    sb_init(&b, max - 8);
    sb_add_hex(&b, (struct str){p, n});
    (void)snprintf(to, max, l.t.config.kind == STORE_SQLITE ? "x'%s'" : "'\\x%s'", b.p);
    sb_release(&b);
    return to;
}

static struct str envelope(struct arena *a, int64_t leaf)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    struct ledger_record r;
    assert_ok(store_read_begin(l.t.store, &db, NULL));
    assert_ok(ledger_record_get(db, a, leaf_id(leaf), &r));
    return r.envelope;
}

/* Make the leaf's hash fit the record again. */
static void rehash(int64_t leaf)
{
    ARENA_CLEANUP struct arena a;
    char hex[200];
    arena_init(&a, 1 << 20);
    struct hash h = merkle_leaf(envelope(&a, leaf));
    sqlf("UPDATE ledger_leaf SET hash = %s WHERE idx = %" PRId64,
         literal(h.b, HASH_LEN, hex, sizeof hex), leaf);
}

static void edit(int64_t leaf)
{
    sqlf("UPDATE record SET envelope = replace(envelope, '\"matter\":7', '\"matter\":8') "
         "WHERE idx = %" PRId64,
         leaf);
}

/* --- the store --- */

static void a_good_ledger_is_good(void **state)
{
    (void)state;
    struct verify_result r;
    struct verify_wrong w;
    assert_ok(verify_now(STR_NONE, NULL, &r, &w));
    assert_int_equal(r.records, SIZE);
    assert_int_equal(r.sealed, SIZE);
    assert_int_equal(r.checkpoints, 2);
    assert_int_equal(r.contents, RECORDS - 1);
    assert_int_equal(r.erased, 1);
    assert_int_equal(r.withheld, 0);
    assert_true(merkle_eq(&r.root, &l.signer.root));
    assert_int_equal(r.signed_at.ms, 1790000005000);
}

static void an_edited_record(void **state)
{
    (void)state;
    edit(400);
    struct verify_result r;
    struct verify_wrong w;
    assert_int_equal(verify_now(STR_NONE, NULL, &r, &w), ERR_CORRUPT);
    wrong_is(&w, "ledger.wrong.envelope", 400);
    assert_int_equal(w.matter, 8);
}

static void an_edited_record_with_its_leaf(void **state)
{
    (void)state;
    edit(400);
    rehash(400);
    bad("ledger.wrong.sealed_leaf", 400);
}

static void an_edited_record_with_leaf_and_tiles(void **state)
{
    (void)state;
    edit(2);
    rehash(2);
    sqlf("DELETE FROM tile");
    bad("ledger.wrong.sealed_leaf", 0);
    /* a tile forged to fit: what is signed remains */
    sqlf("DELETE FROM record WHERE idx > 2");
    sqlf("DELETE FROM ledger_leaf WHERE idx > 2");
    bad("ledger.wrong.truncated", -1);
}

static void a_record_not_in_canonical_form(void **state)
{
    (void)state;
    sqlf("UPDATE record SET envelope = replace(envelope, ',', ', ') WHERE idx = 9");
    bad("ledger.wrong.envelope", 9);
    rehash(9);
    bad("ledger.wrong.envelope_form", 9);
}

static void a_removed_record(void **state)
{
    (void)state;
    sqlf("DELETE FROM record WHERE idx = 300");
    bad("ledger.wrong.no_record", 300);
    sqlf("DELETE FROM ledger_leaf WHERE idx = 300");
    bad("ledger.wrong.missing", 300);
}

static void a_leaf_without_record_and_the_reverse(void **state)
{
    (void)state;
    sqlf("DELETE FROM record WHERE idx = 601");
    bad("ledger.wrong.no_record", 601);
    sqlf("DELETE FROM ledger_leaf WHERE idx = 600");
    bad("ledger.wrong.no_leaf", 600);
}

static void a_record_added_without_leaf(void **state)
{
    (void)state;
    sqlf("INSERT INTO record (idx, kind, envelope) VALUES (602, 'act', '{\"kind\":\"act\"}')");
    bad("ledger.wrong.no_leaf", 602);
    sqlf("UPDATE record SET idx = -1 WHERE idx = 602");
    bad("ledger.wrong.no_leaf", -1);
}

static void removed_and_renumbered(void **state)
{
    (void)state;
    sqlf("DELETE FROM record WHERE idx = 400");
    sqlf("DELETE FROM ledger_leaf WHERE idx = 400");
    sqlf("UPDATE record SET idx = -idx WHERE idx > 400");
    sqlf("UPDATE record SET idx = -idx - 1 WHERE idx < -400");
    sqlf("UPDATE ledger_leaf SET idx = -idx WHERE idx > 400");
    sqlf("UPDATE ledger_leaf SET idx = -idx - 1 WHERE idx < -400");
    sqlf("UPDATE counter SET next = 601 WHERE name = 'leaf'");
    bad("ledger.wrong.sealed_leaf", 400);
}

static void inserted_and_renumbered(void **state)
{
    (void)state;
    sqlf("UPDATE record SET idx = -idx WHERE idx >= 400");
    sqlf("UPDATE record SET idx = -idx + 1 WHERE idx <= -400");
    sqlf("UPDATE ledger_leaf SET idx = -idx WHERE idx >= 400");
    sqlf("UPDATE ledger_leaf SET idx = -idx + 1 WHERE idx <= -400");
    sqlf("INSERT INTO record (idx, kind, envelope) VALUES (400, 'act', '{\"kind\":\"act\"}')");
    sqlf("INSERT INTO ledger_leaf (idx, hash) SELECT 400, hash FROM ledger_leaf WHERE idx = 5");
    bad("ledger.wrong.envelope", 400);
    rehash(400);
    bad("ledger.wrong.sealed_leaf", 400);
}

static void reordered(void **state)
{
    (void)state;
    static const char *const tables[] = {"record", "ledger_leaf"};
    for (size_t i = 0; i < 2; i++) {
        sqlf("UPDATE %s SET idx = -1 WHERE idx = 10", tables[i]);
        sqlf("UPDATE %s SET idx = 10 WHERE idx = 20", tables[i]);
        sqlf("UPDATE %s SET idx = 20 WHERE idx = -1", tables[i]);
    }
    bad("ledger.wrong.sealed_leaf", 10);
}

static void a_truncated_tail(void **state)
{
    (void)state;
    sqlf("DELETE FROM record WHERE idx >= 500");
    sqlf("DELETE FROM ledger_leaf WHERE idx >= 500");
    bad("ledger.wrong.truncated", -1);
}

static struct str remembered(struct sb *to)
{
    sb_init(to, SIGNER_NOTE_MAX);
    sb_add(to, (struct str){l.signer.note, l.signer.note_n});
    return sb_str(to);
}

static void rolled_back(void **state)
{
    (void)state;
    SB_CLEANUP struct sb since;
    struct verify_result r;
    struct verify_wrong w;
    (void)remembered(&since);
    assert_ok(verify_now(sb_str(&since), NULL, &r, &w));
    /* to the state at the first checkpoint, seamlessly */
    sqlf("DELETE FROM record WHERE idx >= 301");
    sqlf("DELETE FROM ledger_leaf WHERE idx >= 301");
    sqlf("DELETE FROM checkpoint WHERE size > 301");
    bad("ledger.wrong.content_gone", 3);
    sqlf("DELETE FROM tile");
    sqlf("UPDATE counter SET next = 301 WHERE name = 'leaf'");
    assert_int_equal(verify_now(sb_str(&since), NULL, &r, &w), ERR_CORRUPT);
}

static void rolled_back_to_a_state_that_was_good(void **state)
{
    (void)state;
    SB_CLEANUP struct sb since;
    struct verify_result r;
    struct verify_wrong w;
    /* what a backup taken now would hold, restored after more was signed */
    temp_ledger_fill(&l, 9, 5, NULL);
    assert_int_equal(temp_ledger_seal(&l), SIZE + 5);
    (void)remembered(&since);
    sqlf("DELETE FROM record WHERE idx >= 602");
    sqlf("DELETE FROM ledger_leaf WHERE idx >= 602");
    sqlf("DELETE FROM checkpoint WHERE size > 602");
    sqlf("UPDATE counter SET next = 602 WHERE name = 'leaf'");
    temp_store_reopen(&l.t);
    good();
    assert_int_equal(verify_now(sb_str(&since), NULL, &r, &w), ERR_CORRUPT);
    wrong_is(&w, "ledger.wrong.rolled_back", -1);
    assert_int_equal(w.a, SIZE);
    assert_int_equal(w.b, SIZE + 5);
}

/* Sign with the real key what the real signer would not. */
static struct sb forge(uint64_t size, const struct hash *root, const struct note_signer *key)
{
    struct sb text, note;
    sb_init(&text, 1000);
    sb_init(&note, SIGNER_NOTE_MAX);
    checkpoint_write(&text, str_z(key->key.name), size, root);
    sb_add(&note, sb_str(&text));
    sb_addc(&note, '\n');
    note_sign(&note, key, sb_str(&text));
    sb_release(&text);
    return note;
}

static void forked(void **state)
{
    (void)state;
    struct verify_result r;
    struct verify_wrong w;
    struct hash other = merkle_empty();
    SB_CLEANUP struct sb since = forge(450, &other, &l.signer.key);
    assert_int_equal(verify_now(sb_str(&since), NULL, &r, &w), ERR_CORRUPT);
    wrong_is(&w, "ledger.wrong.forked", -1);
    assert_int_equal(w.a, 450);
    assert_int_equal(verify_now(STR("nonsense"), NULL, &r, &w), ERR_INVALID);
    wrong_is(&w, "ledger.wrong.since", -1);
}

static void two_checkpoints_that_contradict(void **state)
{
    (void)state;
    struct hash other = merkle_empty();
    SB_CLEANUP struct sb note = forge(450, &other, &l.signer.key);
    sqlf("INSERT INTO checkpoint (size, note) VALUES (450, '%s')", note.p);
    struct verify_result r;
    struct verify_wrong w;
    assert_int_equal(verify_now(STR_NONE, NULL, &r, &w), ERR_CORRUPT);
    wrong_is(&w, "ledger.wrong.root", -1);
    assert_int_equal(w.a, 301);
    assert_int_equal(w.b, 450);
}

static void signed_with_another_key(void **state)
{
    (void)state;
    struct note_signer other;
    const uint8_t seed[NOTE_SEED_LEN] = {1};
    struct hash root = l.signer.root;
    assert_ok(note_signer_init(&other, STR(TEMP_LEDGER_ORIGIN), seed));
    SB_CLEANUP struct sb note = forge(SIZE, &root, &other);
    sqlf("UPDATE checkpoint SET note = '%s' WHERE size = 602", note.p);
    bad("ledger.wrong.other_key", -1);
    /* and the right ledger asked with a wrong key */
    SB_CLEANUP struct sb vkey;
    struct checkpoint_key key;
    struct verify_result r;
    struct verify_wrong w;
    sb_init(&vkey, 1000);
    note_key_write(&vkey, &other.key);
    assert_ok(checkpoint_key_parse(sb_str(&vkey), &key));
    assert_int_equal(verify_now(STR_NONE, &key, &r, &w), ERR_CORRUPT);
    wrong_is(&w, "ledger.wrong.other_key", -1);
}

static void bad_checkpoints(void **state)
{
    (void)state;
    sqlf("UPDATE checkpoint SET note = replace(note, '602', '603') WHERE size = 602");
    bad("ledger.wrong.signature", -1);
    sqlf("UPDATE checkpoint SET note = 'x' WHERE size = 602");
    bad("ledger.wrong.checkpoint_form", -1);
    sqlf("UPDATE checkpoint SET note = (SELECT note FROM checkpoint WHERE size = 301) "
         "WHERE size = 602");
    bad("ledger.wrong.checkpoint_size", -1);
    sqlf("DELETE FROM checkpoint");
    bad("ledger.wrong.unsigned", -1);
}

static void contents(void **state)
{
    (void)state;
    sqlf("UPDATE record SET content = '{}' WHERE idx = 500");
    bad("ledger.wrong.content", 500);
    sqlf("UPDATE record SET content = NULL WHERE idx = 450");
    bad("ledger.wrong.content_half", 450);
    sqlf("UPDATE record SET salt = NULL WHERE idx = 450");
    bad("ledger.wrong.content", 500); /* nothing else is wrong before the end */
    sqlf("UPDATE record SET content = NULL, salt = NULL WHERE idx = 500");
    bad("ledger.wrong.content_gone", 450);
}

static void a_content_where_none_belongs(void **state)
{
    (void)state;
    sqlf("UPDATE record SET content = '{}' WHERE idx = 601");
    bad("ledger.wrong.content_unbound", 601);
    sqlf("UPDATE record SET salt = (SELECT salt FROM record WHERE idx = 5) WHERE idx = 5 OR idx = "
         "4");
    bad("ledger.wrong.content", 4);
}

static void kinds_counter_and_tiles(void **state)
{
    (void)state;
    sqlf("UPDATE counter SET next = 700 WHERE name = 'leaf'");
    temp_store_reopen(&l.t);
    bad("ledger.wrong.counter", -1);
    sqlf("UPDATE tile SET hashes = (SELECT hashes FROM tile WHERE level = 0 AND idx = 0) "
         "WHERE level = 1");
    bad("ledger.wrong.tile", -1);
    sqlf("DELETE FROM tile WHERE level = 0 AND idx = 1");
    bad("ledger.wrong.sealed_leaf", 256);
    sqlf("UPDATE record SET kind = 'fact' WHERE idx = 3");
    bad("ledger.wrong.kind", 3);
}

static void an_unsealed_tail_is_told(void **state)
{
    (void)state;
    struct verify_result r;
    struct verify_wrong w;
    temp_ledger_fill(&l, 7, 3, NULL);
    assert_ok(verify_now(STR_NONE, NULL, &r, &w));
    assert_int_equal(r.records, SIZE + 3);
    assert_int_equal(r.sealed, SIZE);
}

static void an_empty_store_proves_nothing(void **state)
{
    (void)state;
    sqlf("DELETE FROM record");
    sqlf("DELETE FROM ledger_leaf");
    bad("ledger.wrong.truncated", -1);
    sqlf("DELETE FROM checkpoint");
    bad("ledger.wrong.unsigned", -1);
}

/* --- bundles --- */

static err_t to_sb(void *ctx, struct str bytes)
{
    sb_add(ctx, bytes);
    return sb_end(ctx);
}

struct memory {
    struct str rest;
};

/* In small, uneven pieces. */
static err_t from_memory(void *ctx, char *to, size_t max, size_t *ret_n)
{
    struct memory *m = ctx;
    size_t n = m->rest.n < 4099 ? m->rest.n : 4099;
    if (n > max) n = max;
    if (n) memcpy(to, m->rest.p, n);
    m->rest = str_skip(m->rest, n);
    *ret_n = n;
    return OK;
}

static void export(struct sb *to, bool without)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    struct export_to x = {to_sb, to, without};
    struct export_result done;
    assert_ok(store_read_begin(l.t.store, &db, NULL));
    assert_ok(export_bundle(db, &x, &done));
    assert_int_equal(done.records, SIZE);
    assert_int_equal(done.checkpoints, 2);
}

static err_t verify_bytes(struct str bytes, struct verify_result *r, struct verify_wrong *w)
{
    struct memory m = {bytes};
    struct verify_options o = {.key = &l.key};
    struct verify *v;
    assert_ok(verify_begin(&o, &v, w));
    err_t e = bundle_verify((struct bundle_source){from_memory, &m}, v, NULL, r, w);
    verify_free(v);
    return e;
}

/* `was` replaced by `is`, the k-th time it occurs from `after` on. */
static void replace(struct sb *to, struct str all, const char *after, const char *was,
                    const char *is)
{
    const char *from = after ? strstr(all.p, after) : all.p;
    assert_non_null(from);
    const char *at = strstr(from, was);
    assert_non_null(at);
    sb_reset(to);
    sb_add(to, (struct str){all.p, (size_t)(at - all.p)});
    sb_addz(to, is);
    sb_addz(to, at + strlen(was));
    assert_ok(sb_end(to));
}

static void bundles_are_good(void **state)
{
    (void)state;
    struct verify_result r;
    struct verify_wrong w;
    SB_CLEANUP struct sb b;
    sb_init(&b, 16 << 20);
    export(&b, false);
    assert_ok(verify_bytes(sb_str(&b), &r, &w));
    assert_int_equal(r.records, SIZE);
    assert_int_equal(r.contents, RECORDS - 1);
    assert_int_equal(r.erased, 1);
    sb_reset(&b);
    export(&b, true);
    assert_null(strstr(b.p, "\"text\""));
    assert_ok(verify_bytes(sb_str(&b), &r, &w));
    assert_int_equal(r.withheld, RECORDS - 1);
    assert_int_equal(r.contents, 0);
}

static void every_falsified_bundle_is_found(void **state)
{
    (void)state;
    static const struct {
        const char *after, *was, *is, *id;
        int64_t leaf;
    } t[] = {
        {"\nleaf 50\n", "\"matter\":7", "\"matter\":8", "ledger.wrong.root", -1},
        {"\nleaf 50\n", "\"matter\":7", "\"matter\": 7", "ledger.wrong.envelope_form", 50},
        {"\nleaf 50\n", "\"kind\":\"act\",", "", "ledger.wrong.no_kind", 50},
        {"\nleaf 50\n", "{\"text\":", "{\"test\":", "ledger.wrong.content", 50},
        {"\nleaf 50\n", "content ", "content A", "ledger.wrong.bundle", -1},
        {"\nleaf 50\n", "\nleaf 51\n", "\nleaf 52\n", "ledger.wrong.missing", 51},
        {"\nleaf 50\n", "\nleaf 51\n", "\nleaf 51\n{}\nnone\nleaf 52\n", "ledger.wrong.no_kind",
         51},
        {"\nleaf 50\n", "\nleaf 51\n", "\nleaf 50\n", "ledger.wrong.order", 51},
        {"\nleaf 50\n", "\nleaf 51\n", "\nleaf 051\n", "ledger.wrong.bundle", -1},
        {"\nleaf 50\n", "\nleaf 51\n", "\n leaf 51\n", "ledger.wrong.bundle", -1},
        {"\nleaf 3\n", "\nnone\n", "\nwithheld\n", NULL, 0},
        {"\nleaf 601\n", "\nnone\n", "\nwithheld\n", "ledger.wrong.content_unbound", 601},
        {"\nleaf 601\n", "\"leaf\":3", "\"leaf\":4", "ledger.wrong.root", -1},
        {NULL, "origin office", "origin 0ffice", "ledger.wrong.checkpoint_origin", -1},
        {NULL, "bundle/1", "bundle/3", "ledger.wrong.bundle", -1},
        {NULL, "\ncheckpoint 301 ", "\ncheckpoint 300 ", "ledger.wrong.checkpoint_order", -1},
        {NULL, "\ncheckpoint 301 ", "\ncheckpoint 302 ", "ledger.wrong.truncated", -1},
        {NULL, "\ncheckpoint 301 ", "\ncheckpoint 301 9", "ledger.wrong.checkpoint_form", -1},
        {"\ncheckpoint 602 ", "\n602\n", "\n603\n", "ledger.wrong.signature", -1},
        {NULL, "\nend 602 2\n", "\n", "ledger.wrong.bundle", -1},
        {NULL, "\nend 602 2\n", "\nend 601 2\n", "ledger.wrong.bundle", -1},
        {NULL, "\nend 602 2\n", "\nend 602 1\n", "ledger.wrong.bundle", -1},
        {NULL, "\nend 602 2\n", "\nend 602 2\n\n", "ledger.wrong.bundle", -1},
        {NULL, "\nend 602 2\n", "\nend 602 2\nmore", "ledger.wrong.bundle", -1},
        {NULL, "\nend 602 2\n", "\nend 602 2", "ledger.wrong.bundle", -1},
    };
    SB_CLEANUP struct sb b;
    SB_CLEANUP struct sb forged;
    struct verify_result r;
    struct verify_wrong w;
    sb_init(&b, 16 << 20);
    sb_init(&forged, 16 << 20);
    export(&b, false);
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        replace(&forged, sb_str(&b), t[i].after, t[i].was, t[i].is);
        err_t e = verify_bytes(sb_str(&forged), &r, &w);
        if (!t[i].id) {
            assert_ok(e);
            continue;
        }
        if (e != ERR_CORRUPT) fail_msg("case %zu: %s", i, err_name(e));
        wrong_is(&w, t[i].id, t[i].leaf);
    }
}

static void a_bundle_cut_anywhere_is_refused(void **state)
{
    (void)state;
    SB_CLEANUP struct sb b;
    struct verify_result r;
    struct verify_wrong w;
    sb_init(&b, 16 << 20);
    export(&b, false);
    for (size_t n = 0; n < b.n; n += n < 3000 ? 97 : 9973) {
        if (verify_bytes(str_head(sb_str(&b), n), &r, &w) != ERR_CORRUPT) fail_msg("cut at %zu", n);
    }
    assert_int_equal(verify_bytes(str_head(sb_str(&b), b.n - 1), &r, &w), ERR_CORRUPT);
}

/* --- receipts --- */

static void receipt(struct sb *to, int64_t leaf, bool content)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    struct fault why;
    assert_ok(store_read_begin(l.t.store, &db, NULL));
    assert_ok(ledger_receipt_write(db, leaf_id(leaf), content, to, &why));
}

static void receipts_verify_offline(void **state)
{
    (void)state;
    static const int64_t leaves[] = {0, 1, 3, 255, 256, 300, 301, 511, 512, 600, 601};
    struct ledger_receipt got;
    struct verify_wrong w;
    for (size_t i = 0; i < ARRAY_LEN(leaves); i++) {
        SB_CLEANUP struct sb b;
        sb_init(&b, RECEIPT_MAX);
        receipt(&b, leaves[i], true);
        if (ledger_receipt_check(sb_str(&b), &(struct verify_options){.key = &l.key}, &got, &w) !=
            OK)
            fail_msg("%s leaf %" PRId64, w.id, leaves[i]);
        assert_int_equal(got.leaf, leaves[i]);
        assert_int_equal(got.size, SIZE);
        assert_int_equal(got.signed_at.ms, 1790000005000);
        bool has = leaves[i] > 0 && leaves[i] != 3 && leaves[i] != 601;
        assert_true((got.content.p != NULL) == has);
        sb_reset(&b);
        receipt(&b, leaves[i], false);
        assert_ok(
            ledger_receipt_check(sb_str(&b), &(struct verify_options){.key = &l.key}, &got, &w));
        assert_null(got.content.p);
    }
}

static void every_falsified_receipt_is_found(void **state)
{
    (void)state;
    static const struct {
        const char *was, *is, *id;
    } t[] = {
        {"\"matter\":7", "\"matter\":8", "ledger.wrong.not_included"},
        {"\"text\"", "\"test\"", "ledger.wrong.content"},
        {"\nindex 5\n", "\nindex 6\n", "ledger.wrong.not_included"},
        {"\nindex 5\n", "\nindex 05\n", "ledger.wrong.receipt"},
        {"\nindex 5\n", "\nindex 5\nAAAA\n", "ledger.wrong.receipt"},
        {"\n602\n", "\n601\n", "ledger.wrong.signature"},
        {"\nsekimori-receipt/1", "\nsekimori-receipt/2", "ledger.wrong.receipt"},
        {"\nc2sp.org/tlog-proof@v1\n", "\n", "ledger.wrong.receipt"},
        {"\n\noffice.example.jp", "\n\nother.example.jp", "ledger.wrong.signature"},
        {"\nenvelope {", "\nenvelope  {", "ledger.wrong.envelope_form"},
        {"\ncontent ", "\ncontent x", "ledger.wrong.receipt"},
        {"# ", "", "ledger.wrong.receipt"},
    };
    SB_CLEANUP struct sb b;
    SB_CLEANUP struct sb forged;
    struct ledger_receipt got;
    struct verify_wrong w;
    sb_init(&b, RECEIPT_MAX);
    sb_init(&forged, RECEIPT_MAX);
    receipt(&b, 5, true);
    for (size_t i = 0; i < ARRAY_LEN(t); i++) {
        replace(&forged, sb_str(&b), NULL, t[i].was, t[i].is);
        if (ledger_receipt_check(sb_str(&forged), &(struct verify_options){.key = &l.key}, &got,
                                 &w) != ERR_CORRUPT)
            fail_msg("case %zu", i);
        if (strcmp(w.id, t[i].id) != 0) fail_msg("case %zu: %s", i, w.id);
    }
    for (size_t n = 0; n < b.n; n++) {
        if (ledger_receipt_check(str_head(sb_str(&b), n), &(struct verify_options){.key = &l.key},
                                 &got, &w) == ERR_CORRUPT)
            continue;
        /* Without its last line it is still a receipt, but one that tells no time. */
        assert_true(str_starts(str_skip(sb_str(&b), n), STR("\xE2\x80\x94 ")));
        assert_int_equal(got.signed_at.ms, 0);
    }
}

static void no_receipt_before_the_seal(void **state)
{
    (void)state;
    struct db *db STORE_READ_CLEANUP = NULL;
    struct fault why;
    SB_CLEANUP struct sb b;
    sb_init(&b, RECEIPT_MAX);
    struct leaf_id leaf = temp_ledger_append(&l, 7, 1, NULL);
    assert_ok(store_read_begin(l.t.store, &db, NULL));
    assert_int_equal(ledger_receipt_write(db, leaf, true, &b, &why), ERR_STATE);
    assert_string_equal(why.id, "ledger.not_sealed");
    assert_int_equal(ledger_receipt_write(db, leaf_id(9999), true, &b, &why), ERR_NOT_FOUND);
    assert_int_equal(b.n, 0);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(a_good_ledger_is_good),
        T(an_edited_record),
        T(an_edited_record_with_its_leaf),
        T(an_edited_record_with_leaf_and_tiles),
        T(a_record_not_in_canonical_form),
        T(a_removed_record),
        T(a_leaf_without_record_and_the_reverse),
        T(a_record_added_without_leaf),
        T(removed_and_renumbered),
        T(inserted_and_renumbered),
        T(reordered),
        T(a_truncated_tail),
        T(rolled_back),
        T(rolled_back_to_a_state_that_was_good),
        T(forked),
        T(two_checkpoints_that_contradict),
        T(signed_with_another_key),
        T(bad_checkpoints),
        T(contents),
        T(a_content_where_none_belongs),
        T(kinds_counter_and_tiles),
        T(an_unsealed_tail_is_told),
        T(an_empty_store_proves_nothing),
        T(bundles_are_good),
        T(every_falsified_bundle_is_found),
        T(a_bundle_cut_anywhere_is_refused),
        T(receipts_verify_offline),
        T(every_falsified_receipt_is_found),
        T(no_receipt_before_the_seal),
    };
    return cmocka_run_group_tests_name("verify", tests, NULL, NULL);
}
