/* SPDX-License-Identifier: Apache-2.0 */
#include "net/uplink.h"

#include <dirent.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/random.h"

enum { PATH_BYTES = 4096, SAID_SLOTS = 1 << 19, SAID_MAX = SAID_SLOTS / 2 };

/* What was said about an effect, for a barrier that stands alone. */
#define TAKE_MAX ((size_t)1 << 30)

struct said {
    int64_t matter;
    int32_t no;
    enum report_said said;
    bool seen; /* wanted still */
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
    pthread_mutex_t lock; /* of what stands above, for the folder */
};

/* Goes on after the last document that lies there: none is ever written over. */
static uint32_t last_number(const char *out)
{
    int64_t last = 0, n;
    DIR *dir = opendir(out);
    if (!dir) return 0;
    for (const struct dirent *f; (f = readdir(dir)) != NULL;) {
        struct str name = str_z(f->d_name);
        if (str_to_i64(str_head(name, str_find(name, '-')), &n) == OK && n > last && n < UINT32_MAX)
            last = n;
    }
    (void)closedir(dir);
    return (uint32_t)last;
}

static err_t open_folder(struct uplink *u, const char *folder, struct fault *why)
{
    char out[PATH_BYTES];
    int n = snprintf(u->folder, sizeof u->folder, "%s", folder);
    if (n <= 0 || (size_t)n >= sizeof u->folder)
        return fault_set(why, ERR_INVALID, "netd.folder", "%s", folder);
    (void)snprintf(out, sizeof out, "%s/out", u->folder);
    if (mkdir(out, 0700) != 0 && errno != EEXIST)
        return fault_set(why, ERR_IO, "netd.folder", "%s", out);
    u->number = last_number(out);
    u->said = calloc(SAID_SLOTS, sizeof *u->said);
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
    (void)pthread_mutex_init(&u->lock, NULL);
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
    (void)pthread_mutex_destroy(&u->lock);
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

static bool is_new_at_link(struct uplink *u)
{
    ARENA_CLEANUP struct arena a;
    struct desired d;
    arena_init(&a, TAKE_MAX);
    return link_take(u->link, &a, &d) == OK;
}

bool uplink_is_new(struct uplink *u)
{
    if (u->link) return is_new_at_link(u);
    char path[PATH_BYTES];
    struct stat st;
    if (!look(u, "desired.json", path, &st)) return false;
    (void)pthread_mutex_lock(&u->lock);
    bool fresh = st.st_ino != u->inode || st.st_mtim.tv_sec != u->seen.tv_sec ||
                 st.st_mtim.tv_nsec != u->seen.tv_nsec;
    (void)pthread_mutex_unlock(&u->lock);
    return fresh;
}

/* Its slot, or the free one where it would stand. */
static struct said *find_said(const struct uplink *u, struct matter_id matter, int32_t no)
{
    uint64_t at = (uint64_t)matter.v * UINT64_C(0x9e3779b97f4a7c15) + (uint64_t)(uint32_t)no;
    for (at ^= at >> 31;; at++) {
        struct said *s = u->said + at % SAID_SLOTS;
        if (s->matter == 0 || (s->matter == matter.v && s->no == no)) return s;
    }
}

/* A snapshot does not name what is no longer wanted; what was applied and is not in it is dropped.
 */
static err_t add_drops(struct uplink *u, struct arena *a, struct desired *d)
{
    size_t n = 0;
    for (size_t i = 0; i < SAID_SLOTS; i++)
        if (u->said[i].matter) u->said[i].seen = false; /* free ones stay untouched memory */
    for (size_t i = 0; i < d->n_items; i++) {
        struct said *s = find_said(u, d->items[i].matter, d->items[i].no);
        if (s->matter) s->seen = true;
    }
    for (size_t i = 0; i < SAID_SLOTS; i++)
        n += u->said[i].matter && !u->said[i].seen && u->said[i].said == REPORT_APPLIED;
    if (n == 0) return OK;
    struct desired_item *v = ARENA_ARRAY(a, struct desired_item, d->n_items + n);
    if (!v) return ERR_NOMEM;
    if (d->n_items > 0) memcpy(v, d->items, d->n_items * sizeof *v);
    for (size_t i = 0; i < SAID_SLOTS; i++) {
        const struct said *s = u->said + i;
        if (!s->matter || s->seen || s->said != REPORT_APPLIED) continue;
        v[d->n_items++] = (struct desired_item){
            .matter = matter_id(s->matter), .no = s->no, .what = DESIRED_DROP, .kind = "dropped"};
    }
    d->items = v;
    return OK;
}

static err_t take_file(struct uplink *u, struct arena *a, struct desired *ret, struct fault *why)
{
    char path[PATH_BYTES];
    struct stat st;
    SB_CLEANUP struct sb text;
    sb_init(&text, DESIRED_BYTES_MAX);
    if (!look(u, "desired.json", path, &st)) return ERR_NOT_FOUND;
    (void)pthread_mutex_lock(&u->lock);
    u->inode = st.st_ino;
    u->seen = st.st_mtim;
    (void)pthread_mutex_unlock(&u->lock);
    TRY(file_read(&text, path, why));
    struct str own = arena_str(a, sb_str(&text));
    if (!own.p) return ERR_NOMEM;
    struct desired d;
    TRY(desired_read(a, own, &d, why));
    (void)pthread_mutex_lock(&u->lock);
    err_t e = add_drops(u, a, &d);
    (void)pthread_mutex_unlock(&u->lock);
    if (e == OK) *ret = d;
    return e;
}

err_t uplink_take(struct uplink *u, struct arena *a, struct desired *ret, struct fault *why)
{
    if (!u->link) return take_file(u, a, ret, why);
    link_take_whole(u->link);
    return link_take(u->link, a, ret);
}

bool uplink_has_said(struct uplink *u, struct matter_id matter, int32_t no, enum report_said *ret)
{
    if (u->link) return link_has_said(u->link, matter, no, ret);
    (void)pthread_mutex_lock(&u->lock);
    const struct said *s = find_said(u, matter, no);
    bool known = s->matter != 0;
    if (known) *ret = s->said;
    (void)pthread_mutex_unlock(&u->lock);
    return known;
}

static void remember(struct uplink *u, const struct report *r)
{
    (void)pthread_mutex_lock(&u->lock);
    for (size_t i = 0; i < r->n_words; i++) {
        const struct report_word *w = r->words + i;
        struct said *s = find_said(u, w->matter, w->no);
        if (!s->matter && u->n_said++ >= SAID_MAX) continue;
        *s = (struct said){w->matter.v, w->no, w->said, false};
    }
    (void)pthread_mutex_unlock(&u->lock);
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
