/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/signer_client.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "ledger/signer_wire.h"

enum { SECONDS = 10 };

static int open_socket(const char *path)
{
    const struct timeval limit = {.tv_sec = SECONDS};
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof a.sun_path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    memcpy(a.sun_path, path, strlen(path) + 1);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return -1;
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    (void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    if (connect(fd, (struct sockaddr *)&a, sizeof a) == 0) return fd;
    int code = errno;
    close(fd);
    errno = code;
    return -1;
}

static bool send_all(int fd, struct str bytes)
{
    while (bytes.n > 0) {
        ssize_t n = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        bytes = str_skip(bytes, (size_t)n);
    }
    return true;
}

static bool receive(int fd, void *to, size_t n)
{
    char *p = to;
    while (n > 0) {
        ssize_t got = recv(fd, p, n, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got == 0) errno = ECONNRESET;
        if (got <= 0) return false;
        p += got;
        n -= (size_t)got;
    }
    return true;
}

static err_t talk(int fd, struct str request, enum signer_status *ret_status, struct sb *ret_note)
{
    uint8_t length[SIGNER_LENGTH_LEN];
    char reply[SIGNER_REPLY_MAX];
    struct str note;
    if (!send_all(fd, request) || !receive(fd, length, sizeof length)) return ERR_UNAVAILABLE;
    uint32_t n = signer_wire_length(length);
    errno = EPROTO;
    if (n > sizeof reply || !receive(fd, reply, n)) return ERR_UNAVAILABLE;
    errno = EPROTO;
    if (signer_wire_parse_reply((struct str){reply, n}, ret_status, &note) != OK)
        return ERR_UNAVAILABLE;
    sb_add(ret_note, note);
    return sb_end(ret_note);
}

static err_t ask(void *ctx, const struct signer_request *r, enum signer_status *ret_status,
                 struct sb *ret_note, struct fault *why)
{
    const char *path = ctx;
    SB_CLEANUP struct sb request;
    sb_init(&request, SIGNER_REQUEST_MAX + SIGNER_LENGTH_LEN);
    TRY(signer_wire_request(&request, r));
    int fd = open_socket(path);
    err_t e = fd < 0 ? ERR_UNAVAILABLE : talk(fd, sb_str(&request), ret_status, ret_note);
    int code = errno;
    if (fd >= 0) close(fd);
    if (e == ERR_UNAVAILABLE)
        return fault_set(why, e, "signer.no_answer", "%s" FS "%s", path, strerror(code));
    return e;
}

struct ledger_signer signer_client_socket(const char *path)
{
    /* Only read through; the interface carries no const. */
    return (struct ledger_signer){ask, (void *)(uintptr_t)path};
}
