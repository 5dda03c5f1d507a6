/* SPDX-License-Identifier: Apache-2.0
 *
 * witness_book.h: the office's side of witnesses: who they are (records of kind "witness", and a
 * table made from them), what to send them, and their cosignatures, which are added to the notes
 * of the checkpoints.
 */
#ifndef SEKIMORI_LEDGER_WITNESS_BOOK_H
#define SEKIMORI_LEDGER_WITNESS_BOOK_H

#include "base/arena.h"
#include "base/id.h"
#include "base/time.h"
#include "ledger/witness_wire.h"
#include "store/db.h"

enum { WITNESSES_MAX = 16 };

struct witness_known {
    struct note_key key;        /* of note type 4 */
    struct moment since, until; /* until {0}: still */
    bool has_signed;
    int64_t log, size; /* what it co-signed last, in that log */
    int64_t records;   /* the same, counted through all logs */
    struct moment at;
};

/* All, also those of the past, by name; at most WITNESSES_MAX. ERR_CORRUPT. */
MUST_CHECK err_t witness_book_all(struct db *db, struct witness_known ret[WITNESSES_MAX],
                                  size_t *ret_n);
/* The key of one that is known now. ERR_NOT_FOUND "witness.none". */
MUST_CHECK err_t witness_book_key(struct db *db, struct str name, struct note_key *ret,
                                  struct fault *why);
/* Does the table follow from the records? ERR_CORRUPT "witness.table_differs". */
MUST_CHECK err_t witness_book_check(struct db *db, struct fault *why);

/* In a job: known from now on, or no more. `by`: who says so, 0 an administrator. ERR_EXISTS
 * "witness.known", ERR_INVALID "witness.bad_vkey" or "witness.name_of_log", ERR_TOO_BIG,
 * ERR_NOT_FOUND. */
MUST_CHECK err_t witness_book_register(struct db *db, struct str vkey, struct moment at,
                                       struct person_id by, struct fault *why);
MUST_CHECK err_t witness_book_remove(struct db *db, struct str name, struct moment at,
                                     struct person_id by, struct fault *why);

/* What to send to a witness: the newest checkpoint of a log (0: the last one; a witness must
 * see the end of an ended one too) with the proof since it co-signed last (`from` < 0), or since
 * that size, as a witness that answers "stale" tells it. ERR_NOT_FOUND "witness.none",
 * ERR_STATE. */
MUST_CHECK err_t witness_request_make(struct db *db, struct str name, int64_t log, int64_t from,
                                      struct sb *to, struct fault *why);
/* The receipt of the log's leaf 0 under the same checkpoint, for a witness to whom it is new. */
MUST_CHECK err_t witness_request_opening(struct db *db, int64_t log, struct sb *to,
                                         struct fault *why);

/* A cosignature that came back. */
struct cosigned {
    char name[NOTE_NAME_MAX + 1];
    int64_t log, size;
    struct moment at;
};
/* In a snapshot: of which checkpoint is it? `answer`: signature lines, or the whole note; where
 * `request` (STR_NONE: unknown) is there, of its checkpoint. ERR_INVALID: "witness.no_line" (no
 * line of a known witness), "witness.wrong" (it verifies with no checkpoint of ours). */
MUST_CHECK err_t witness_book_find(struct db *db, struct str answer, struct str request,
                                   struct cosigned *ret, struct fault *why);
/* In a job: verify it again and keep it. Repeating changes nothing. */
MUST_CHECK err_t witness_book_add(struct db *db, struct str answer, const struct cosigned *c,
                                  struct fault *why);

#endif
