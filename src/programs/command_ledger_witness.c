/* SPDX-License-Identifier: Apache-2.0
 *
 * The office's side of its witnesses:
 *
 * sekimori ledger witnesses                        who they are, what they co-signed last
 * sekimori ledger witness-register VKEY            known from now on (an act)
 * sekimori ledger witness-remove NAME              no more (an act)
 * sekimori ledger witness-request FILE [--witness NAME] [--since SIZE] [--log NUMBER]
 *     [--opening RECEIPT]                          what to send it
 * sekimori ledger witness-add FILE [--request FILE]   what came back
 *
 * Reading needs no server; what changes the store is handed to a running one.
 */
#include <stdlib.h>

#include "base/file.h"
#include "ledger/log.h"
#include "ledger/receipt.h"
#include "ledger/witness_book.h"
#include "programs/command.h"
#include "programs/command_admin.h"
#include "programs/command_reading.h"

struct call {
    const char *instance, *witness, *since, *log, *opening, *request, *word;
    int64_t since_size, log_no;
};

static err_t number(const char *text, const char *option, int64_t *ret, struct fault *why)
{
    int64_t v;
    if (!text) return OK;
    if (str_to_i64(str_z(text), &v) != OK || v < 0)
        return fault_set(why, ERR_INVALID, "cli.not_a_number", "%s" FS "%s", option, text);
    *ret = v;
    return OK;
}

static err_t read_words(struct call *c, int argc, char **argv, bool word, struct fault *why)
{
    int rest = 0;
    const struct command_option options[] = {
        {"instance", &c->instance, NULL}, {"witness", &c->witness, NULL},
        {"since", &c->since, NULL},       {"log", &c->log, NULL},
        {"opening", &c->opening, NULL},   {"request", &c->request, NULL},
    };
    c->since_size = -1;
    TRY(command_options(argc, argv, options, ARRAY_LEN(options), &rest, why));
    if (word && rest == 0) return fault_set(why, ERR_INVALID, "cli.ledger.needs_word", NULL);
    if (rest > (word ? 1 : 0))
        return fault_set(why, ERR_INVALID, "cli.unexpected", "%s", argv[word ? 1 : 0]);
    c->word = word ? argv[0] : NULL;
    TRY(number(c->since, "since", &c->since_size, why));
    return number(c->log, "log", &c->log_no, why);
}

/* 0, or the exit code. */
static int read_call(struct call *c, int argc, char **argv, bool word)
{
    struct fault why = {.code = OK};
    if (read_words(c, argc, argv, word, &why) == OK) return 0;
    (void)command_failed(&why);
    return EXIT_USAGE;
}

static const char *instance_of(const struct call *c)
{
    return c->instance ? c->instance : "var/office";
}

/* Refused is 1; unreadable is 3. */
static int failed(err_t e, const struct fault *why)
{
    struct fault plain = {.code = e};
    bool refused = e == ERR_NOT_FOUND || e == ERR_STATE || e == ERR_INVALID || e == ERR_CORRUPT ||
                   e == ERR_EXISTS;
    const struct fault *f = why->code != OK ? why : &plain;
    return refused ? command_failed(f) : command_unreadable(e, f);
}

/* --- who they are --- */

static void say_witness(struct sb *to, enum lang l, const struct witness_known *w)
{
    SB_CLEANUP struct sb at, until;
    sb_init(&at, 100);
    sb_init(&until, 100);
    if (w->has_signed) moment_format_tokyo(&at, w->at);
    if (w->until.ms) moment_format_tokyo(&until, w->until);
    if (sb_end(&at) != OK || sb_end(&until) != OK) {
        to->err = ERR_NOMEM;
        return;
    }
    tr_format(to, l, w->has_signed ? "witness.line" : "witness.line_never", w->key.name,
              command_digits(w->records).text, at.p ? at.p : "");
    if (w->until.ms) tr_format(to, l, "witness.line_ended", until.p);
    sb_addc(to, '\n');
}

int command_ledger_witnesses(int argc, char **argv)
{
    struct call c = {0};
    struct fault why = {.code = OK};
    struct command_reading in READING_CLEANUP = {NULL, NULL};
    struct witness_known all[WITNESSES_MAX];
    size_t n = 0;
    SB_CLEANUP struct sb out;
    sb_init(&out, 64 << 10);
    int code = read_call(&c, argc, argv, false);
    if (code != 0) return code;
    err_t e = command_reading_begin(c.instance, NULL, &in, &why);
    if (e == OK) e = witness_book_all(in.db, all, &n);
    if (e != OK) return failed(e, &why);
    for (size_t i = 0; i < n; i++) say_witness(&out, command_lang(), &all[i]);
    if (n == 0) {
        sb_addz(&out, tr(command_lang(), "witness.nobody"));
        sb_addc(&out, '\n');
    }
    if (sb_end(&out) != OK) return command_unreadable(ERR_NOMEM, NULL);
    (void)fwrite(out.p, 1, out.n, stdout);
    return EXIT_DONE;
}

int command_ledger_witness_register(int argc, char **argv)
{
    struct call c = {0};
    struct fault why = {.code = OK};
    struct note_key key;
    SB_CLEANUP struct sb vkey;
    sb_init(&vkey, 1024);
    int code = read_call(&c, argc, argv, true);
    if (code != 0) return code;
    err_t e = command_reading_witness(c.word, &key, &why);
    if (e != OK) return failed(e, &why);
    note_key_write(&vkey, &key);
    if (sb_end(&vkey) != OK) return command_unreadable(ERR_NOMEM, NULL);
    struct admin_request q = {.verb = STR("witness.register"), .body = sb_str(&vkey)};
    return command_admin(instance_of(&c), &q);
}

int command_ledger_witness_remove(int argc, char **argv)
{
    struct call c = {0};
    int code = read_call(&c, argc, argv, true);
    if (code != 0) return code;
    struct admin_request q = {.verb = STR("witness.remove"), .number = str_z(c.word)};
    return command_admin(instance_of(&c), &q);
}

/* --- what to send --- */

/* The one meant, or the only one there is. */
static err_t choose(struct db *db, const char *name, char ret[NOTE_NAME_MAX + 1], struct fault *why)
{
    struct witness_known all[WITNESSES_MAX];
    size_t n = 0, found = 0;
    TRY(witness_book_all(db, all, &n));
    for (size_t i = 0; i < n; i++) {
        if (all[i].until.ms || (name && !str_eqz(str_z(name), all[i].key.name))) continue;
        (void)snprintf(ret, NOTE_NAME_MAX + 1, "%.*s", NOTE_NAME_MAX, all[i].key.name);
        found++;
    }
    if (found == 1) return OK;
    if (found > 1) return fault_set(why, ERR_INVALID, "witness.which", NULL);
    return name ? fault_set(why, ERR_NOT_FOUND, "witness.none", "%s", name)
                : fault_set(why, ERR_NOT_FOUND, "witness.nobody", NULL);
}

static err_t make_request(const struct call *c, struct db *db, struct sb *request,
                          struct sb *opening, struct fault *why)
{
    char name[NOTE_NAME_MAX + 1];
    TRY(choose(db, c->witness, name, why));
    TRY(witness_request_make(db, str_z(name), c->log_no, c->since_size, request, why));
    return c->opening ? witness_request_opening(db, c->log_no, opening, why) : OK;
}

int command_ledger_witness_request(int argc, char **argv)
{
    struct call c = {0};
    struct fault why = {.code = OK};
    struct command_reading in READING_CLEANUP = {NULL, NULL};
    SB_CLEANUP struct sb request, opening;
    sb_init(&request, WITNESS_REQUEST_MAX);
    sb_init(&opening, RECEIPT_MAX);
    int code = read_call(&c, argc, argv, true);
    if (code != 0) return code;
    err_t e = command_reading_begin(c.instance, NULL, &in, &why);
    if (e == OK) e = make_request(&c, in.db, &request, &opening, &why);
    if (e == OK && str_eqz(str_z(c.word), "-")) {
        (void)fwrite(request.p, 1, request.n, stdout);
        if (fflush(stdout) != 0) e = ERR_IO;
    } else if (e == OK) {
        e = file_write_atomic(c.word, sb_str(&request), 0644, &why);
    }
    if (e == OK && c.opening) e = file_write_atomic(c.opening, sb_str(&opening), 0644, &why);
    return e == OK ? EXIT_DONE : failed(e, &why);
}

/* --- what came back --- */

static err_t find(const struct call *c, struct str answer, struct cosigned *ret, struct fault *why)
{
    struct command_reading in READING_CLEANUP = {NULL, NULL};
    SB_CLEANUP struct sb request;
    sb_init(&request, WITNESS_REQUEST_MAX + 1);
    if (c->request) TRY(file_read(&request, c->request, why));
    TRY(command_reading_begin(c->instance, NULL, &in, why));
    return witness_book_find(in.db, answer, c->request ? sb_str(&request) : STR_NONE, ret, why);
}

static err_t read_answer(const char *path, struct sb *to, struct fault *why)
{
    char buf[4096];
    size_t n;
    if (!str_eqz(str_z(path), "-")) return file_read(to, path, why);
    while ((n = fread(buf, 1, sizeof buf, stdin)) > 0) sb_add(to, (struct str){buf, n});
    return ferror(stdin) ? fault_set(why, ERR_IO, "cli.ledger.not_read", "%s", path) : sb_end(to);
}

int command_ledger_witness_add(int argc, char **argv)
{
    struct call c = {0};
    struct fault why = {.code = OK};
    struct cosigned found = {0};
    char place[64];
    SB_CLEANUP struct sb answer;
    sb_init(&answer, NOTE_MAX);
    int code = read_call(&c, argc, argv, true);
    if (code != 0) return code;
    err_t e = read_answer(c.word, &answer, &why);
    if (e == OK) e = find(&c, sb_str(&answer), &found, &why);
    if (e != OK) return failed(e, &why);
    (void)snprintf(place, sizeof place, "%lld %lld", (long long)found.log, (long long)found.size);
    struct admin_request q = {.verb = STR("witness.add"),
                              .number = str_z(found.name),
                              .from = str_z(place),
                              .body = sb_str(&answer)};
    return command_admin(instance_of(&c), &q);
}
