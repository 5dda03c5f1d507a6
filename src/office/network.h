/* SPDX-License-Identifier: Apache-2.0
 *
 * network.h: the declared network in the eyes of the office. The file that the head security
 * officer set (procedure barrier-declaration) is read here with the same reader that the barrier
 * uses, so that pages can draw it, say what a cut would hit (151), and refuse what the barrier
 * could not make true: a file with faults, a cut of something that is not there.
 */
#ifndef SEKIMORI_OFFICE_NETWORK_H
#define SEKIMORI_OFFICE_NETWORK_H

#include "contract/barrier_scope.h"
#include "kernel/effects.h"
#include "office/work.h"

#define NETWORK_ENFORCER "netd"

/* Declarations kept read; a file never changes under its digest. Safe for many threads. */
struct network_shelf;
/* files: the folder of the files that came with forms; borrowed. */
MUST_CHECK err_t network_shelf_make(const char *files, struct network_shelf **ret);
/* All that was taken must have been given back. NULL is harmless. */
void network_shelf_free(struct network_shelf *);

/* Keep a file there under this id (32 hexadecimal digits), as a form would have brought it. */
MUST_CHECK err_t network_shelf_put(struct network_shelf *, struct str id, struct str bytes,
                                   struct fault *why);

/* The file of this id, if its bytes have this digest. ERR_INVALID with all that is wrong in
 * *faults (may be NULL); ERR_STATE "attach.lost", "attach.changed". Immutable while it is held. */
MUST_CHECK err_t network_take(struct network_shelf *, struct str id, struct str sha256,
                              const struct barrier **ret, struct barrier_faults *faults,
                              struct fault *why);
void network_give(struct network_shelf *, const struct barrier *);

/* What the barrier is to make true now, and the declaration among it. */
struct network {
    struct network_shelf *shelf;
    struct effect_rows rows;
    const struct barrier *declared; /* NULL: none is in force, or its file cannot be read */
    struct matter_id by;            /* the declaration's matter; unset: none is in force */
    struct moment since;
    struct fault trouble; /* .id: why the file of the one in force cannot be read */
};
/* The office's shelf may be NULL: then nothing is declared. */
MUST_CHECK err_t network_now(const struct office *, struct db *, struct arena *, struct network *);
void network_release(struct network *);
#define NETWORK_CLEANUP __attribute__((cleanup(network_release))) = {.shelf = NULL}

/* A text of an effect's payload; none: STR_NONE. In the arena. ERR_CORRUPT, ERR_NOMEM. */
MUST_CHECK err_t network_payload(struct arena *, const struct effect_row *, const char *name,
                                 struct str *ret);

/* An act plans this effect: ERR_INVALID, with what is wrong in w->bad at the form's field. Kinds
 * of which the office knows nothing pass, and so does everything where there is no shelf. */
MUST_CHECK err_t network_check(struct work *w, const struct act_effect *e);

#endif
