/* SPDX-License-Identifier: Apache-2.0
 *
 * setup.h: one instance of the office from its folder: office.conf, store,
 * catalogue, clock. Used by the server and by commands that need the office.
 *
 * Keys of office.conf (all may be left out):
 *   store              sqlite (db/office.sqlite) or postgres
 *   store_conninfo     for postgres, as libpq takes it
 *   catalogue          folder from which the first version comes, and candidates at each start;
 *                      "catalogue" in the instance
 *   clock_offset_file  a file with milliseconds to add to the clock, for trials
 *   office_name, session_idle_minutes, session_longest_hours, web_workers
 *   public_https       yes where people reach the office by https
 * Keys that begin with nginx_ belong to nginx; unknown ones are faults.
 */
#ifndef SEKIMORI_WEB_SETUP_H
#define SEKIMORI_WEB_SETUP_H

#include "ledger/checkpoint.h"
#include "office/matters.h"
#include "office/versions.h"
#include "web/web.h"

/* Stands in an instance while `sekimori restore` is at work, or was killed at it. */
#define SETUP_RESTORE_MARK "restore-unfinished"

struct setup {
    char *instance, *sqlite_path, *catalogue_folder, *office_name, *conninfo;
    struct store_config store_config;
    struct web_config web;
    struct clock clock;
    struct clock_offset offset;
    struct store *store;          /* after setup_open() */
    struct catalogue *catalogue;  /* in force; after setup_open() */
    struct standard_shelf *shelf; /* after setup_open() */
    struct network_shelf *network;
    char *files; /* the folder of the files that came with forms */
    struct office office;         /* after setup_open() */
    const char *founded_by;       /* "init" by that command; else "start" */
    char *vkey;                   /* ledger.vkey as text; after setup_open() */
    struct checkpoint_key ledger_key;
};

/* Reads office.conf (absent: all usual values). ERR_INVALID with file and line. */
MUST_CHECK err_t setup_read(struct setup *s, const char *instance, struct fault *why);
/* Brings the schema up to date, opens the store, reads ledger.vkey (the signer's --init writes
 * it), begins the ledger where it is empty, and loads the catalogue in force from the store;
 * where there is none yet the folder's becomes it (office/versions.h). ERR_STATE
 * "setup.no_ledger_key": there is no ledger.vkey; "setup.other_ledger": it is that of another log
 * than the store's; "setup.restore_unfinished". */
MUST_CHECK err_t setup_open(struct setup *s, struct fault *why);
/* As far as the ledger stands, without a catalogue: for what must work when none can be loaded. */
MUST_CHECK err_t setup_open_store(struct setup *s, struct fault *why);
/* What the folder holds becomes a candidate where it is not known yet. A folder with faults
 * changes nothing: *why says the first. */
MUST_CHECK err_t setup_stage(struct setup *s, enum version_staged *ret, struct fault *why);
/* ERR_STATE "setup.restore_unfinished"; part of setup_open(). */
MUST_CHECK err_t setup_check_whole(const struct setup *s, struct fault *why);
/* Harmless on what was never opened. */
void setup_release(struct setup *s);

#endif
