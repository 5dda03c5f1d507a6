/* SPDX-License-Identifier: Apache-2.0
 *
 * sekimori witness init DIR --name NAME
 * sekimori witness sign REQUEST|CHECKPOINT [PROOF] --state DIR [--out FILE]
 *     [--accept VKEY [--opening RECEIPT | --without-opening]]
 *
 * The work of a witness, on another body's machine: files in, files out. "-" is standard input.
 * It needs no office and no network. See sekimori-witness(1) for the exit codes.
 */
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "ledger/receipt.h"
#include "ledger/witness.h"
#include "programs/command.h"
#include "programs/command_reading.h"

/* After the codes that all commands have. */
enum {
    EXIT_STALE = 4,
    EXIT_ROLLBACK = 5,
    EXIT_FORK = 6,
    EXIT_UNKNOWN_LOG = 7,
    EXIT_WRONG_KEY = 8,
    EXIT_MALFORMED = 9,
    EXIT_NOT_ACCEPTED = 10
};

/* --- init --- */

int command_witness_init(int argc, char **argv)
{
    struct fault why = {.code = OK};
    const char *name = NULL;
    int rest = 0;
    SB_CLEANUP struct sb vkey;
    const struct command_option options[] = {{"name", &name, NULL}};
    sb_init(&vkey, 1024);
    err_t e = command_options(argc, argv, options, ARRAY_LEN(options), &rest, &why);
    if (e == OK && rest > 1) e = fault_set(&why, ERR_INVALID, "cli.unexpected", "%s", argv[1]);
    if (e == OK && rest == 0) e = fault_set(&why, ERR_INVALID, "witness.needs_folder", NULL);
    if (e == OK && !name) e = fault_set(&why, ERR_INVALID, "cli.needs_value", "%s", "name");
    if (e != OK) {
        (void)command_failed(&why);
        return EXIT_USAGE;
    }
    e = witness_create(argv[0], str_z(name), &vkey, &why);
    if (e == OK && fwrite(vkey.p, 1, vkey.n, stdout) == vkey.n && fflush(stdout) == 0)
        return EXIT_DONE;
    if (why.code == OK) why.code = e == OK ? ERR_IO : e;
    return command_failed(&why);
}

/* --- sign --- */

struct signing {
    const char *state, *out, *accept, *opening;
    const char *file, *proof; /* proof NULL: in the same file */
    bool without;
    struct sb bytes, proof_bytes, opening_bytes;
    struct witness_request request;
};

static void signing_release(struct signing *s)
{
    sb_release(&s->bytes);
    sb_release(&s->proof_bytes);
    sb_release(&s->opening_bytes);
}

static err_t read_options(struct signing *s, int argc, char **argv, struct fault *why)
{
    int rest = 0;
    const struct command_option options[] = {
        {"state", &s->state, NULL},
        {"out", &s->out, NULL},
        {"accept", &s->accept, NULL},
        {"opening", &s->opening, NULL},
        {"without-opening", NULL, &s->without},
    };
    TRY(command_options(argc, argv, options, ARRAY_LEN(options), &rest, why));
    if (rest == 0) return fault_set(why, ERR_INVALID, "witness.needs_request", NULL);
    if (rest > 2) return fault_set(why, ERR_INVALID, "cli.unexpected", "%s", argv[2]);
    if (!s->state) return fault_set(why, ERR_INVALID, "cli.needs_value", "%s", "state");
    if ((s->opening || s->without) && !s->accept)
        return fault_set(why, ERR_INVALID, "cli.needs_value", "%s", "accept");
    if (s->opening && s->without)
        return fault_set(why, ERR_INVALID, "cli.unexpected", "%s", "--without-opening");
    s->file = argv[0];
    s->proof = rest == 2 ? argv[1] : NULL;
    return OK;
}

static err_t read_input(const char *path, struct sb *to, struct fault *why)
{
    char buf[4096];
    size_t n;
    if (!str_eqz(str_z(path), "-")) return file_read(to, path, why);
    while ((n = fread(buf, 1, sizeof buf, stdin)) > 0) sb_add(to, (struct str){buf, n});
    if (ferror(stdin)) return fault_set(why, ERR_IO, "cli.ledger.not_read", "%s", path);
    return sb_end(to);
}

/* A request in one file; or a checkpoint, with its proof in another file or without. */
static err_t parse(struct signing *s, int64_t *ret_line)
{
    struct str bytes = sb_str(&s->bytes);
    if (!s->proof && str_starts(bytes, STR("old ")))
        return witness_request_parse(bytes, &s->request, ret_line);
    *ret_line = 0;
    if (s->proof) TRY(witness_proof_parse(sb_str(&s->proof_bytes), &s->request, ret_line));
    s->request.note = bytes;
    return OK;
}

/* Without a proof a checkpoint can be the first one, or the last one once more. */
static void say(const char *id, const char *a, const char *b, const char *c)
{
    SB_CLEANUP struct sb text;
    sb_init(&text, 8192);
    tr_format(&text, command_lang(), id, a, b, c);
    command_print_line(stderr, &text);
}

/* --- a new log --- */

static int say_accepted(const struct witness_accepted *a, const struct checkpoint_key *key)
{
    static const char *const texts[WITNESS_ACCEPTS] = {
        "witness.accepted",  "witness.follows",     "witness.known_log",
        "witness.other_key", "witness.no_opening",  "witness.other_before",
        "witness.end_first", "witness.loss_hidden", "witness.not_kept",
    };
    SB_CLEANUP struct sb old;
    sb_init(&old, 2 * NOTE_NAME_MAX);
    sb_add(&old, a->before.origin);
    if (sb_end(&old) != OK) return EXIT_REFUSED;
    say(texts[a->status], key->log.name, old.p ? old.p : "", command_digits((int64_t)a->last).text);
    if (a->status == WITNESS_ACCEPTED && a->before.json)
        say("witness.before_unknown", old.p, "", "");
    if (a->before.json && a->before.until > a->before.lost_from)
        say("witness.lost", old.p, command_digits(a->before.lost_from).text,
            command_digits(a->before.until).text);
    bool good =
        a->status == WITNESS_ACCEPTED || a->status == WITNESS_FOLLOWS || a->status == WITNESS_KNOWN;
    return good ? 0 : EXIT_NOT_ACCEPTED;
}

/* 0, or the exit code. */
static int accept(struct witness *w, struct signing *s)
{
    struct fault why = {.code = OK};
    struct command_keys keys;
    struct note note;
    struct checkpoint head;
    struct witness_accepted a;
    if (!s->accept) return 0;
    if (command_reading_keys(s->accept, &keys, &why) != OK) return command_unreadable(OK, &why);
    if (!s->opening && !s->without) {
        say("witness.needs_opening", "", "", "");
        return EXIT_NOT_ACCEPTED;
    }
    if (note_parse(s->request.note, &note) != OK || checkpoint_parse(note.text, &head) != OK) {
        say("witness.malformed", s->file, "", "");
        return EXIT_MALFORMED;
    }
    witness_accept(w, &keys.key[0], &head, s->opening ? sb_str(&s->opening_bytes) : STR_NONE, &a);
    int code = say_accepted(&a, &keys.key[0]);
    ledger_before_release(&a.before);
    return code;
}

/* --- the answer --- */

static int exit_of(enum witness_status s)
{
    static const int codes[WITNESS_STATUSES] = {
        [WITNESS_COSIGNED] = EXIT_DONE,           [WITNESS_STALE] = EXIT_STALE,
        [WITNESS_ROLLBACK] = EXIT_ROLLBACK,       [WITNESS_FORK] = EXIT_FORK,
        [WITNESS_UNKNOWN_LOG] = EXIT_UNKNOWN_LOG, [WITNESS_WRONG_KEY] = EXIT_WRONG_KEY,
        [WITNESS_MALFORMED] = EXIT_MALFORMED,     [WITNESS_ENDED] = EXIT_FORK,
        [WITNESS_CLOCK] = EXIT_REFUSED,           [WITNESS_FAILED] = EXIT_UNREADABLE,
    };
    return codes[s];
}

static int write_answer(const struct signing *s, struct str lines)
{
    struct fault why = {.code = OK};
    if (s->out) {
        err_t e = file_write_atomic(s->out, lines, 0644, &why);
        return e == OK ? EXIT_DONE : command_unreadable(e, &why);
    }
    if (fwrite(lines.p, 1, lines.n, stdout) == lines.n && fflush(stdout) == 0) return EXIT_DONE;
    return command_unreadable(ERR_IO, NULL);
}

static int answer(const struct signing *s, const struct witness_answer *a)
{
    static const char *const texts[WITNESS_STATUSES] = {
        "witness.cosigned",    "witness.stale",     "witness.rollback",  "witness.fork",
        "witness.unknown_log", "witness.wrong_key", "witness.malformed", "witness.ended",
        "witness.clock",       "witness.failed",
    };
    SB_CLEANUP struct sb origin;
    sb_init(&origin, 2 * NOTE_NAME_MAX);
    sb_add(&origin, str_head(a->head.origin, NOTE_NAME_MAX));
    if (sb_end(&origin) != OK) return EXIT_UNREADABLE;
    const char *name = a->status == WITNESS_MALFORMED ? s->file
                       : a->status == WITNESS_ENDED   ? a->other
                       : a->status == WITNESS_FAILED  ? s->state
                       : origin.p                     ? origin.p
                                                      : "";
    if (a->status == WITNESS_COSIGNED) {
        int code = write_answer(s, sb_str(&a->lines));
        if (code != EXIT_DONE) return code;
    }
    say(texts[a->status], name, command_digits((int64_t)a->head.size).text,
        command_digits((int64_t)a->last).text);
    /* As a witness over a network answers "conflict": the size to prove from. */
    if (a->status == WITNESS_STALE) (void)printf("%s\n", command_digits((int64_t)a->last).text);
    return exit_of(a->status);
}

static int sign(struct witness *w, struct signing *s)
{
    struct clock clock = clock_system();
    struct witness_answer a;
    int code = accept(w, s);
    if (code != 0) return code;
    witness_sign(w, &s->request, &clock, &a);
    code = answer(s, &a);
    sb_release(&a.lines);
    return code;
}

int command_witness_sign(int argc, char **argv)
{
    struct signing s __attribute__((cleanup(signing_release))) = {0};
    struct fault why = {.code = OK};
    struct witness w WITNESS_CLEANUP = {.dir = -1, .lock = -1};
    int64_t line = 0;
    sb_init(&s.bytes, WITNESS_REQUEST_MAX + 1);
    sb_init(&s.proof_bytes, WITNESS_REQUEST_MAX + 1);
    sb_init(&s.opening_bytes, RECEIPT_MAX);
    if (read_options(&s, argc, argv, &why) != OK) {
        (void)command_failed(&why);
        return EXIT_USAGE;
    }
    err_t e = read_input(s.file, &s.bytes, &why);
    if (e == OK && s.proof) e = read_input(s.proof, &s.proof_bytes, &why);
    if (e == OK && s.opening) e = read_input(s.opening, &s.opening_bytes, &why);
    if (e == OK) e = witness_open(s.state, &w, &why);
    if (e != OK) return command_unreadable(e, &why);
    if (parse(&s, &line) != OK) {
        say("witness.malformed_line", s.proof ? s.proof : s.file, command_digits(line).text, "");
        return EXIT_MALFORMED;
    }
    return sign(&w, &s);
}
