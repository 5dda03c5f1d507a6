/* SPDX-License-Identifier: Apache-2.0
 *
 * command_reading.h: what commands need that only read an office: its store, opened read-only,
 * and public keys. None of them needs the server to stand still.
 */
#ifndef SEKIMORI_PROGRAMS_COMMAND_READING_H
#define SEKIMORI_PROGRAMS_COMMAND_READING_H

#include <stdio.h>

#include "ledger/checkpoint.h"
#include "store/store.h"

/* Exit code: it could not be read, so nothing can be said of it. */
enum { EXIT_UNREADABLE = 3 };

/* `store`: sqlite:PATH or postgres:CONNINFO, or NULL: what office.conf of the instance says
 * (NULL: var/office). */
MUST_CHECK err_t command_reading_open(const char *instance, const char *store, struct store **ret,
                                      struct fault *why);
/* The same with a snapshot of it. */
struct command_reading {
    struct store *store;
    struct db *db;
};
MUST_CHECK err_t command_reading_begin(const char *instance, const char *store,
                                       struct command_reading *ret, struct fault *why);
void command_reading_end(struct command_reading *r); /* harmless on zeroes */
#define READING_CLEANUP __attribute__((cleanup(command_reading_end)))

/* The keys of a file as ledger.vkey is: one a line, at most KEYS_MAX. */
enum { KEYS_MAX = 32 };
struct command_keys {
    struct checkpoint_key key[KEYS_MAX];
    size_t n;
};
MUST_CHECK err_t command_reading_keys(const char *path, struct command_keys *ret,
                                      struct fault *why);
/* A witness's vkey: `text` itself, or the file of that name. */
MUST_CHECK err_t command_reading_witness(const char *text, struct note_key *ret, struct fault *why);

/* For texts: a number, and a line on a stream. */
struct digits {
    char text[24];
};
struct digits command_digits(int64_t v);
void command_print_line(FILE *to, struct sb *b);
/* Prints the fault, or that of `e`; EXIT_UNREADABLE. */
int command_unreadable(err_t e, const struct fault *why);

#endif
