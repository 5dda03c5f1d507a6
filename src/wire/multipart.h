/* SPDX-License-Identifier: Apache-2.0
 *
 * multipart.h: multipart/form-data (RFC 7578) as browsers send it, a piece at
 * a time, so that a file goes to disk without standing in memory.
 *
 *     multipart_init(&m, content_type, &limits, why)
 *     for each piece of the body:
 *         do { multipart_next(&m, &piece, &ev, why) ... } while (ev.kind != MULTIPART_MORE)
 *     multipart_finish(&m, why)
 *
 * Refused: bytes before the first boundary and after the last, blanks after a
 * boundary, folded headers, Content-Disposition missing or twice, filename*,
 * transfer encodings, names that are not UTF-8 or hold control characters,
 * anything beyond the limits. After an error the parser must not be fed again.
 */
#ifndef SEKIMORI_WIRE_MULTIPART_H
#define SEKIMORI_WIRE_MULTIPART_H

#include "base/str.h"

enum {
    MULTIPART_BOUNDARY_MAX = 70, /* RFC 2046 */
    MULTIPART_HEADERS_MAX = 4096,
    MULTIPART_NAME_MAX = 256,
    MULTIPART_FILENAME_MAX = 255 /* bytes, without folders */
};

struct multipart_limits {
    unsigned parts;       /* of the whole form */
    uint64_t field_bytes; /* of one part without a file name */
    uint64_t file_bytes;  /* of one part with one */
};

struct multipart_event {
    enum multipart_kind {
        MULTIPART_MORE,     /* the piece is used up: give the next or finish */
        MULTIPART_PART,     /* a part begins: name, filename, content_type */
        MULTIPART_DATA,     /* some of its bytes: data */
        MULTIPART_PART_END, /* it is complete */
    } kind;
    /* Views valid until the next call. */
    struct str name;
    struct str filename;     /* p == NULL: not a file; n == 0: no file chosen */
    struct str content_type; /* as sent; p == NULL when absent */
    struct str data;
};

struct multipart {
    struct multipart_limits limits;
    int state;
    unsigned parts;
    bool is_file;
    uint64_t part_bytes;
    char delimiter[4 + MULTIPART_BOUNDARY_MAX]; /* CR LF - - boundary */
    size_t delimiter_n;
    size_t held; /* bytes of the delimiter seen at the end of earlier pieces */
    char headers[MULTIPART_HEADERS_MAX];
    size_t headers_n;
};

/* content_type is the request's header, with the boundary. */
MUST_CHECK err_t multipart_init(struct multipart *m, struct str content_type,
                                const struct multipart_limits *limits, struct fault *why);
/* Takes what it can use off the front of *in and tells what it was. */
MUST_CHECK err_t multipart_next(struct multipart *m, struct str *in, struct multipart_event *ret,
                                struct fault *why);
/* ERR_INVALID unless the last boundary has come. */
MUST_CHECK err_t multipart_finish(const struct multipart *m, struct fault *why);

#endif
