/* SPDX-License-Identifier: Apache-2.0
 *
 * size_hello.c: the least that can stand behind nginx: an SCGI program that answers every request
 * with the same few bytes. The named peer of the load: `size_hello SOCKET`; ends with SIGTERM.
 */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { WORKERS = 8, HEAD = 65536 };

static void answer(int fd)
{
    static const char text[] = "Status: 200 OK\r\nContent-Type: text/plain\r\n"
                               "Content-Length: 6\r\n\r\nhello\n";
    char head[HEAD];
    size_t n = 0;
    /* "<digits>:<head>," ends with a comma; nothing is sent with a GET. */
    while (n < sizeof head) {
        ssize_t got = read(fd, head + n, sizeof head - n);
        if (got <= 0) return;
        n += (size_t)got;
        if (head[n - 1] == ',') break;
    }
    if (write(fd, text, sizeof text - 1) < 0) return;
}

static void *work(void *arg)
{
    int listening = *(const int *)arg;
    for (;;) {
        int fd = accept(listening, NULL, NULL);
        if (fd < 0) return NULL;
        answer(fd);
        (void)close(fd);
    }
}

int main(int argc, char **argv)
{
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    pthread_t id[WORKERS];
    if (argc != 2 || strlen(argv[1]) >= sizeof to.sun_path) return 2;
    (void)snprintf(to.sun_path, sizeof to.sun_path, "%s", argv[1]);
    (void)unlink(argv[1]);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&to, sizeof to) != 0 || listen(fd, 512) != 0)
        return 1;
    for (int i = 0; i < WORKERS; i++)
        if (pthread_create(&id[i], NULL, work, &fd) != 0) return 1;
    for (int i = 0; i < WORKERS; i++) (void)pthread_join(id[i], NULL);
    return 0;
}
