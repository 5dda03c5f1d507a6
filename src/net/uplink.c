/* SPDX-License-Identifier: Apache-2.0 */
#include "net/uplink.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/random.h"

enum { PATH_BYTES = 4096, SAID_MAX = 200000 };

/* What was said about an effect, for a barrier that stands alone. */
struct said {
    int64_t matter;
    int32_t no;
    enum report_said said;
};
struct uplink {
    struct link *link; /* NULL: a folder */
    char folder[PATH_BYTES / 2];
    struct timespec seen; /* of desired.json, when last taken */
    ino_t inode;
    uint32_t number;
    struct said *said;
    size_t n_said;
    const struct clock *clock;
};

static err_t open_folder(struct uplink *u, const char *folder, struct fault *why)
{
    char out[PATH_BYTES];
    int n = snprintf(u->folder, sizeof u->folder, "%s", folder);
    if (n <= 0 || (size_t)n >= sizeof u->folder)
        return fault_set(why, ERR_INVALID, "netd.folder", "%s", folder);
    (void)snprintf(out, sizeof out, "%s/out", u->folder);
    if (mkdir(out, 0700) != 0 && errno != EEXIST)
        return fault_set(why, ERR_IO, "netd.folder", "%s", out);
    u->said = calloc(SAID_MAX, sizeof *u->said);
    return u->said ? OK : ERR_NOMEM;
}

static err_t open_link(struct uplink *u, const struct uplink_config *c, struct fault *why)
{
    TRY(link_open(&c->link, &u->link, why));
    return link_start(u->link, why);
}

err_t uplink_open(const struct uplink_config *c, struct uplink **ret, struct fault *why)
{
    struct uplink *u = calloc(1, sizeof *u);
    if (!u) return ERR_NOMEM;
    u->clock = c->link.clock;
    struct str office = str_z(c->office);
    err_t e = str_starts(office, STR("file:")) ? open_folder(u, c->office + 5, why)
                                               : open_link(u, c, why);
    if (e == OK)
        *ret = u;
    else
        uplink_close(u);
    return e;
}

void uplink_close(struct uplink *u)
{
    if (!u) return;
    link_close(u->link);
    free(u->said);
    free(u);
}

int uplink_fd(const struct uplink *u)
{
    return u->link ? link_fd(u->link) : -1;
}

static bool look(const struct uplink *u, const char *name, char path[PATH_BYTES], struct stat *st)
{
    (void)snprintf(path, PATH_BYTES, "%s/%s", u->folder, name);
    return stat(path, st) == 0;
}

bool uplink_is_new(struct uplink *u)
{
    if (u->link) return true; /* link_take() answers whether there is */
    char path[PATH_BYTES];
    struct stat st;
    return look(u, "desired.json", path, &st) &&
           (st.st_ino != u->inode || st.st_mtim.tv_sec != u->seen.tv_sec ||
            st.st_mtim.tv_nsec != u->seen.tv_nsec);
}

static err_t take_file(struct uplink *u, struct arena *a, struct desired *ret, struct fault *why)
{
    char path[PATH_BYTES];
    struct stat st;
    SB_CLEANUP struct sb text;
    sb_init(&text, DESIRED_BYTES_MAX);
    if (!look(u, "desired.json", path, &st)) return ERR_NOT_FOUND;
    u->inode = st.st_ino;
    u->seen = st.st_mtim;
    TRY(file_read(&text, path, why));
    struct str own = arena_str(a, sb_str(&text));
    if (!own.p) return ERR_NOMEM;
    return desired_read(a, own, ret, why);
}

err_t uplink_take(struct uplink *u, struct arena *a, struct desired *ret, struct fault *why)
{
    if (!u->link) return take_file(u, a, ret, why);
    link_take_whole(u->link);
    return link_take(u->link, a, ret);
}

static struct said *find_said(const struct uplink *u, struct matter_id matter, int32_t no)
{
    for (size_t i = 0; i < u->n_said; i++)
        if (u->said[i].matter == matter.v && u->said[i].no == no) return u->said + i;
    return NULL;
}

bool uplink_has_said(struct uplink *u, struct matter_id matter, int32_t no, enum report_said *ret)
{
    if (u->link) return link_has_said(u->link, matter, no, ret);
    const struct said *s = find_said(u, matter, no);
    if (s) *ret = s->said;
    return s != NULL;
}

static void remember(struct uplink *u, const struct report *r)
{
    for (size_t i = 0; i < r->n_words; i++) {
        const struct report_word *w = r->words + i;
        struct said *s = find_said(u, w->matter, w->no);
        if (!s && u->n_said < SAID_MAX) s = u->said + u->n_said++;
        if (s) *s = (struct said){w->matter.v, w->no, w->said};
    }
}

static err_t put(struct uplink *u, const char *kind, const struct sb *text, struct fault *why)
{
    char path[PATH_BYTES];
    (void)snprintf(path, sizeof path, "%s/out/%06u-%s.json", u->folder, ++u->number, kind);
    return file_write_atomic(path, sb_str(text), 0600, why);
}

static void random_id(struct sb *b)
{
    sb_init(b, 64);
    random_token(b, 16);
    sb_addc(b, '\0');
}

err_t uplink_report(struct uplink *u, const struct report *r, struct fault *why)
{
    if (u->link) return link_report(u->link, r, why);
    SB_CLEANUP struct sb text;
    SB_CLEANUP struct sb id;
    random_id(&id);
    sb_init(&text, REPORT_BYTES_MAX);
    struct report own = *r;
    if (!own.id) own.id = id.p;
    if (!own.enforcer) own.enforcer = "netd";
    TRY(report_write(&text, &own, why));
    TRY(put(u, "report", &text, why));
    remember(u, r);
    return OK;
}

err_t uplink_evidence(struct uplink *u, const struct evidence *e, struct fault *why)
{
    if (u->link) return link_evidence(u->link, e, why);
    SB_CLEANUP struct sb text;
    SB_CLEANUP struct sb id;
    random_id(&id);
    sb_init(&text, EVIDENCE_BYTES_MAX);
    struct evidence own = *e;
    if (!own.id) own.id = id.p;
    if (!own.program) own.program = "netd";
    if (!own.host) own.host = "alone";
    TRY(evidence_write(&text, &own, why));
    return put(u, "evidence", &text, why);
}

err_t uplink_order(struct uplink *u, const struct order *o, struct fault *why)
{
    if (u->link) return link_order(u->link, o, why);
    SB_CLEANUP struct sb text;
    SB_CLEANUP struct sb id;
    random_id(&id);
    sb_init(&text, ORDER_BYTES_MAX);
    struct order own = *o;
    if (!own.id) own.id = id.p;
    if (!own.program) own.program = "netd";
    if (!own.host) own.host = "alone";
    TRY(order_write(&text, &own, why));
    return put(u, "order", &text, why);
}

err_t uplink_question(struct uplink *u, struct arena *a, struct preflight *ret)
{
    if (u->link) return link_question(u->link, a, ret);
    char path[PATH_BYTES];
    struct stat st;
    SB_CLEANUP struct sb text;
    sb_init(&text, PREFLIGHT_BYTES_MAX);
    if (!look(u, "question.json", path, &st)) return ERR_NOT_FOUND;
    err_t e = file_read(&text, path, NULL);
    (void)unlink(path);
    struct str own = e == OK ? arena_str(a, sb_str(&text)) : STR_NONE;
    return own.p && preflight_read(a, own, ret, NULL) == OK ? OK : ERR_NOT_FOUND;
}

err_t uplink_answer(struct uplink *u, const struct preflight_answer *p, struct fault *why)
{
    if (u->link) return link_answer(u->link, p, why);
    SB_CLEANUP struct sb text;
    sb_init(&text, PREFLIGHT_BYTES_MAX);
    struct preflight_answer own = *p;
    if (!own.enforcer) own.enforcer = "netd";
    if (!own.at.ms) own.at = clock_now(u->clock);
    TRY(preflight_answer_write(&text, &own, why));
    return put(u, "answer", &text, why);
}

err_t uplink_file(struct uplink *u, const char *sha256, struct sb *to, struct fault *why)
{
    if (u->link) return link_file(u->link, sha256, to, why);
    char path[PATH_BYTES];
    (void)snprintf(path, sizeof path, "%s/%.64s", u->folder, sha256);
    return file_read(to, path, why);
}

void uplink_state(struct uplink *u, struct sb *to)
{
    static const char *const lines[] = {"not-enrolled", "connected", "away", "revoked"};
    struct link_state s = {0};
    if (!u->link) {
        sb_addf(to, "office: alone (%s)\n", u->folder);
        return;
    }
    link_state_get(u->link, &s);
    sb_addf(to, "office: %s\nrevision: %lld\nwaiting: %zu\n", lines[s.line], (long long)s.revision,
            s.waiting);
}
