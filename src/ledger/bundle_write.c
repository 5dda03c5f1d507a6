/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/bundle.h"

#include <inttypes.h>

#include "base/b64.h"

void bundle_write_head(struct sb *to, struct str origin)
{
    sb_addz(to, "sekimori-ledger-bundle/1\norigin ");
    sb_add(to, origin);
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
