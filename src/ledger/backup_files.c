/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "ledger/backup.h"
#include "ledger/ledger.h"
#include "store/store.h"

static int by_id(const void *a, const void *b)
{
    return memcmp(((const struct backup_file *)a)->id, ((const struct backup_file *)b)->id, 33);
}

void backup_files_release(struct backup_files *f)
{
    free(f->v);
    *f = (struct backup_files){0};
}

static int nibble(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool hash_of(const char *hex, uint8_t ret[SHA256_LEN])
{
    if (!hex || strlen(hex) != BACKUP_HEX) return false;
    for (size_t i = 0; i < SHA256_LEN; i++) {
        int hi = nibble(hex[2 * i]), lo = nibble(hex[2 * i + 1]);
        if (hi < 0 || lo < 0) return false;
        ret[i] = (uint8_t)(hi << 4 | lo);
    }
    return true;
}

static err_t take_object(struct backup_files *f, const json_t *o)
{
    const char *id = json_string_value(json_object_get(o, "id"));
    struct backup_file one;
    if (!id || strlen(id) != 32 || strspn(id, "0123456789abcdef") != 32) return OK;
    if (!hash_of(json_string_value(json_object_get(o, "sha256")), one.sha256)) return OK;
    memcpy(one.id, id, 33);
    if (f->n == f->cap) {
        size_t cap = f->cap ? 2 * f->cap : 64;
        struct backup_file *more = realloc(f->v, cap * sizeof *more);
        if (!more) return ERR_NOMEM;
        f->v = more;
        f->cap = cap;
    }
    f->v[f->n++] = one;
    return OK;
}

/* Contents are at most 32 deep (canon.h). */
static err_t walk(struct backup_files *f, const json_t *v)
{
    const char *key;
    json_t *member;
    size_t i;
    if (json_is_array(v)) {
        json_array_foreach(v, i, member) TRY(walk(f, member));
        return OK;
    }
    if (!json_is_object(v)) return OK;
    TRY(take_object(f, v));
    json_object_foreach((json_t *)(uintptr_t)v, key, member) TRY(walk(f, member));
    return OK;
}

static bool names_a_hash(struct str s)
{
    return s.n > 0 && memmem(s.p, s.n, "\"sha256\":", 9) != NULL;
}

static err_t take_record(void *arg, const struct ledger_record *r)
{
    if (!names_a_hash(r->content)) return OK;
    json_error_t wrong;
    json_t *v = json_loadb(r->content.p, r->content.n, 0, &wrong);
    if (!v) /* of what is no JSON `verify` tells */
        return json_error_code(&wrong) == json_error_out_of_memory ? ERR_NOMEM : OK;
    err_t e = walk(arg, v);
    json_decref(v);
    return e;
}

err_t backup_files_named(struct db *db, struct backup_files *ret)
{
    struct backup_files f = {0};
    err_t e = ledger_each(db, leaf_id(0), take_record, &f);
    if (e != OK) {
        backup_files_release(&f);
        return e;
    }
    if (f.n > 0) qsort(f.v, f.n, sizeof *f.v, by_id);
    size_t n = 0;
    for (size_t i = 0; i < f.n; i++) {
        if (n == 0 || by_id(&f.v[n - 1], &f.v[i]) != 0) f.v[n++] = f.v[i];
    }
    f.n = n;
    *ret = f;
    return OK;
}
