/* SPDX-License-Identifier: Apache-2.0 */
#include "../check.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ledger/signer_client.h"
#include "ledger/signer_serve.h"
#include "ledger/signer_wire.h"

#define ORIGIN "office.example/ledger"
enum { LEAVES = 40, START_MS = 1790000000 };

static char dir[] = "/tmp/sekimori-signer-XXXXXX";
static char vkey_text[1024];
static struct clock_test clock_state;
static struct clock clock_;
static struct hash leaf[LEAVES];

/* --- a crash at a chosen moment: between the new file and the answer --- */

static bool die_after_rename, fail_rename, fail_sync;

int __real_renameat(int a, const char *from, int b, const char *to);
int __wrap_renameat(int a, const char *from, int b, const char *to);
int __wrap_renameat(int a, const char *from, int b, const char *to)
{
    if (fail_rename) return -1;
    int r = __real_renameat(a, from, b, to);
    if (die_after_rename) (void)raise(SIGKILL);
    return r;
}
int __real_fsync(int fd);
int __wrap_fsync(int fd);
int __wrap_fsync(int fd)
{
    return fail_sync ? -1 : __real_fsync(fd);
}

/* --- a tree to sign --- */

static struct hash mth(const struct hash *d, size_t n)
{
    struct merkle_peaks t = {0};
    for (size_t i = 0; i < n; i++) merkle_peaks_add(&t, &d[i]);
    return merkle_peaks_root(&t);
}

static err_t node(void *ctx, unsigned height, uint64_t index, struct hash *ret)
{
    (void)ctx;
    *ret = mth(leaf + (index << height), (size_t)1 << height);
    return OK;
}

static struct signer_request request(uint64_t from, uint64_t to)
{
    const struct merkle_source src = {node, NULL};
    struct signer_request r = {.origin = STR_INIT(ORIGIN), .old_size = from, .size = to};
    r.root = mth(leaf, to);
    if (from > 0 && from <= to) assert_ok(merkle_prove_consistency(&src, from, to, &r.proof));
    return r;
}

static void forget(const char *name)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    (void)unlink(path);
}

static void empty_folder(void)
{
    static const char *const names[] = {"ledger.key",      "ledger.last",    "ledger.lock",
                                        "ledger.last.new", "ledger.key.new", "s"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) forget(names[i]);
}

static int fresh(void **state)
{
    (void)state;
    SB_CLEANUP struct sb vkey;
    sb_init(&vkey, sizeof vkey_text - 1);
    empty_folder();
    fail_rename = fail_sync = die_after_rename = false;
    assert_ok(signer_create(dir, STR(ORIGIN), &clock_, &vkey, NULL));
    memcpy(vkey_text, vkey.p, vkey.n + 1);
    return 0;
}

static struct checkpoint signed_note(const struct signer *s)
{
    struct checkpoint_key key;
    struct checkpoint c;
    struct moment at;
    assert_ok(checkpoint_key_parse(str_z(vkey_text), &key));
    assert_ok(checkpoint_verify((struct str){s->note, s->note_n}, &key, &c, &at));
    assert_int_equal(at.ms, clock_now(&clock_).ms / 1000 * 1000);
    return c;
}

/* --- tests --- */

static void signs_what_continues(void **state)
{
    (void)state;
    struct signer s;
    assert_ok(signer_open(dir, &s, NULL));
    struct signer_request r = request(0, 3);
    assert_int_equal(signer_sign(&s, &r, &clock_), SIGNER_SIGNED);
    assert_int_equal(signed_note(&s).size, 3);
    for (uint64_t n = 4; n <= LEAVES; n += 3) {
        r = request(s.size, n);
        assert_int_equal(signer_sign(&s, &r, &clock_), SIGNER_SIGNED);
        struct checkpoint c = signed_note(&s);
        assert_int_equal(c.size, n);
        assert_true(merkle_eq(&c.root, &r.root));
    }
    /* the same again gets the same */
    char before[SIGNER_NOTE_MAX];
    memcpy(before, s.note, s.note_n);
    assert_int_equal(signer_sign(&s, &r, &clock_), SIGNER_SIGNED);
    assert_memory_equal(before, s.note, s.note_n);
    signer_close(&s);
    /* and after a restart it still knows */
    assert_ok(signer_open(dir, &s, NULL));
    assert_int_equal(s.size, r.size);
    r = request(3, LEAVES);
    assert_int_equal(signer_sign(&s, &r, &clock_), s.size == LEAVES ? SIGNER_SIGNED : SIGNER_STALE);
    signer_close(&s);
}

static void refuses_everything_else(void **state)
{
    (void)state;
    struct signer s;
    assert_ok(signer_open(dir, &s, NULL));
    struct signer_request r = request(0, 10), bad;
    assert_int_equal(signer_sign(&s, &r, &clock_), SIGNER_SIGNED);

    bad = request(10, 20);
    bad.origin = STR("other.example/ledger");
    assert_int_equal(signer_sign(&s, &bad, &clock_), SIGNER_OTHER_ORIGIN);
    bad = request(0, 20);
    assert_int_equal(signer_sign(&s, &bad, &clock_), SIGNER_STALE);
    bad = request(5, 20);
    assert_int_equal(signer_sign(&s, &bad, &clock_), SIGNER_STALE);
    bad = request(10, 20);
    bad.size = 9;
    assert_int_equal(signer_sign(&s, &bad, &clock_), SIGNER_ROLLBACK);
    bad = request(10, 10);
    bad.root.b[0] ^= 1;
    assert_int_equal(signer_sign(&s, &bad, &clock_), SIGNER_ROLLBACK);
    bad = request(10, 20);
    bad.root.b[31] ^= 1;
    assert_int_equal(signer_sign(&s, &bad, &clock_), SIGNER_FORK);
    bad = request(10, 20);
    bad.proof.hash[0].b[0] ^= 1;
    assert_int_equal(signer_sign(&s, &bad, &clock_), SIGNER_FORK);
    bad = request(10, 20);
    bad.proof.n = 0;
    assert_int_equal(signer_sign(&s, &bad, &clock_), SIGNER_FORK);
    /* a leaf before the last checkpoint was changed */
    leaf[2].b[0] ^= 1;
    bad = request(10, 20);
    assert_int_equal(signer_sign(&s, &bad, &clock_), SIGNER_FORK);
    leaf[2].b[0] ^= 1;

    assert_int_equal(s.size, 10);
    r = request(10, 20);
    assert_int_equal(signer_sign(&s, &r, &clock_), SIGNER_SIGNED);
    signer_close(&s);
}

static void a_disk_that_refuses(void **state)
{
    (void)state;
    struct signer s;
    assert_ok(signer_open(dir, &s, NULL));
    struct signer_request r = request(0, 5);
    fail_sync = true;
    assert_int_equal(signer_sign(&s, &r, &clock_), SIGNER_FAILED);
    fail_sync = false;
    fail_rename = true;
    assert_int_equal(signer_sign(&s, &r, &clock_), SIGNER_FAILED);
    fail_rename = false;
    assert_int_equal(s.size, 0);
    assert_int_equal(signer_sign(&s, &r, &clock_), SIGNER_SIGNED);
    signer_close(&s);
}

/* kill -9 after the file is there and before the answer is given: another
 * history of the same size is refused, the same one gets its note. */
static void killed_between_write_and_answer(void **state)
{
    (void)state;
    pid_t child = fork();
    if (child == 0) {
        struct signer s;
        struct signer_request r = request(0, 10);
        if (signer_open(dir, &s, NULL) != OK) _exit(1);
        die_after_rename = true;
        (void)signer_sign(&s, &r, &clock_);
        _exit(2);
    }
    int status;
    assert_true(waitpid(child, &status, 0) == child);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    struct signer s;
    assert_ok(signer_open(dir, &s, NULL));
    assert_int_equal(s.size, 10);
    leaf[9].b[0] ^= 1;
    struct signer_request other = request(0, 10);
    assert_int_equal(signer_sign(&s, &other, &clock_), SIGNER_ROLLBACK);
    other = request(0, 12);
    assert_int_equal(signer_sign(&s, &other, &clock_), SIGNER_STALE);
    leaf[9].b[0] ^= 1;
    struct signer_request same = request(0, 10);
    assert_int_equal(signer_sign(&s, &same, &clock_), SIGNER_SIGNED);
    signer_close(&s);
}

static void put_file(const char *name, const char *text, mode_t mode)
{
    char path[200];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, mode);
    assert_true(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    assert_int_equal(fchmod(fd, mode), 0);
    close(fd);
}

static void will_not_start(const char *id)
{
    struct signer s;
    struct fault why = {0};
    assert_int_not_equal(signer_open(dir, &s, &why), OK);
    assert_string_equal(why.id, id);
}

static void does_not_start_without_its_memory(void **state)
{
    (void)state;
    char path[200];
    struct signer s, second;
    struct fault why = {0};
    assert_ok(signer_open(dir, &s, NULL));
    assert_int_equal(signer_open(dir, &second, &why), ERR_BUSY);
    signer_close(&s);
    forget("ledger.last");
    will_not_start("signer.no_last");
    put_file("ledger.last", "something\n", 0600);
    will_not_start("signer.bad_last");
    snprintf(path, sizeof path, "%s/ledger.key", dir);
    assert_int_equal(chmod(path, 0640), 0);
    will_not_start("signer.key_open_to_others");
    put_file("ledger.key", "sekimori-signer key 1\nx\nAAAA\n", 0600);
    will_not_start("signer.bad_key");
    forget("ledger.key");
    will_not_start("signer.no_key");
    SB_CLEANUP struct sb vkey;
    sb_init(&vkey, 1000);
    put_file("ledger.key", "x", 0600);
    assert_int_equal(signer_create(dir, STR(ORIGIN), &clock_, &vkey, &why), ERR_EXISTS);
    empty_folder();
    assert_int_equal(signer_create(dir, STR("a b"), &clock_, &vkey, &why), ERR_INVALID);
}

static void requests_and_replies_survive_the_wire_and_nothing_else_does(void **state)
{
    (void)state;
    struct signer_request r = request(7, 33), back;
    SB_CLEANUP struct sb b;
    sb_init(&b, 10000);
    assert_ok(signer_wire_request(&b, &r));
    assert_int_equal(signer_wire_length((const uint8_t *)b.p), b.n - 4);
    struct str body = str_skip(sb_str(&b), 4);
    assert_ok(signer_wire_parse_request(body, &back));
    assert_true(str_eq(back.origin, r.origin) && back.old_size == 7 && back.size == 33);
    assert_true(merkle_eq(&back.root, &r.root) && back.proof.n == r.proof.n);
    assert_memory_equal(back.proof.hash, r.proof.hash, r.proof.n * sizeof *r.proof.hash);
    for (size_t n = 0; n < body.n; n++)
        assert_int_equal(signer_wire_parse_request(str_head(body, n), &back), ERR_INVALID);
    sb_addc(&b, 'x');
    assert_int_equal(signer_wire_parse_request(str_skip(sb_str(&b), 4), &back), ERR_INVALID);

    enum signer_status status;
    struct str note;
    sb_reset(&b);
    assert_ok(signer_wire_reply(&b, SIGNER_STALE, STR("note\n")));
    assert_ok(signer_wire_parse_reply(str_skip(sb_str(&b), 4), &status, &note));
    assert_int_equal(status, SIGNER_STALE);
    assert_str(note, "note\n");
    b.p[7] = SIGNER_STATUSES;
    assert_int_equal(signer_wire_parse_reply(str_skip(sb_str(&b), 4), &status, &note), ERR_INVALID);
}

/* --- through the socket --- */

static pid_t serve(const char *path)
{
    struct signer_serve c = {.socket = path};
    int fd;
    assert_ok(signer_serve_listen(&c, &fd, NULL));
    pid_t child = fork();
    if (child == 0) {
        struct signer s;
        if (signer_open(dir, &s, NULL) != OK) _exit(1);
        _exit(signer_serve_loop(fd, &c, &s, &clock_, NULL) == OK ? 2 : 3);
    }
    close(fd);
    return child;
}

static void end(pid_t child)
{
    int status;
    (void)kill(child, SIGKILL);
    assert_true(waitpid(child, &status, 0) == child);
}

static void kill_dash_nine_in_a_storm_of_requests(void **state)
{
    (void)state;
    char path[200];
    snprintf(path, sizeof path, "%s/s", dir);
    struct ledger_signer ask = signer_client_socket(path);
    uint64_t known = 0;
    SB_CLEANUP struct sb note;
    sb_init(&note, SIGNER_NOTE_MAX);
    for (unsigned round = 0; round < 12; round++) {
        pid_t child = serve(path);
        struct stat st;
        assert_int_equal(stat(path, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
        pid_t killer = fork();
        if (killer == 0) {
            (void)usleep(500 + round * 700);
            (void)kill(child, SIGKILL);
            _exit(0);
        }
        err_t e = OK;
        while (e == OK) {
            enum signer_status status = SIGNER_FAILED;
            uint64_t next = known + 1 < LEAVES ? known + 1 : known;
            struct signer_request r = request(known, next ? next : 1);
            sb_reset(&note);
            e = ask.sign(ask.ctx, &r, &status, &note, NULL);
            if (e != OK) break;
            /* Lost answers make us stale, never the other way round. */
            assert_true(status == SIGNER_SIGNED || status == SIGNER_STALE);
            struct checkpoint_key key;
            struct checkpoint c;
            struct moment at;
            assert_ok(checkpoint_key_parse(str_z(vkey_text), &key));
            assert_ok(checkpoint_verify(sb_str(&note), &key, &c, &at));
            assert_true(c.size >= known);
            struct hash want = mth(leaf, c.size);
            assert_true(merkle_eq(&want, &c.root));
            known = c.size;
        }
        assert_int_equal(e, ERR_UNAVAILABLE);
        end(killer);
        end(child);
        struct signer s;
        assert_ok(signer_open(dir, &s, NULL));
        assert_true(s.size >= known);
        signer_close(&s);
    }
    assert_true(known > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(signs_what_continues, fresh),
        cmocka_unit_test_setup(refuses_everything_else, fresh),
        cmocka_unit_test_setup(a_disk_that_refuses, fresh),
        cmocka_unit_test_setup(killed_between_write_and_answer, fresh),
        cmocka_unit_test_setup(does_not_start_without_its_memory, fresh),
        cmocka_unit_test_setup(requests_and_replies_survive_the_wire_and_nothing_else_does, fresh),
        cmocka_unit_test_setup(kill_dash_nine_in_a_storm_of_requests, fresh),
    };
    if (!mkdtemp(dir)) return 1;
    clock_ = clock_test_init(&clock_state, (struct moment){INT64_C(1000) * START_MS});
    for (int i = 0; i < LEAVES; i++) {
        char c = (char)i;
        leaf[i] = merkle_leaf((struct str){&c, 1});
    }
    int failed = cmocka_run_group_tests_name("signer", tests, NULL, NULL);
    empty_folder();
    (void)rmdir(dir);
    return failed;
}
