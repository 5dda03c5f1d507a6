/* SPDX-License-Identifier: Apache-2.0
 *
 * sekimori ledger verify | receipt | check-receipt: the ledger seen from outside. They
 * open a store read-only, or no store at all. See sekimori-ledger(1). Exit code 3: it could not
 * be read, so nothing can be said of it.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/b64.h"
#include "base/file.h"
#include "ledger/extract.h"
#include "ledger/ledger.h"
#include "ledger/receipt.h"
#include "ledger/verify_store.h"
#include "programs/command.h"
#include "programs/command_reading.h"

enum { PATH_BYTES = 4096 };

struct asked {
    const char *instance, *store, *key, *since, *witness, *word;
    bool without;
    struct command_keys keys;
    struct note_key witness_key;
    struct sb since_note;
};

static void asked_release(struct asked *a)
{
    sb_release(&a->since_note);
}

/* --- what was asked --- */

static err_t read_keys(struct asked *a, struct fault *why)
{
    TRY(command_reading_keys(a->key, &a->keys, why));
    return a->witness ? command_reading_witness(a->witness, &a->witness_key, why) : OK;
}

static struct verify_options options_of(const struct asked *a)
{
    struct verify_options o = {.key = a->keys.key, .n_keys = a->keys.n};
    if (a->since) o.since = sb_str(&a->since_note);
    if (a->witness) o.witness = &a->witness_key;
    return o;
}

enum { NEEDS_KEY = 1, NEEDS_WORD = 2 };

/* 0, or the exit code. */
static int read_asked(struct asked *a, int argc, char **argv, unsigned needs)
{
    struct fault why = {.code = OK};
    const struct command_option options[] = {
        {"instance", &a->instance, NULL}, {"store", &a->store, NULL},
        {"key", &a->key, NULL},           {"since", &a->since, NULL},
        {"witness", &a->witness, NULL},   {"without-contents", NULL, &a->without},
    };
    int rest = 0;
    sb_init(&a->since_note, NOTE_MAX);
    err_t e = command_options(argc, argv, options, ARRAY_LEN(options), &rest, &why);
    if (e == OK && rest > 1) e = fault_set(&why, ERR_INVALID, "cli.unexpected", "%s", argv[1]);
    if (e == OK && rest == 0 && (needs & NEEDS_WORD))
        e = fault_set(&why, ERR_INVALID, "cli.ledger.needs_word", NULL);
    if (e == OK && (needs & NEEDS_KEY) && !a->key)
        e = fault_set(&why, ERR_INVALID, "cli.ledger.needs_key", NULL);
    if (e != OK) {
        (void)command_failed(&why);
        return EXIT_USAGE;
    }
    a->word = rest ? argv[0] : NULL;
    if (needs & NEEDS_KEY) e = read_keys(a, &why);
    if (e == OK && a->since) e = file_read(&a->since_note, a->since, &why);
    if (e == OK) return 0;
    (void)command_failed(&why);
    return EXIT_UNREADABLE;
}

/* --- telling --- */

/* One line: where, and what. */
static int say_wrong(const struct verify_wrong *w)
{
    SB_CLEANUP struct sb b;
    enum lang l = command_lang();
    sb_init(&b, 4096);
    if (w->leaf >= 0 || w->matter != 0)
        tr_format(&b, l, w->matter ? "ledger.where.matter" : "ledger.where.leaf",
                  command_digits(w->leaf).text, command_digits(w->matter).text);
    tr_format(&b, l, w->id, command_digits(w->a).text, command_digits(w->b).text);
    command_print_line(stderr, &b);
    return EXIT_REFUSED;
}

static void add_time(struct sb *to, struct moment at, enum lang l)
{
    if (at.ms)
        moment_format_tokyo(to, at);
    else
        sb_addz(to, tr(l, "cli.ledger.no_time"));
}

static void add_witnessed(struct sb *to, enum lang l, const struct verify_result *r)
{
    SB_CLEANUP struct sb at;
    sb_init(&at, 100);
    add_time(&at, r->witnessed_at, l);
    if (sb_end(&at) != OK) {
        to->err = ERR_NOMEM;
        return;
    }
    tr_format(to, l, "cli.ledger.witnessed", command_digits((int64_t)r->witnessed).text, at.p);
}

static int say_verified(const struct verify_result *r)
{
    enum lang l = command_lang();
    SB_CLEANUP struct sb b;
    SB_CLEANUP struct sb root;
    SB_CLEANUP struct sb time;
    sb_init(&b, 4096);
    sb_init(&root, 100);
    sb_init(&time, 100);
    b64_add(&root, (struct str){(const char *)r->root.b, HASH_LEN});
    add_time(&time, r->signed_at, l);
    if (sb_end(&root) != OK || sb_end(&time) != OK) return command_unreadable(ERR_NOMEM, NULL);
    tr_format(&b, l, "cli.ledger.verified", command_digits((int64_t)r->sealed).text, root.p, time.p,
              command_digits((int64_t)r->checkpoints).text,
              command_digits((int64_t)r->contents).text, command_digits((int64_t)r->erased).text,
              command_digits((int64_t)r->withheld).text);
    if (r->logs > 1)
        tr_format(&b, l, "cli.ledger.several_logs", command_digits((int64_t)r->logs).text,
                  command_digits((int64_t)r->lost).text);
    if (r->keys_told > 0)
        tr_format(&b, l, "cli.ledger.keys_told", command_digits((int64_t)r->keys_told).text);
    if (r->witnessed > 0) add_witnessed(&b, l, r);
    if (r->records > r->sealed)
        tr_format(&b, l, "cli.ledger.unsealed",
                  command_digits((int64_t)(r->records - r->sealed)).text);
    command_print_line(stdout, &b);
    return EXIT_DONE;
}

/* --- an extract: what is in it, what is not, what that proves --- */

static void add_extract(struct sb *b, enum lang l, const struct verify_result *r,
                        const struct extract_sum *s)
{
    size_t whole, later, gaps;
    extract_sum_matters(s, &whole, &later, &gaps);
    tr_format(b, l, "extract.counts", command_digits((int64_t)r->records).text,
              command_digits((int64_t)r->contents).text, command_digits((int64_t)r->withheld).text,
              command_digits((int64_t)r->erased).text, command_digits((int64_t)r->hidden).text);
    sb_addc(b, '\n');
    if (!s->by_matter)
        tr_format(b, l,
                  extract_sum_period_whole(s) ? "extract.period_whole" : "extract.period_open",
                  command_digits((int64_t)s->in_period).text,
                  command_digits((int64_t)s->hidden_inside).text);
    else
        tr_format(b, l, "extract.matters", command_digits((int64_t)whole).text,
                  command_digits((int64_t)later).text, command_digits((int64_t)gaps).text);
    sb_addc(b, '\n');
    tr_format(b, l, "extract.asked", s->asked);
}

static int say_extract(const struct verify_result *r, const struct extract_sum *s)
{
    enum lang l = command_lang();
    SB_CLEANUP struct sb b, time;
    sb_init(&b, 16384);
    sb_init(&time, 100);
    add_time(&time, r->signed_at, l);
    if (sb_end(&time) != OK) return command_unreadable(ERR_NOMEM, NULL);
    tr_format(&b, l, "extract.verified", command_digits((int64_t)r->sealed).text, time.p);
    if (r->keys_told > 0)
        tr_format(&b, l, "cli.ledger.keys_told", command_digits((int64_t)r->keys_told).text);
    if (r->witnessed > 0) add_witnessed(&b, l, r);
    sb_addc(&b, '\n');
    add_extract(&b, l, r, s);
    command_print_line(stdout, &b);
    return EXIT_DONE;
}

/* --- verify --- */

static err_t read_fd(void *ctx, char *to, size_t max, size_t *ret_n)
{
    const int *fd = ctx;
    ssize_t n;
    do {
        n = read(*fd, to, max);
    } while (n < 0 && errno == EINTR);
    if (n < 0) return ERR_IO;
    *ret_n = (size_t)n;
    return OK;
}

static err_t verify_file(const char *path, const struct verify_options *o, struct extract_sum *sum,
                         struct verify_result *r, struct verify_wrong *w, struct fault *why)
{
    FILE_FD int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return fault_set(why, ERR_IO, "cli.ledger.not_read", "%s", path);
    struct verify *v;
    const struct bundle_seen seen = extract_sum_begin(sum);
    TRY(verify_begin(o, &v, w));
    err_t e = bundle_verify((struct bundle_source){read_fd, &fd}, v, &seen, r, w);
    verify_free(v);
    if (e == ERR_IO) return fault_set(why, e, "cli.ledger.not_read", "%s", path);
    return e;
}

static err_t verify_live(struct asked *a, const struct verify_options *o, struct verify_result *r,
                         struct verify_wrong *w, struct fault *why)
{
    struct command_reading in READING_CLEANUP = {NULL, NULL};
    TRY(command_reading_begin(a->instance, a->store, &in, why));
    return verify_store(in.db, o, r, w);
}

int command_ledger_verify(int argc, char **argv)
{
    struct asked a __attribute__((cleanup(asked_release))) = {0};
    int code = read_asked(&a, argc, argv, NEEDS_KEY);
    if (code != 0) return code;
    struct fault why = {.code = OK};
    struct verify_result r;
    struct verify_wrong w = {.id = NULL};
    struct verify_options o = options_of(&a);
    struct extract_sum sum SUM_CLEANUP = {.is_extract = false};
    err_t e =
        a.word ? verify_file(a.word, &o, &sum, &r, &w, &why) : verify_live(&a, &o, &r, &w, &why);
    if (e == OK) return sum.is_extract ? say_extract(&r, &sum) : say_verified(&r);
    return w.id ? say_wrong(&w) : command_unreadable(e, &why);
}

/* --- receipts --- */

int command_ledger_receipt(int argc, char **argv)
{
    struct asked a __attribute__((cleanup(asked_release))) = {0};
    int code = read_asked(&a, argc, argv, NEEDS_WORD);
    if (code != 0) return code;
    struct fault why = {.code = OK};
    struct command_reading in READING_CLEANUP = {NULL, NULL};
    int64_t leaf;
    SB_CLEANUP struct sb out;
    sb_init(&out, RECEIPT_MAX);
    if (str_to_i64(str_z(a.word), &leaf) != OK || leaf < 0) {
        (void)fault_set(&why, ERR_INVALID, "cli.ledger.bad_leaf", "%s", a.word);
        (void)command_failed(&why);
        return EXIT_USAGE;
    }
    err_t e = command_reading_begin(a.instance, a.store, &in, &why);
    if (e == OK) e = ledger_receipt_write(in.db, leaf_id(leaf), !a.without, &out, &why);
    if (e == OK && fwrite(out.p, 1, out.n, stdout) == out.n && fflush(stdout) == 0)
        return EXIT_DONE;
    (void)command_unreadable(e == OK ? ERR_IO : e, &why);
    return e == ERR_NOT_FOUND || e == ERR_STATE || e == ERR_CORRUPT ? EXIT_REFUSED
                                                                    : EXIT_UNREADABLE;
}

static int say_receipt(const struct ledger_receipt *r)
{
    enum lang l = command_lang();
    SB_CLEANUP struct sb b;
    SB_CLEANUP struct sb time;
    sb_init(&b, 2 * RECEIPT_MAX);
    sb_init(&time, 100);
    add_time(&time, r->signed_at, l);
    if (sb_end(&time) != OK) return command_unreadable(ERR_NOMEM, NULL);
    tr_format(&b, l, "cli.ledger.receipt_good", command_digits(r->leaf).text,
              command_digits((int64_t)r->size).text, time.p);
    if (r->witnessed_at.ms) {
        sb_reset(&time);
        add_time(&time, r->witnessed_at, l);
        if (sb_end(&time) != OK) return command_unreadable(ERR_NOMEM, NULL);
        tr_format(&b, l, "cli.ledger.receipt_witnessed", time.p);
    }
    sb_addz(&b, "\n");
    sb_add(&b, r->envelope);
    if (r->content.p) {
        sb_addz(&b, "\n");
        sb_add(&b, r->content);
    } else if (r->commits) {
        sb_addz(&b, "\n");
        sb_addz(&b, tr(l, "cli.ledger.receipt_without"));
    }
    command_print_line(stdout, &b);
    return EXIT_DONE;
}

int command_ledger_check_receipt(int argc, char **argv)
{
    struct asked a __attribute__((cleanup(asked_release))) = {0};
    int code = read_asked(&a, argc, argv, NEEDS_KEY | NEEDS_WORD);
    if (code != 0) return code;
    struct fault why = {.code = OK};
    struct ledger_receipt r;
    struct verify_wrong w = {.id = NULL};
    SB_CLEANUP struct sb text;
    sb_init(&text, RECEIPT_MAX);
    err_t e = file_read(&text, a.word, &why);
    if (e != OK) return command_unreadable(e, &why);
    struct verify_options o = options_of(&a);
    e = ledger_receipt_check(sb_str(&text), &o, &r, &w);
    if (e == OK) return say_receipt(&r);
    return w.id ? say_wrong(&w) : command_unreadable(e, NULL);
}
