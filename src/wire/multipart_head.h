/* SPDX-License-Identifier: Apache-2.0
 *
 * multipart_head.h: the lines of text within multipart/form-data: the
 * boundary parameter and a part's headers. Used by multipart.c alone.
 */
#ifndef SEKIMORI_WIRE_MULTIPART_HEAD_H
#define SEKIMORI_WIRE_MULTIPART_HEAD_H

#include "base/str.h"

struct multipart_head {
    struct str name;
    struct str filename;     /* p == NULL when absent; without folders */
    struct str content_type; /* p == NULL when absent */
};

/* The boundary of "multipart/form-data; boundary=..."; a view. */
MUST_CHECK err_t multipart_head_boundary(struct str content_type, struct str *ret);
/* Header lines, each ended by CR LF, without the empty one. Unescapes names
 * in place; views point into `bytes`. */
MUST_CHECK err_t multipart_head_parse(char *bytes, size_t n, struct multipart_head *ret);

#endif
