/* SPDX-License-Identifier: Apache-2.0 */
#include "ledger/signer_serve.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include "ledger/signer_wire.h"

enum { PEER_SECONDS = 5, BACKLOG = 8 };

static err_t listen_at(const struct signer_serve *c, int fd)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    memcpy(a.sun_path, c->socket, strlen(c->socket) + 1);
    struct stat st;
    if (lstat(c->socket, &st) == 0 && S_ISSOCK(st.st_mode) && unlink(c->socket) != 0) return ERR_IO;
    /* Never wider than it will be, not even for a moment. */
    mode_t old = umask(0177);
    int bound = bind(fd, (struct sockaddr *)&a, sizeof a);
    umask(old);
    if (bound != 0) return ERR_IO;
    if (c->for_group) {
        if (chown(c->socket, (uid_t)-1, c->group) != 0 || chmod(c->socket, 0660) != 0)
            return ERR_IO;
    }
    return listen(fd, BACKLOG) == 0 ? OK : ERR_IO;
}

err_t signer_serve_listen(const struct signer_serve *config, int *ret_fd, struct fault *why)
{
    struct sockaddr_un a;
    if (strlen(config->socket) >= sizeof a.sun_path)
        return fault_set(why, ERR_TOO_BIG, "signer.socket_too_long", "%s", config->socket);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    err_t e = fd < 0 ? ERR_IO : listen_at(config, fd);
    if (e == OK) {
        *ret_fd = fd;
        return OK;
    }
    int code = errno;
    if (fd >= 0) close(fd);
    return fault_set(why, e, "signer.no_socket", "%s" FS "%s", config->socket, strerror(code));
}

static bool peer_allowed(int fd, const struct signer_serve *c)
{
    struct ucred who;
    socklen_t n = sizeof who;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &n) != 0 || n != sizeof who) return false;
    if (who.uid == 0 || who.uid == geteuid()) return true;
    for (size_t i = 0; i < c->n_peers; i++) {
        if (who.uid == c->peers[i]) return true;
    }
    return false;
}

static bool read_all(int fd, void *to, size_t n)
{
    char *p = to;
    while (n > 0) {
        ssize_t got = recv(fd, p, n, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        p += got;
        n -= (size_t)got;
    }
    return true;
}

static bool write_all(int fd, struct str bytes)
{
    while (bytes.n > 0) {
        ssize_t n = send(fd, bytes.p, bytes.n, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        bytes = str_skip(bytes, (size_t)n);
    }
    return true;
}

static void answer(int fd, struct signer *s, const struct clock *clock)
{
    uint8_t length[SIGNER_LENGTH_LEN];
    char request[SIGNER_REQUEST_MAX];
    struct signer_request r;
    enum signer_status status = SIGNER_MALFORMED;
    if (!read_all(fd, length, sizeof length)) return;
    uint32_t n = signer_wire_length(length);
    if (n <= sizeof request) {
        if (!read_all(fd, request, n)) return;
        if (signer_wire_parse_request((struct str){request, n}, &r) == OK)
            status = signer_sign(s, &r, clock);
    }
    bool with_note = status == SIGNER_SIGNED || status == SIGNER_STALE;
    SB_CLEANUP struct sb reply;
    sb_init(&reply, SIGNER_REPLY_MAX + SIGNER_LENGTH_LEN);
    struct str note = with_note ? (struct str){s->note, s->note_n} : STR_NONE;
    /* Without an answer the client asks again. */
    if (signer_wire_reply(&reply, status, note) == OK) (void)write_all(fd, sb_str(&reply));
}

err_t signer_serve_loop(int fd, const struct signer_serve *config, struct signer *s,
                        const struct clock *clock, struct fault *why)
{
    const struct timeval limit = {.tv_sec = PEER_SECONDS};
    for (;;) {
        int peer = accept4(fd, NULL, NULL, SOCK_CLOEXEC);
        if (peer < 0) {
            if (errno == EINTR || errno == ECONNABORTED || errno == EMFILE || errno == ENFILE)
                continue;
            return fault_set(why, ERR_IO, "signer.no_socket", "%s" FS "%s", config->socket,
                             strerror(errno));
        }
        (void)setsockopt(peer, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        (void)setsockopt(peer, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
        if (peer_allowed(peer, config)) answer(peer, s, clock);
        close(peer);
    }
}
