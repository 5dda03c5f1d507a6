/* SPDX-License-Identifier: Apache-2.0
 *
 * Extracts of the ledger for those who audit.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "office/extract_scope.h"
#include "pages.h"
#include "web/pages/handlers.h"
#include "web/site.h"

enum { ARENA_MAX = 512 << 20, PATH_BYTES = 4200 };

static const char *const fields[] = {"from", "until", "unit", "article", "grade"};

/* Every content, names and accounts too: not for whoever assists in an audit. */
static bool may_take(const struct session *s, enum extract_grade g)
{
    if (g != EXTRACT_FULL) return true;
    for (size_t i = 0; s->roles[i]; i++) {
        if (strcmp(s->roles[i], "audit_officer") == 0 ||
            strcmp(s->roles[i], "head_security_officer") == 0)
            return true;
    }
    return false;
}

static struct extract_wish wish_of(const struct request *rq)
{
    return (struct extract_wish){.from = request_line(rq, "from"),
                                 .until = request_line(rq, "until"),
                                 .unit = request_line(rq, "unit"),
                                 .article = request_line(rq, "article"),
                                 .grade = request_line(rq, "grade")};
}

/* --- the form --- */

static json_t *grades(const struct session *s, struct str chosen)
{
    json_t *list = json_array();
    for (int g = 0; list && g < EXTRACT_GRADES; g++) {
        const char *name = extract_grade_name((enum extract_grade)g);
        char title[40], help[40];
        (void)snprintf(title, sizeof title, "extract.grade.%s", name);
        (void)snprintf(help, sizeof help, "extract.help.%s", name);
        bool checked = chosen.n ? str_eqz(chosen, name) : g == EXTRACT_MATTERS;
        json_t *o = json_pack("{s:s,s:b,s:b,s:s,s:s}", "id", name, "checked", checked, "may",
                              may_take(s, (enum extract_grade)g), "title", title, "help", help);
        if (json_array_append_new(list, o) != 0) {
            json_decref(list);
            return NULL;
        }
    }
    return list;
}

static err_t add_faults(json_t *data, const struct fault *bad)
{
    if (json_object_set_new(data, "fault", bad ? site_fault(bad) : json_null()) != 0)
        return ERR_NOMEM;
    for (size_t i = 0; i < ARRAY_LEN(fields); i++) {
        char name[40];
        (void)snprintf(name, sizeof name, "fault_%s", fields[i]);
        bool here = bad && str_eqz(str_z(bad->field), fields[i]);
        if (json_object_set_new(data, name, json_boolean(here)) != 0) return ERR_NOMEM;
    }
    return OK;
}

static err_t form(struct request *rq, struct reply *rp, int status, const struct fault *bad)
{
    const struct extract_wish w = wish_of(rq);
    json_t *data = json_pack("{s:o,s:o,s:o,s:o,s:o}", "from", site_str(w.from), "until",
                             site_str(w.until), "unit", site_str(w.unit), "article",
                             site_str(w.article), "grades", grades(rq->session, w.grade));
    if (!data) return ERR_NOMEM;
    err_t e = add_faults(data, bad);
    if (e != OK) {
        json_decref(data);
        return e;
    }
    return reply_page_status(rp, status, PAGE_EXPORT, data);
}

err_t export_get(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    (void)web;
    (void)why;
    return form(rq, rp, 200, NULL);
}

/* --- the extract --- */

/* A file without a name: a server that is killed leaves nothing of it behind. */
static int nameless(const struct web *web)
{
    char path[PATH_BYTES];
    int n = snprintf(path, sizeof path, "%.*s/files/incoming", STR_ARG(web->config.instance));
    if (n < 0 || n >= PATH_BYTES) return -1;
    int fd = open(path, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0) return fd;
    n = snprintf(path, sizeof path, "%.*s/files/incoming/export-XXXXXX",
                 STR_ARG(web->config.instance));
    if (n < 0 || n >= PATH_BYTES) return -1;
    fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0) (void)unlink(path);
    return fd;
}

static err_t write_fd(void *ctx, struct str bytes)
{
    const int *fd = ctx;
    return file_write_all(*fd, bytes);
}

struct making {
    struct arena arena;
    struct extract_ask ask;
    struct extract_done done;
    int fd;
};

static void making_release(struct making *m)
{
    if (m->fd >= 0) (void)close(m->fd);
    arena_release(&m->arena);
}

/* One snapshot: what is found is what is written. */
static err_t make(struct web *web, struct request *rq, struct making *m, struct fault *why)
{
    struct db *db STORE_READ_CLEANUP = NULL;
    const struct extract_wish wish = wish_of(rq);
    const struct export_to to = {write_fd, &m->fd, false};
    TRY(store_read_begin(web->store, &db, why));
    TRY(extract_scope_find(web->office, db, &m->arena, &wish, rq->session->person, &m->ask, why));
    if (!may_take(rq->session, m->ask.grade)) {
        err_t e = fault_set(why, ERR_DENIED, "extract.full_denied", NULL);
        fault_field(why, "grade");
        return e;
    }
    m->fd = nameless(web);
    err_t e = m->fd < 0 ? ERR_IO : extract_write(db, &m->ask, &to, &m->done);
    if (e == ERR_STATE) return fault_set(why, e, "ledger.nothing_sealed", NULL);
    if (e == ERR_CORRUPT) return fault_set(why, e, "ledger.broken", NULL);
    return e;
}

err_t export_post(struct web *web, struct request *rq, struct reply *rp, struct fault *why)
{
    struct making m __attribute__((cleanup(making_release))) = {.fd = -1};
    arena_init(&m.arena, ARENA_MAX);
    err_t e = make(web, rq, &m, why);
    if (why->field[0] && (e == ERR_INVALID || e == ERR_NOT_FOUND || e == ERR_DENIED))
        return form(rq, rp, e == ERR_DENIED ? 403 : 422, why);
    TRY(e);
    off_t size = lseek(m.fd, 0, SEEK_END);
    if (size < 0) return ERR_IO;
    /* It is recorded before the first byte leaves. */
    TRY(extract_scope_record(web->store, &m.ask, m.done.records, why));
    int fd = m.fd;
    m.fd = -1;
    return reply_stream(rp, "text/plain; charset=utf-8", STR("ledger-extract.txt"), fd,
                        (uint64_t)size);
}
