/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/bundle.h"

#include <inttypes.h>

#include "base/b64.h"

void bundle_write_head(struct sb *to, bool several)
{
    sb_addz(to, several ? "sekimori-ledger-bundle/2\n" : "sekimori-ledger-bundle/1\n");
}

void bundle_write_extract_head(struct sb *to, struct str asked)
{
    sb_addz(to, "sekimori-ledger-extract/1\nasked ");
    sb_add(to, asked);
    sb_addc(to, '\n');
}

void bundle_write_skip(struct sb *to, unsigned height, const struct hash *root)
{
    sb_addf(to, "skip %u ", height);
    b64_add(to, (struct str){(const char *)root->b, HASH_LEN});
    sb_addc(to, '\n');
}

void bundle_write_log(struct sb *to, struct str origin, struct str vkey)
{
    sb_addz(to, "origin ");
    sb_add(to, origin);
    if (vkey.p) {
        sb_addz(to, "\nkey ");
        sb_add(to, vkey);
    }
    sb_addc(to, '\n');
}

void bundle_write_record(struct sb *to, const struct verify_record *r)
{
    sb_addz(to, "leaf ");
    sb_add_i64(to, r->idx);
    sb_addc(to, '\n');
    sb_add(to, r->envelope);
    if (r->withheld) {
        sb_addz(to, "\nwithheld\n");
    } else if (r->content.p) {
        sb_addz(to, "\ncontent ");
        b64url_add(to, r->salt);
        sb_addc(to, '\n');
        sb_add(to, r->content);
        sb_addc(to, '\n');
    } else {
        sb_addz(to, "\nnone\n");
    }
}

void bundle_write_checkpoint(struct sb *to, int64_t size, struct str note)
{
    sb_addf(to, "checkpoint %" PRId64 " %zu\n", size, note.n);
    sb_add(to, note);
}

void bundle_write_end(struct sb *to, int64_t records, int64_t checkpoints)
{
    sb_addf(to, "end %" PRId64 " %" PRId64 "\n", records, checkpoints);
}
