/* SPDX-License-Identifier: Apache-2.0
 *
 * Sends UDP packets as fast as it can, for the measurement of forwarding.
 *
 *     blast ADDRESS FIRST_PORT PORTS PAYLOAD SECONDS      prints how many were sent
 *
 * 64 bytes on the wire (with the checksum of the frame) are 18 of payload.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

enum { BATCH = 64 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    static char payload[1500];
    static struct sockaddr_in to[65536];
    struct mmsghdr v[BATCH];
    struct iovec io;
    if (argc != 6) return 2;
    long first = strtol(argv[2], NULL, 10), ports = strtol(argv[3], NULL, 10);
    long size = strtol(argv[4], NULL, 10);
    double seconds = strtod(argv[5], NULL);
    if (ports < 1 || ports > 60000 || size < 1 || size > 1400) return 2;
    for (long i = 0; i < ports; i++) {
        to[i].sin_family = AF_INET;
        to[i].sin_port = htons((uint16_t)(first + i));
        if (inet_pton(AF_INET, argv[1], &to[i].sin_addr) != 1) return 2;
    }
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    io.iov_base = payload;
    io.iov_len = (size_t)size;
    uint64_t sent = 0;
    long at = 0;
    double end = now() + seconds;
    while (now() < end) {
        memset(v, 0, sizeof v);
        for (int i = 0; i < BATCH; i++) {
            v[i].msg_hdr.msg_iov = &io;
            v[i].msg_hdr.msg_iovlen = 1;
            v[i].msg_hdr.msg_name = &to[at];
            v[i].msg_hdr.msg_namelen = sizeof to[0];
            at = (at + 1) % ports;
        }
        int n = sendmmsg(fd, v, BATCH, 0);
        if (n > 0) sent += (uint64_t)n;
    }
    printf("%llu\n", (unsigned long long)sent);
    return 0;
}
