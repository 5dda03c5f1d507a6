/* SPDX-License-Identifier: Apache-2.0 */
#include "wire/multipart.h"

#include <string.h>

#include "wire/multipart_head.h"

enum {
    START,    /* the first boundary must come at once */
    BOUNDARY, /* two bytes after a boundary: CR LF or - - */
    HEADERS,  /* lines until the empty one */
    BODY,     /* bytes until the next boundary */
    LAST      /* after the last boundary */
};

static err_t refuse(struct fault *why)
{
    return fault_set(why, ERR_INVALID, "form.not_understood", NULL);
}

err_t multipart_init(struct multipart *m, struct str content_type,
                     const struct multipart_limits *limits, struct fault *why)
{
    struct str boundary;
    if (multipart_head_boundary(content_type, &boundary) != OK) return refuse(why);
    *m = (struct multipart){.limits = *limits, .state = START};
    memcpy(m->delimiter, "\r\n--", 4);
    memcpy(m->delimiter + 4, boundary.p, boundary.n);
    m->delimiter_n = 4 + boundary.n;
    m->held = 2; /* the first boundary stands at the start of a line */
    return OK;
}

/* Goes on with a delimiter that earlier pieces began. Returns how many bytes
 * of `in` continue it; m->held then counts them too. */
static size_t extend_held(struct multipart *m, struct str in)
{
    size_t i = 0;
    while (i < in.n && m->held < m->delimiter_n && in.p[i] == m->delimiter[m->held]) {
        i++;
        m->held++;
    }
    return i;
}

/* Where a beginning of the delimiter reaches the end of s; s.n if nowhere.
 * CR stands only at the delimiter's start, so the last CR decides. */
static size_t partial_at_end(const struct multipart *m, struct str s)
{
    size_t from = s.n > m->delimiter_n ? s.n - m->delimiter_n : 0;
    for (size_t i = s.n; i > from; i--) {
        if (s.p[i - 1] != '\r') continue;
        bool begins = memcmp(s.p + i - 1, m->delimiter, s.n - (i - 1)) == 0;
        return begins ? i - 1 : s.n;
    }
    return s.n;
}

static void at_boundary(struct multipart *m)
{
    m->state = BOUNDARY;
    m->held = 0;
    m->headers_n = 0;
}

static err_t give_data(struct multipart *m, struct str data, struct multipart_event *ev,
                       struct fault *why)
{
    uint64_t max = m->is_file ? m->limits.file_bytes : m->limits.field_bytes;
    m->part_bytes += data.n;
    if (m->part_bytes > max)
        return fault_set(why, ERR_TOO_BIG, m->is_file ? "form.file_too_big" : "form.field_too_big",
                         "%llu", (unsigned long long)max);
    ev->kind = MULTIPART_DATA;
    ev->data = data;
    return OK;
}

static err_t in_start(struct multipart *m, struct str *in, struct multipart_event *ev,
                      struct fault *why)
{
    (void)ev;
    *in = str_skip(*in, extend_held(m, *in));
    if (m->held == m->delimiter_n)
        at_boundary(m);
    else if (in->n > 0)
        return refuse(why);
    return OK;
}

static err_t in_boundary(struct multipart *m, struct str *in, struct multipart_event *ev,
                         struct fault *why)
{
    (void)ev;
    m->headers[m->headers_n++] = in->p[0];
    *in = str_skip(*in, 1);
    if (m->headers_n < 2) return OK;
    bool next = memcmp(m->headers, "\r\n", 2) == 0;
    if (!next && memcmp(m->headers, "--", 2) != 0) return refuse(why);
    m->state = next ? HEADERS : LAST;
    m->headers_n = 0;
    if (next && ++m->parts > m->limits.parts)
        return fault_set(why, ERR_TOO_BIG, "form.too_many_fields", "%u", m->limits.parts);
    return OK;
}

static err_t begin_part(struct multipart *m, struct multipart_event *ev, struct fault *why)
{
    struct multipart_head h;
    err_t e = multipart_head_parse(m->headers, m->headers_n, &h);
    if (e == ERR_TOO_BIG) return fault_set(why, e, "form.name_too_long", NULL);
    if (e != OK) return refuse(why);
    m->state = BODY;
    m->part_bytes = 0;
    m->is_file = h.filename.p != NULL;
    *ev = (struct multipart_event){.kind = MULTIPART_PART,
                                   .name = h.name,
                                   .filename = h.filename,
                                   .content_type = h.content_type};
    return OK;
}

/* Lines up to CR LF CR LF; the empty line itself is not kept. */
static err_t in_headers(struct multipart *m, struct str *in, struct multipart_event *ev,
                        struct fault *why)
{
    while (in->n > 0) {
        if (m->headers_n == sizeof m->headers)
            return fault_set(why, ERR_TOO_BIG, "form.name_too_long", NULL);
        m->headers[m->headers_n++] = in->p[0];
        *in = str_skip(*in, 1);
        size_t n = m->headers_n;
        if (n == 2 && memcmp(m->headers, "\r\n", 2) == 0) return refuse(why); /* no headers */
        if (n >= 4 && memcmp(m->headers + n - 4, "\r\n\r\n", 4) == 0) {
            m->headers_n -= 2;
            return begin_part(m, ev, why);
        }
    }
    return OK;
}

/* The delimiter, or a beginning of it, stood at the end of earlier pieces. */
static err_t in_held(struct multipart *m, struct str *in, struct multipart_event *ev,
                     struct fault *why)
{
    *in = str_skip(*in, extend_held(m, *in));
    if (m->held == m->delimiter_n) {
        at_boundary(m);
        ev->kind = MULTIPART_PART_END;
        return OK;
    }
    if (in->n == 0) return OK;
    struct str data = {m->delimiter, m->held}; /* it was data after all */
    m->held = 0;
    return give_data(m, data, ev, why);
}

static err_t in_body(struct multipart *m, struct str *in, struct multipart_event *ev,
                     struct fault *why)
{
    if (m->held > 0) return in_held(m, in, ev, why);
    const char *at = memmem(in->p, in->n, m->delimiter, m->delimiter_n);
    size_t n = at ? (size_t)(at - in->p) : partial_at_end(m, *in);
    if (n == 0) return in_held(m, in, ev, why);
    struct str data = str_head(*in, n);
    *in = str_skip(*in, n);
    return give_data(m, data, ev, why);
}

/* After the last boundary: nothing, or one CR LF. */
static err_t in_last(struct multipart *m, struct str *in, struct multipart_event *ev,
                     struct fault *why)
{
    static const char want[] = "\r\n";
    (void)ev;
    if (m->headers_n == 2 || in->p[0] != want[m->headers_n]) return refuse(why);
    m->headers_n++;
    *in = str_skip(*in, 1);
    return OK;
}

err_t multipart_next(struct multipart *m, struct str *in, struct multipart_event *ret,
                     struct fault *why)
{
    static err_t (*const steps[])(struct multipart *, struct str *, struct multipart_event *,
                                  struct fault *) = {
        [START] = in_start, [BOUNDARY] = in_boundary, [HEADERS] = in_headers,
        [BODY] = in_body,   [LAST] = in_last,
    };
    struct multipart_event ev = {.kind = MULTIPART_MORE};
    while (in->n > 0 && ev.kind == MULTIPART_MORE) TRY(steps[m->state](m, in, &ev, why));
    *ret = ev;
    return OK;
}

err_t multipart_finish(const struct multipart *m, struct fault *why)
{
    if (m->state == LAST && m->headers_n != 1) return OK;
    return fault_set(why, ERR_INVALID, "form.cut_off", NULL);
}
