/* SPDX-License-Identifier: Apache-2.0
 *
 * temp_pg.h: a PostgreSQL server of our own for tests (tests/support/pg.sh),
 * with fsync on, on a socket in a temporary folder. Started at the first use,
 * stopped and removed when the process ends. Where PostgreSQL is not
 * installed the process says "1..0 # SKIP" and ends.
 */
#ifndef SEKIMORI_TESTS_TEMP_PG_H
#define SEKIMORI_TESTS_TEMP_PG_H

#include <stddef.h>

int temp_pg_installed(void);
/* A new database; fills in its conninfo. Empty, or a copy of the one that was
 * made as number `copy_of` (temp_pg_count() tells it); 0: empty. */
void temp_pg_database(char *conninfo, size_t n, unsigned copy_of);
unsigned temp_pg_count(void);
/* Stop at once, as a crash would, or in order; start again. Only with a
 * server of our own (temp_pg_own). */
int temp_pg_own(void);
void temp_pg_crash(void);
void temp_pg_start(void);

#endif
