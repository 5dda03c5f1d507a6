/* SPDX-License-Identifier: Apache-2.0
 * Notes and the checkpoints in them: what is parsed is made of the input, and
 * a checkpoint without extension is written again as it was. */
#include "fuzz.h"

#include "ledger/checkpoint.h"

static const char vkey[] = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct str in = fuzz_input(data, size);
    struct note_key parsed;
    struct checkpoint_key key;
    struct checkpoint c;
    struct moment at;
    struct note note;
    SB_CLEANUP struct sb b;
    sb_init(&b, 1U << 20);
    if (note_key_parse(in, &parsed) == OK) {
        note_key_write(&b, &parsed);
        ASSERT(str_eq(str_trim(in), sb_str(&b)));
        sb_reset(&b);
    }
    ASSERT(checkpoint_key_parse(str_z(vkey), &key) == OK);
    err_t e = checkpoint_verify(in, &key, &c, &at);
    ASSERT(e != OK || str_eqz(c.origin, "PeterNeumann"));
    if (note_parse(in, &note) != OK) return 0;
    ASSERT(note.text.n + 1 + note.sigs.n == in.n && note.sigs.n > 0);
    if (checkpoint_parse(note.text, &c) != OK || c.extension.n > 0) return 0;
    checkpoint_write(&b, c.origin, c.size, &c.root);
    ASSERT(str_eq(sb_str(&b), note.text));
    return 0;
}
