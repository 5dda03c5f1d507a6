/* SPDX-License-Identifier: Apache-2.0
 *
 * counters.h: the numbers that the writer gives out with db_next(). Each is
 * without gaps: what a failed act took is given back. Add a line for a new
 * one; the name is what the table `counter` keeps, so it never changes.
 */
#ifndef SEKIMORI_STORE_COUNTERS_H
#define SEKIMORI_STORE_COUNTERS_H

/* X(identifier, name, first value) */
#define STORE_COUNTERS(X)                                                                          \
    X(LEAF, "leaf", 0)                                                                             \
    X(MATTER, "matter", 1)                                                                         \
    X(ENTRY, "entry", 1)                                                                           \
    X(DUTY, "duty", 1)                                                                             \
    X(PERSON, "person", 1)                                                                         \
    X(BODY, "body", 1)                                                                             \
    X(UNIT, "unit", 1)                                                                             \
    X(POST, "post", 1)                                                                             \
    X(HOLDING, "holding", 1)                                                                       \
    X(ABSENCE, "absence", 1)                                                                       \
    X(INFO_SYSTEM, "info_system", 1)                                                               \
    X(FILE, "file", 1)                                                                             \
    X(REVISION, "revision", 1)                                                                     \
    X(ACCOUNT, "account", 1)                                                                       \
    X(ORGANISATION, "organisation", 1)

enum store_counter {
#define X(id, name, first) COUNTER_##id,
    STORE_COUNTERS(X)
#undef X
        COUNTER_COUNT_
};

#endif
