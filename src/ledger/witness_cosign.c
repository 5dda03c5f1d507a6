/* SPDX-License-Identifier: Apache-2.0
 *
 * Cosignatures that come back: of which checkpoint, and kept with its note. */
#include <stdlib.h>
#include <string.h>

#include "ledger/log.h"
#include "ledger/witness_book.h"
#include "store/store.h"

enum { PAGE = 256 };

/* Does the answer hold a line of this key that verifies with this note? */
static err_t verifies(struct str note, struct str lines, const struct note_key *key,
                      struct moment *ret_at)
{
    SB_CLEANUP struct sb joined;
    sb_init(&joined, NOTE_MAX);
    TRY(witness_join(note, lines, &joined));
    return checkpoint_cosigned(sb_str(&joined), key, ret_at);
}

/* The signature lines of an answer that may be a whole note; of that note the text. */
static err_t split(struct str answer, struct str *ret_lines, struct str *ret_text)
{
    struct note note;
    *ret_text = STR_NONE;
    *ret_lines = answer;
    if (answer.n > NOTE_MAX || !str_ends(answer, STR("\n"))) return ERR_INVALID;
    if (str_starts(answer, STR("\xE2\x80\x94 "))) return OK;
    TRY(note_parse(answer, &note));
    *ret_lines = note.sigs;
    *ret_text = note.text;
    return OK;
}

/* Only the lines of one key. */
static void lines_of(struct str lines, const struct note_key *key, struct sb *to)
{
    struct note_sig sig;
    while (lines.n > 0) {
        struct str rest = lines, line = str_cut(&lines, '\n');
        if (!note_sig_next(&rest, &sig)) return;
        if (sig.id != key->id || !str_eqz(sig.name, key->name)) continue;
        sb_add(to, line);
        sb_addc(to, '\n');
    }
}

struct search {
    struct db *db;
    struct ledger_log log;
    struct str lines, text; /* text STR_NONE: any checkpoint */
    const struct note_key *key;
    struct cosigned *ret;
};

static err_t try_row(struct search *s, struct rows *r, bool *ret_found)
{
    struct str note = rows_str(r, "note");
    struct note parsed;
    *ret_found = false;
    if (note_parse(note, &parsed) != OK) return OK; /* `verify` tells of it */
    if (s->text.p && !str_eq(parsed.text, s->text)) return OK;
    err_t e = verifies(note, s->lines, s->key, &s->ret->at);
    if (e == ERR_NOMEM) return e;
    *ret_found = e == OK;
    if (e == OK) {
        s->ret->log = s->log.no;
        s->ret->size = rows_i64(r, "size");
        memcpy(s->ret->name, s->key->name, sizeof s->ret->name);
    }
    return OK;
}

/* Newest first. */
static err_t search_log(struct search *s, bool *ret_found)
{
    int64_t before = INT64_MAX;
    for (int n = PAGE; n == PAGE;) {
        struct rows r ROWS_CLEANUP =
            db_query(s->db, SQL_CHECKPOINTS_BEFORE, P_I64("log", s->log.no),
                     P_I64("before", before), P_I64("n", PAGE));
        for (n = 0; rows_next(&r); n++) {
            before = rows_i64(&r, "size");
            TRY(try_row(s, &r, ret_found));
            if (*ret_found) return OK;
        }
        TRY(rows_end(&r));
    }
    return OK;
}

static err_t search_all(struct search *s, bool *ret_found)
{
    err_t e = ledger_log_of(s->db, 0, &s->log);
    *ret_found = false;
    while (e == OK && !*ret_found) {
        TRY(search_log(s, ret_found));
        e = ledger_log_next(s->db, s->log.no, &s->log);
    }
    return e == ERR_NOT_FOUND ? OK : e;
}

/* One key of a witness that is known: is its line in the answer, and of which checkpoint? */
static err_t find_of(struct search *s, struct str lines, bool *ret_line, bool *ret_found)
{
    SB_CLEANUP struct sb own;
    sb_init(&own, NOTE_MAX);
    lines_of(lines, s->key, &own);
    TRY(sb_end(&own));
    *ret_found = false;
    if (own.n == 0) return OK;
    *ret_line = true;
    s->lines = sb_str(&own);
    return search_all(s, ret_found);
}

static err_t text_of_request(struct str request, struct str *ret, struct fault *why)
{
    struct witness_request r;
    struct note note;
    if (!request.p) return OK;
    if (witness_request_parse(request, &r, NULL) != OK || note_parse(r.note, &note) != OK)
        return fault_set(why, ERR_INVALID, "witness.bad_request", NULL);
    *ret = note.text;
    return OK;
}

err_t witness_book_find(struct db *db, struct str answer, struct str request, struct cosigned *ret,
                        struct fault *why)
{
    struct search s = {.db = db, .ret = ret};
    struct str lines;
    size_t n;
    bool line = false, found = false;
    if (split(answer, &lines, &s.text) != OK)
        return fault_set(why, ERR_INVALID, "witness.no_line", NULL);
    TRY(text_of_request(request, &s.text, why));
    struct witness_known *all = calloc(WITNESSES_MAX, sizeof *all);
    if (!all) return ERR_NOMEM;
    err_t e = witness_book_all(db, all, &n);
    for (size_t i = 0; e == OK && i < n && !found; i++) {
        s.key = &all[i].key;
        if (!all[i].until.ms) e = find_of(&s, lines, &line, &found);
    }
    free(all);
    TRY(e);
    if (found) return OK;
    return fault_set(why, ERR_INVALID, line ? "witness.wrong" : "witness.no_line", NULL);
}

static err_t note_of(struct db *db, const struct cosigned *c, struct sb *to)
{
    struct rows r ROWS_CLEANUP =
        db_query(db, SQL_CHECKPOINT_GET, P_I64("log", c->log), P_I64("size", c->size));
    bool there = rows_next(&r);
    if (there) sb_add(to, rows_str(&r, "note"));
    TRY(rows_end(&r));
    return there ? sb_end(to) : ERR_NOT_FOUND;
}

err_t witness_book_add(struct db *db, struct str answer, const struct cosigned *c,
                       struct fault *why)
{
    SB_CLEANUP struct sb note, joined, own;
    struct note_key key;
    struct str lines, text;
    struct moment at;
    sb_init(&note, NOTE_MAX);
    sb_init(&joined, NOTE_MAX);
    sb_init(&own, NOTE_MAX);
    TRY(witness_book_key(db, str_z(c->name), &key, why));
    TRY(note_of(db, c, &note));
    if (split(answer, &lines, &text) != OK)
        return fault_set(why, ERR_INVALID, "witness.no_line", NULL);
    lines_of(lines, &key, &own);
    TRY(sb_end(&own));
    /* Its line may be there already: then nothing changes. */
    if (checkpoint_cosigned(sb_str(&note), &key, &at) == OK) return OK;
    err_t e = witness_join(sb_str(&note), sb_str(&own), &joined);
    if (e == OK) e = checkpoint_cosigned(sb_str(&joined), &key, &at);
    if (e == ERR_NOMEM) return e;
    if (e != OK) return fault_set(why, ERR_INVALID, "witness.wrong", NULL);
    TRY(db_run(db, SQL_CHECKPOINT_COSIGN, P_I64("log", c->log), P_I64("size", c->size),
               P_STR("note", sb_str(&joined))));
    return db_run(db, SQL_COSIGNATURE_PUT, P_I64("log", c->log), P_I64("size", c->size),
                  P_STR("name", str_z(c->name)), P_I64("at", at.ms));
}
