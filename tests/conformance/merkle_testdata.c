/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs every case of transparency-dev/merkle's test data (inclusion,
 * consistency, and both for subtrees) through our verifiers. Without the data
 * the test is skipped, not passed. */
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/b64.h"
#include "base/sha256.h"
#include "ledger/merkle.h"

enum { SKIPPED = 77 };

static unsigned n_cases, n_accepted, n_wrong;

/* Some cases hold hashes of another length. Roots and leaves of 32 bytes are
 * taken as they are; others are given a hash of their own, so that equal ones
 * stay equal. In a proof they are refused at reading, as our formats do. */
static bool read_hash(const json_t *v, bool strict, struct hash *ret)
{
    uint8_t raw[256];
    size_t n;
    struct str text = str_z(json_string_value(v));
    if (b64_decode(text, raw, sizeof raw, &n) != OK) return false;
    if (n == HASH_LEN) {
        memcpy(ret->b, raw, HASH_LEN);
        return true;
    }
    sha256((struct str){(const char *)raw, n}, ret->b);
    return !strict;
}

static err_t inclusion(const json_t *c, const struct hash *proof, size_t n)
{
    struct hash root, leaf;
    if (!read_hash(json_object_get(c, "root"), false, &root)) return ERR_INVALID;
    /* A root or leaf of another length is no hash at all. */
    if (!read_hash(json_object_get(c, "leafHash"), true, &leaf)) return ERR_INVALID;
    uint64_t index = (uint64_t)json_integer_value(json_object_get(c, "leafIdx"));
    const json_t *end = json_object_get(c, "end");
    if (!end) {
        return merkle_verify_inclusion(index,
                                       (uint64_t)json_integer_value(json_object_get(c, "treeSize")),
                                       &leaf, proof, n, &root);
    }
    return merkle_verify_subtree_inclusion(
        index, (uint64_t)json_integer_value(json_object_get(c, "start")),
        (uint64_t)json_integer_value(end), &leaf, proof, n, &root);
}

static err_t consistency(const json_t *c, const struct hash *proof, size_t n)
{
    struct hash one, two;
    if (!read_hash(json_object_get(c, "root1"), false, &one)) return ERR_INVALID;
    if (!read_hash(json_object_get(c, "root2"), false, &two)) return ERR_INVALID;
    const json_t *end = json_object_get(c, "end");
    if (!end) {
        return merkle_verify_consistency((uint64_t)json_integer_value(json_object_get(c, "size1")),
                                         (uint64_t)json_integer_value(json_object_get(c, "size2")),
                                         &one, &two, proof, n);
    }
    return merkle_verify_subtree_consistency(
        (uint64_t)json_integer_value(json_object_get(c, "start")),
        (uint64_t)json_integer_value(end), (uint64_t)json_integer_value(json_object_get(c, "size")),
        &one, &two, proof, n);
}

static err_t verify(const json_t *c)
{
    struct hash proof[2 * MERKLE_PROOF_MAX];
    const json_t *p = json_object_get(c, "proof");
    size_t n = json_array_size(p);
    if (n > ARRAY_LEN(proof)) return ERR_INVALID;
    for (size_t i = 0; i < n; i++) {
        if (!read_hash(json_array_get(p, i), true, &proof[i])) return ERR_INVALID;
    }
    return json_object_get(c, "leafIdx") ? inclusion(c, proof, n) : consistency(c, proof, n);
}

static int one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)ftw;
    if (type != FTW_F || !str_ends(str_z(path), STR(".json"))) return 0;
    json_error_t why;
    json_t *c = json_load_file(path, 0, &why);
    bool want, got;
    n_cases++;
    if (c) {
        want = json_is_false(json_object_get(c, "wantErr"));
        got = verify(c) == OK;
    } else {
        /* A number beyond 63 bits, which no size of ours can be: refused at
         * reading. Only a case that must fail may end so. */
        want = false;
        got = !strstr(why.text, "too big");
    }
    json_decref(c);
    n_accepted += got;
    if (want != got) {
        printf("%s: %s, but must be %s\n", path, got ? "accepted" : "refused",
               want ? "accepted" : "refused");
        n_wrong++;
    }
    return 0;
}

int main(void)
{
    char path[4096];
    const char *corpora = getenv("SEKIMORI_CORPORA");
    if (!corpora) corpora = getenv("SEKIMORI_CORPORA_BESIDE");
    snprintf(path, sizeof path, "%s/ledger/merkle-testdata", corpora ? corpora : "");
    if (!corpora || nftw(path, one, 16, FTW_PHYS) != 0 || n_cases == 0) {
        puts("SKIP: the test data of transparency-dev/merkle is not here (SEKIMORI_CORPORA)");
        return SKIPPED;
    }
    printf("%u cases, %u accepted, %u wrong\n", n_cases, n_accepted, n_wrong);
    return n_wrong ? 1 : 0;
}
