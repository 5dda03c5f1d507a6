/* SPDX-License-Identifier: Apache-2.0
 *
 * keep_key.h: the folder of whoever signs (the signer, a witness): held by one process at a time,
 * with a private key in a file of mode 0600: a line that says what it is, the key's name, the
 * seed in base64.
 */
#ifndef SEKIMORI_LEDGER_KEEP_KEY_H
#define SEKIMORI_LEDGER_KEEP_KEY_H

#include "ledger/note.h"

/* Open the folder and lock `lock` in it. ERR_NOT_FOUND, ERR_IO, ERR_BUSY: another process holds it
 * (text `taken`). What was opened by then stands in the two descriptors, also on failure. */
MUST_CHECK err_t keep_key_folder(const char *folder, const char *lock, const char *taken, int *dir,
                                 int *lock_fd, struct fault *why);

MUST_CHECK err_t keep_key_write(int dir, const char *file, const char *magic, struct str name,
                                const uint8_t seed[NOTE_SEED_LEN]);
/* ERR_NOT_FOUND (text `none`), ERR_DENIED (others may read it), ERR_IO, ERR_CORRUPT. Wipe *ret with
 * note_signer_wipe(). `folder` is for faults only. */
MUST_CHECK err_t keep_key_read(int dir, const char *folder, const char *file, const char *magic,
                               const char *none, struct note_signer *ret, struct fault *why);

#endif
