/* SPDX-License-Identifier: Apache-2.0 */
#include "base/sandbox.h"

#include <sys/prctl.h>
#include <sys/resource.h>

#include "base/sandbox_parts.h"

static err_t limit(__rlimit_resource_t which, uint64_t v)
{
    if (v == 0) return OK;
    struct rlimit r = {.rlim_cur = v, .rlim_max = v};
    return setrlimit(which, &r) == 0 ? OK : ERR_IO;
}

static err_t set_limits(const struct sandbox_limits *l)
{
    struct rlimit none = {0};
    if (setrlimit(RLIMIT_CORE, &none) != 0) return ERR_IO; /* a core would hold secrets */
    TRY(limit(RLIMIT_AS, l->memory_bytes));
    TRY(limit(RLIMIT_CPU, l->cpu_seconds));
    TRY(limit(RLIMIT_FSIZE, l->file_bytes));
    return limit(RLIMIT_NOFILE, l->open_files);
}

err_t sandbox_enter(const struct sandbox *s, struct fault *why)
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
        return fault_set(why, ERR_IO, "sandbox.failed", "%s", "prctl");
    if (set_limits(&s->limits) != OK)
        return fault_set(why, ERR_IO, "sandbox.failed", "%s", "setrlimit");
    if (sandbox_landlock_abi() > 0)
        TRY(sandbox_landlock(s->paths, s->n_paths, why));
    else if (!s->landlock_optional)
        return fault_set(why, ERR_UNAVAILABLE, "sandbox.no_landlock", NULL);
    return sandbox_seccomp(s->calls, why);
}
