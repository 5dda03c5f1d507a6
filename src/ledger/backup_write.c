/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>
#include <string.h>

#include "ledger/backup_file.h"
#include "ledger/canon.h"

static bool hex32(struct str s)
{
    if (s.n != 32) return false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
    }
    return true;
}

bool backup_part_valid(struct str name)
{
    if (str_eqz(name, "store") || str_eqz(name, "conf") || str_eqz(name, "vkey")) return true;
    return str_starts(name, STR("files/")) && hex32(str_skip(name, 6));
}

void backup_parts_release(struct backup_parts *p)
{
    free(p->v);
    *p = (struct backup_parts){0};
}

static err_t print(struct backup_writer *w, const char *word, struct str text)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, 256);
    sb_addz(&b, word);
    sb_add(&b, text);
    sb_addc(&b, '\n');
    TRY(sb_end(&b));
    return w->write(w->ctx, sb_str(&b));
}

static err_t print_size(struct backup_writer *w, const char *word, size_t n)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, 64);
    sb_addf(&b, "%zu", n);
    TRY(sb_end(&b));
    return print(w, word, sb_str(&b));
}

err_t backup_write_begin(struct backup_writer *w)
{
    return w->write(w->ctx, STR("sekimori-backup/1\n"));
}

static void end_part(struct backup_writer *w)
{
    if (w->parts.n > 0) sha256_end(&w->hash, w->parts.v[w->parts.n - 1].sha256);
}

err_t backup_write_part(struct backup_writer *w, struct str name)
{
    if (!backup_part_valid(name)) return ERR_BUG;
    end_part(w);
    if (w->parts.n == BACKUP_PARTS_MAX) return ERR_TOO_BIG;
    if (w->parts.n == w->parts.cap) {
        size_t cap = w->parts.cap ? 2 * w->parts.cap : 64;
        struct backup_part *more = realloc(w->parts.v, cap * sizeof *more);
        if (!more) return ERR_NOMEM;
        w->parts.v = more;
        w->parts.cap = cap;
    }
    struct backup_part *p = &w->parts.v[w->parts.n++];
    *p = (struct backup_part){.size = 0};
    memcpy(p->name, name.p, name.n);
    sha256_init(&w->hash);
    return print(w, "part ", name);
}

err_t backup_write_data(struct backup_writer *w, struct str bytes)
{
    ASSERT(w->parts.n > 0);
    while (bytes.n > 0) {
        struct str piece = str_head(bytes, BACKUP_DATA_MAX);
        TRY(print_size(w, "data ", piece.n));
        TRY(w->write(w->ctx, piece));
        TRY(w->write(w->ctx, STR("\n")));
        sha256_add(&w->hash, piece);
        w->parts.v[w->parts.n - 1].size += piece.n;
        bytes = str_skip(bytes, piece.n);
    }
    return OK;
}

static json_t *part_json(const struct backup_part *p)
{
    SB_CLEANUP struct sb hex;
    sb_init(&hex, BACKUP_HEX + 1);
    sb_add_hex(&hex, (struct str){(const char *)p->sha256, SHA256_LEN});
    if (sb_end(&hex) != OK) return NULL;
    return json_pack("{s:s,s:s,s:I}", "name", p->name, "sha256", hex.p, "size",
                     (json_int_t)p->size);
}

static err_t add_parts(const struct backup_writer *w, json_t *manifest)
{
    json_t *list = json_array();
    if (!list || json_object_set_new(manifest, "parts", list) != 0) return ERR_NOMEM;
    for (size_t i = 0; i < w->parts.n; i++) {
        if (json_array_append_new(list, part_json(&w->parts.v[i])) != 0) return ERR_NOMEM;
    }
    return OK;
}

static err_t write_manifest(struct backup_writer *w, json_t *manifest)
{
    SB_CLEANUP struct sb text, hex;
    uint8_t hash[SHA256_LEN];
    sb_init(&text, BACKUP_MANIFEST_MAX);
    sb_init(&hex, BACKUP_HEX + 1);
    TRY(add_parts(w, manifest));
    TRY(canon_write(&text, manifest));
    TRY(sb_end(&text));
    sha256(sb_str(&text), hash);
    sb_add_hex(&hex, (struct str){(const char *)hash, sizeof hash});
    TRY(sb_end(&hex));
    TRY(print_size(w, "manifest ", text.n));
    TRY(w->write(w->ctx, sb_str(&text)));
    TRY(print(w, "\nend ", sb_str(&hex)));
    memcpy(w->digest, hex.p, BACKUP_HEX + 1);
    return OK;
}

err_t backup_write_end(struct backup_writer *w, const json_t *manifest)
{
    end_part(w);
    json_t *copy = json_copy((json_t *)(uintptr_t)manifest);
    if (!copy) return ERR_NOMEM;
    err_t e = write_manifest(w, copy);
    json_decref(copy);
    return e;
}

void backup_writer_release(struct backup_writer *w)
{
    backup_parts_release(&w->parts);
}
