/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>

#include "store/sqlite_db.h"

static err_t constraint(struct sqlite_db *s, int ext, const char *what)
{
    const char *text = sqlite3_errmsg(s->h);
    switch (ext) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
        return db_fail(&s->db, ERR_EXISTS, "store.exists", "%s" FS "%s", what, text);
    case SQLITE_CONSTRAINT_FOREIGNKEY:
        return db_fail(&s->db, ERR_STATE, "store.reference", "%s" FS "%s", what, text);
    default:
        return db_fail(&s->db, ERR_INVALID, "store.constraint", "%s" FS "%s", what, text);
    }
}

/* The system's own reason, which says more than SQLite's. By the time a failed
 * commit is told, errno is that of the clearing up; each file keeps its own. */
static int last_errno(struct sqlite_db *s)
{
    sqlite3_file *log = NULL;
    int sys = 0;
    sqlite3_file_control(s->h, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    if (log && log->pMethods) log->pMethods->xFileControl(log, SQLITE_FCNTL_LAST_ERRNO, &sys);
    if (sys == 0) sqlite3_file_control(s->h, "main", SQLITE_FCNTL_LAST_ERRNO, &sys);
    return sys != 0 ? sys : sqlite3_system_errno(s->h);
}

static const char *io_id(struct sqlite_db *s, int code)
{
    int sys = last_errno(s);
    if (code == SQLITE_FULL || sys == ENOSPC || sys == EDQUOT || sys == EFBIG) return "store.full";
    if (code == SQLITE_READONLY || sys == EROFS) return "store.read_only";
    if (code == SQLITE_CANTOPEN) return "store.cannot_open";
    return "store.io";
}

err_t sqlite_err(struct sqlite_db *s, const char *what)
{
    int ext = sqlite3_extended_errcode(s->h), code = ext & 0xff;
    const char *text = sqlite3_errmsg(s->h);
    switch (code) {
    case SQLITE_CONSTRAINT:
        return constraint(s, ext, what);
    case SQLITE_NOMEM:
        return db_fail(&s->db, ERR_NOMEM, "store.nomem", NULL);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return db_fail(&s->db, ERR_BUSY, "store.busy", "%s", text);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return db_fail(&s->db, ERR_CORRUPT, "store.corrupt", "%s", text);
    case SQLITE_TOOBIG:
        return db_fail(&s->db, ERR_TOO_BIG, "store.too_big", "%s", what);
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
        return db_fail(&s->db, ERR_IO, io_id(s, code), "%s", text);
    default:
        return db_fail(&s->db, ERR_BUG, "store.bug", "%s" FS "%s", what, text);
    }
}
