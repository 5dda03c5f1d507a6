/* SPDX-License-Identifier: Apache-2.0
 *
 * test_server.c: the server on its real sockets: what is SCGI is answered,
 * what is not is closed, and stopping waits for nobody who says nothing. */
#include "face.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "web/server.h"

static struct face F;
static struct server *S;

static int set_up(void **state)
{
    (void)state;
    char path[400];
    face_make(&F);
    snprintf(path, sizeof path, "%s/run", F.instance);
    assert_int_equal(mkdir(path, 0700), 0);
    assert_ok(server_start(&F.web, NULL, NULL, &S, NULL));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    server_stop(S);
    face_remove(&F);
    return 0;
}

static int dial(const char *name)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    int n = snprintf(to.sun_path, sizeof to.sun_path, "%s/run/%s", F.instance, name);
    assert_true(n > 0 && (size_t)n < sizeof to.sun_path);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(connect(fd, (const struct sockaddr *)&to, sizeof to), 0);
    return fd;
}

static void say(int fd, const char *bytes, size_t n)
{
    /* The other end may have hung up already: that is an answer too. */
    ssize_t k = send(fd, bytes, n, MSG_NOSIGNAL);
    (void)k;
}

static size_t hear(int fd, char *buf, size_t max)
{
    size_t n = 0;
    for (ssize_t k; n < max && (k = recv(fd, buf + n, max - n, 0)) > 0;) n += (size_t)k;
    (void)close(fd);
    return n;
}

#define ABOUT "CONTENT_LENGTH\0000\0SCGI\0001\0REQUEST_METHOD\0GET\0REQUEST_URI\0/about\0"

static void a_request_is_answered_even_a_byte_at_a_time(void **state)
{
    (void)state;
    static char buf[200000];
    char head[200];
    int n = snprintf(head, sizeof head, "%zu:", sizeof ABOUT - 1);
    memcpy(head + n, ABOUT, sizeof ABOUT - 1);
    size_t all = (size_t)n + sizeof ABOUT - 1;
    head[all++] = ',';
    const char *const sockets[] = {"people.sock", "machines.sock"};
    for (size_t s = 0; s < ARRAY_LEN(sockets); s++) {
        int fd = dial(sockets[s]);
        for (size_t i = 0; i < all; i++) say(fd, head + i, 1);
        size_t got = hear(fd, buf, sizeof buf);
        assert_true(got > 100);
        assert_memory_equal(buf, "Status: 200 OK\r\n", 16);
    }
}

static void what_is_no_request_is_closed(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "GET / HTTP/1.1\r\n\r\n", "99999999999:x", "0:,", "5:abcde,", "-1:", "12:CONTENT_LENG,",
    };
    char buf[100];
    for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
        int fd = dial("people.sock");
        say(fd, bad[i], strlen(bad[i]));
        (void)shutdown(fd, SHUT_WR);
        assert_int_equal(hear(fd, buf, sizeof buf), 0);
    }
}

static void stopping_waits_for_nobody_who_says_nothing(void **state)
{
    (void)state;
    int silent[20];
    for (size_t i = 0; i < ARRAY_LEN(silent); i++) {
        silent[i] = dial("people.sock");
        if (i % 2) say(silent[i], "70:CONTENT", 10);
    }
    int64_t began = clock_monotonic_ms();
    server_stop(S);
    S = NULL;
    assert_true(clock_monotonic_ms() - began < 5000);
    for (size_t i = 0; i < ARRAY_LEN(silent); i++) (void)close(silent[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_request_is_answered_even_a_byte_at_a_time, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_request_is_closed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(stopping_waits_for_nobody_who_says_nothing, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests_name("server", tests, NULL, NULL);
}
