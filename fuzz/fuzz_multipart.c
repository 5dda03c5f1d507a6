/* SPDX-License-Identifier: Apache-2.0
 * The first line is the Content-Type, the rest the body. However the body is
 * cut into pieces, the same must come out. */
#include "fuzz.h"

#include "base/utf8.h"
#include "wire/multipart.h"

static const struct multipart_limits limits = {.parts = 8, .field_bytes = 200, .file_bytes = 2000};

static void note(struct sb *log, const struct multipart_event *ev)
{
    if (ev->kind == MULTIPART_PART) {
        ASSERT(ev->name.n > 0 && utf8_valid(ev->name, UTF8_LINE));
        ASSERT(utf8_valid(ev->filename, UTF8_LINE) && ev->filename.n <= MULTIPART_FILENAME_MAX);
        sb_addz(log, ev->filename.p ? "\nfile " : "\nfield ");
        sb_add(log, ev->name);
        sb_addc(log, '|');
        sb_add(log, ev->filename);
        sb_addc(log, '|');
        sb_add(log, ev->content_type);
        sb_addc(log, ':');
    }
    if (ev->kind == MULTIPART_DATA) sb_add(log, ev->data);
    if (ev->kind == MULTIPART_PART_END) sb_addz(log, "\nend");
}

static err_t run(struct str type, struct str body, size_t step, struct sb *log)
{
    struct multipart m;
    struct multipart_event ev;
    struct fault why;
    err_t e = multipart_init(&m, type, &limits, &why);
    while (e == OK && body.n > 0) {
        struct str piece = str_head(body, step);
        body = str_skip(body, step);
        do {
            e = multipart_next(&m, &piece, &ev, &why);
            if (e == OK) note(log, &ev);
        } while (e == OK && ev.kind != MULTIPART_MORE);
        ASSERT(e != OK || piece.n == 0);
    }
    if (e == OK) e = multipart_finish(&m, &why);
    if (e != OK) fuzz_fault(&why);
    return e;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str body = fuzz_input(data, size);
    struct str type = str_cut(&body, '\n');
    SB_CLEANUP struct sb whole;
    sb_init(&whole, 1U << 20);
    err_t e = run(type, body, body.n + 1, &whole);
    for (size_t step = 1; step < 8; step += 2) {
        SB_CLEANUP struct sb pieces;
        sb_init(&pieces, 1U << 20);
        ASSERT(run(type, body, step, &pieces) == e);
        ASSERT(e != OK || str_eq(sb_str(&whole), sb_str(&pieces)));
    }
    return 0;
}
