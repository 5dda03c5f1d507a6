/* SPDX-License-Identifier: Apache-2.0
 *
 * setup.h: one instance of the office from its folder: office.conf, store,
 * catalogue, clock. Used by the server and by commands that need the office.
 *
 * Keys of office.conf (all may be left out):
 *   store              sqlite (db/office.sqlite) or postgres
 *   store_conninfo     for postgres, as libpq takes it
 *   catalogue          folder of the catalogue; "catalogue" in the instance
 *   clock_offset_file  a file with milliseconds to add to the clock, for trials
 *   office_name, session_idle_minutes, session_longest_hours, web_workers
 *   public_https       yes where people reach the office by https
 * Keys that begin with nginx_ belong to nginx; unknown ones are faults.
 */
#ifndef SEKIMORI_WEB_SETUP_H
#define SEKIMORI_WEB_SETUP_H

#include "ledger/checkpoint.h"
#include "office/matters.h"
#include "web/web.h"

struct setup {
    char *instance, *sqlite_path, *catalogue_folder, *office_name, *conninfo;
    struct store_config store_config;
    struct web_config web;
    struct clock clock;
    struct clock_offset offset;
    struct store *store;         /* after setup_open() */
    struct catalogue *catalogue; /* after setup_open() */
    struct office office;        /* after setup_open() */
    char *vkey;                  /* ledger.vkey as text; after setup_open() */
    struct checkpoint_key ledger_key;
};

/* Reads office.conf (absent: all usual values). ERR_INVALID with file and line. */
MUST_CHECK err_t setup_read(struct setup *s, const char *instance, struct fault *why);
/* Brings the schema up to date, opens the store, loads the catalogue, reads ledger.vkey (the
 * signer's --init writes it), begins the ledger where it is empty, and keeps the versions of
 * the procedures. ERR_STATE "setup.no_ledger_key": there is no ledger.vkey;
 * "setup.other_ledger": it is that of another log than the store's. */
MUST_CHECK err_t setup_open(struct setup *s, struct fault *why);
/* Harmless on what was never opened. */
void setup_release(struct setup *s);

#endif
