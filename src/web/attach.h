/* SPDX-License-Identifier: Apache-2.0
 *
 * attach.h: files that come with a form. They were streamed to files/incoming under random ids;
 * before the act is recorded they move to files/, so that an act never names a file that is not
 * there; when the act fails they are deleted. The act's content holds id, name, size and SHA-256,
 * and with them its commitment binds the bytes.
 */
#ifndef SEKIMORI_WEB_ATTACH_H
#define SEKIMORI_WEB_ATTACH_H

#include "web/web.h"

enum { ATTACH_BYTES_MAX = 12 << 20 }; /* of all files of one form together */

/* Puts the uploads into the form's object: under each field an array of {id, name, size, sha256}.
 */
MUST_CHECK err_t attach_to_form(const struct request *rq, json_t *form);
/* All or none. */
MUST_CHECK err_t attach_keep(struct web *web, struct request *rq, struct fault *why);
/* The act failed for certain. Not after ERR_UNAVAILABLE: the commit may have arrived. */
void attach_drop(struct web *web, const struct request *rq);
/* Unlink the files whose content was erased (table file_gone), a portion at a time; the rest next
 * time. Not inside a store job. */
MUST_CHECK err_t attach_sweep(struct store *, struct str instance, struct fault *why);
/* Unlink what an earlier server, killed in the middle of a request, left in files/incoming: no act
 * names it. Before requests are taken, and only by who alone serves the instance. ERR_IO. */
MUST_CHECK err_t attach_clear_incoming(struct str instance, struct fault *why);
/* The bytes in the arena. ERR_STATE "attach.lost", "attach.changed": they are not those of the act.
 */
MUST_CHECK err_t attach_read(struct web *web, struct arena *a, const char *id, const char *sha256,
                             struct str *ret, struct fault *why);

#endif
