/* SPDX-License-Identifier: Apache-2.0 */
#include "net/declared.h"

#include <stdlib.h>

#include "base/file.h"

enum { ARENA_BYTES = 256 << 20 };

err_t declared_parse(struct str text, const char *path, struct declared **ret, struct fault *why)
{
    struct declared *d = calloc(1, sizeof *d);
    if (!d) return ERR_NOMEM;
    arena_init(&d->arena, ARENA_BYTES);
    d->holders = 1;
    struct str own = arena_str(&d->arena, text);
    const char *name = arena_strdup(&d->arena, str_z(path));
    err_t e =
        own.p && name ? barrier_read(&d->arena, own, name, &d->barrier, NULL, why) : ERR_NOMEM;
    if (e == OK)
        *ret = d;
    else
        declared_release(d);
    return e;
}

err_t declared_read(const char *path, struct declared **ret, struct fault *why)
{
    SB_CLEANUP struct sb text;
    sb_init(&text, BARRIER_BYTES_MAX);
    TRY(file_read(&text, path, why));
    return declared_parse(sb_str(&text), path, ret, why);
}

void declared_hold(struct declared *d)
{
    d->holders++;
}

void declared_release(struct declared *d)
{
    if (!d || --d->holders > 0) return;
    arena_release(&d->arena);
    free(d);
}
