/* SPDX-License-Identifier: Apache-2.0
 *
 * The kinds of records, as far as the ledger itself minds: a name once used
 * stays for ever. Keep sorted; whoever adds a kind writes what it is. */
#include <stdlib.h>

#include "ledger/ledger.h"

static const struct str kinds[] = {
    STR_INIT("account"),   /* an account made, locked, its password changed (src/web) */
    STR_INIT("act"),       /* an act on a matter (src/kernel) */
    STR_INIT("catalogue"), /* a version of the catalogue comes into force */
    STR_INIT("command"),   /* a command of an administrator */
    STR_INIT("evidence"),  /* what an enforcing program reported */
    STR_INIT("export"),    /* records were given out, to whom and how much of them (src/office) */
    STR_INIT("fact"),      /* a fact about the organisation (src/office) */
    STR_INIT("ledger.erase"),    /* the content of an earlier record was erased */
    STR_INIT("ledger.open"),     /* leaf 0: the log begins */
    STR_INIT("machine"), /* a program on another host: token, enrolment, key, revocation (src/kernel) */
    STR_INIT("standard.import"), /* a version of the official text (src/office/standard_import.c) */
    STR_INIT("witness"),         /* a witness of the ledger is known from now on, or no more */
};

static int compare(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

bool ledger_kind_known(struct str kind)
{
    return bsearch(&kind, kinds, ARRAY_LEN(kinds), sizeof *kinds, compare) != NULL;
}
