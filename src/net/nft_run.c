/* SPDX-License-Identifier: Apache-2.0 */
#include "net/nft_run.h"

#include "base/process.h"

enum { SAID_MAX = 16 << 10 };

static const char *program(const struct nft_run *r)
{
    return r && r->program ? r->program : "nft";
}

/* The first line of what it said; the whole is long and repeats our input. */
static err_t refused(const struct sb *said, const struct process_end *end, struct fault *why)
{
    struct str rest = str_trim(sb_str(said));
    struct str line = str_cut(&rest, '\n');
    if (line.n > 300) line.n = 300;
    return fault_set(why, ERR_STATE, "netd.nft_refused", "%.*s" FS "%d", STR_ARG(line),
                     end->status);
}

static err_t run(const char *const *argv, struct str input, struct sb *out, struct fault *why)
{
    SB_CLEANUP struct sb said;
    struct process_end end = {0};
    const struct process_options o = {.argv = argv};
    sb_init(&said, SAID_MAX);
    err_t e = process_run(&o, input, NFT_RUN_MS, out, &said, &end, why);
    if (e == ERR_NOT_FOUND) return fault_set(why, ERR_UNAVAILABLE, "netd.no_nft", "%s", argv[0]);
    if (e == ERR_BUSY) return fault_set(why, ERR_BUSY, "netd.nft_slow", NULL);
    if (e != OK) return e;
    return end.signalled || end.status != 0 ? refused(&said, &end, why) : OK;
}

static err_t feed(const struct nft_run *r, struct str json, const char *flags, struct fault *why)
{
    SB_CLEANUP struct sb out;
    sb_init(&out, NFT_RUN_ANSWER_MAX);
    const char *const argv[] = {program(r), flags, "-f", "-", NULL};
    return run(argv, json, &out, why);
}

err_t nft_run_apply(const struct nft_run *r, struct str json, struct fault *why)
{
    return feed(r, json, "-j", why);
}

err_t nft_run_check(const struct nft_run *r, struct str json, struct fault *why)
{
    return feed(r, json, "-jc", why);
}

err_t nft_run_list(const struct nft_run *r, bool elements, struct sb *ret, struct fault *why)
{
    const char *const argv[] = {program(r), elements ? "-j" : "-jt", "list", "ruleset", NULL};
    return run(argv, STR_NONE, ret, why);
}

err_t nft_run_list_table(const struct nft_run *r, const char *family, const char *name,
                         struct sb *ret, struct fault *why)
{
    const char *const argv[] = {program(r), "-j", "list", "table", family, name, NULL};
    return run(argv, STR_NONE, ret, why);
}
