/* SPDX-License-Identifier: Apache-2.0
 *
 * temp_ledger.h: a temporary store with an opened ledger and a signer in the
 * same process, for tests of every layer from the ledger up.
 */
#ifndef SEKIMORI_TESTS_TEMP_LEDGER_H
#define SEKIMORI_TESTS_TEMP_LEDGER_H

#include "ledger/ledger.h"
#include "ledger/seal.h"
#include "temp_store.h"

#define TEMP_LEDGER_ORIGIN "office.example.jp/ledger"

struct temp_ledger {
    struct temp_store t;
    char keys[300];
    struct clock_test clock_state;
    struct clock clock;
    char vkey[1024];
    struct checkpoint_key key;
    struct signer signer;
    struct ledger_signer ask; /* the signer above */
};

/* Made, migrated, leaf 0 appended; nothing sealed. */
void temp_ledger_make(struct temp_ledger *l);
void temp_ledger_remove(struct temp_ledger *l);
/* Append {"kind":"act","matter":m,"n":n} with that content (or NULL). */
struct leaf_id temp_ledger_append(struct temp_ledger *l, int64_t matter, int64_t n,
                                  const char *content);
/* Append n such records in one act, with the same content. */
void temp_ledger_fill(struct temp_ledger *l, int64_t matter, int64_t n, const char *content);
/* Seal; how many are sealed. Fails the test when it cannot. */
int64_t temp_ledger_seal(struct temp_ledger *l);
/* Run SQL as somebody with access to the database would; both back ends. */
void temp_ledger_sql(struct temp_ledger *l, const char *sql);

#endif
