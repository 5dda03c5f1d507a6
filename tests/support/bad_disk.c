/* SPDX-License-Identifier: Apache-2.0 */
#include "bad_disk.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FILES = 8, WRITES = 4096, SECTOR = 512, IMAGE_MAX = 64 << 20 };

/* A write (or cut, where data is NULL) that is not synced yet. */
struct pending {
    size_t at, n;
    unsigned char *data;
};

/* What the platter holds of one path, and what may or may not be there. */
struct platter {
    char path[512];
    unsigned char *image;
    size_t size, cap;
    struct pending pending[WRITES];
    int n_pending;
    bool there;
};

struct bad_file {
    sqlite3_file base;
    struct platter *platter; /* NULL: of no interest (temporary) */
    int last_errno;
    sqlite3_file real[];
};

static struct {
    pthread_mutex_t lock;
    sqlite3_vfs vfs, *real;
    struct platter *platters[FILES];
    int ops, fail_at;
    enum bad_disk_how how;
    bool for_good;
    void (*watch)(void *);
    void *watch_arg;
} d = {.lock = PTHREAD_MUTEX_INITIALIZER};

static struct bad_file *bad(sqlite3_file *f)
{
    return (struct bad_file *)f;
}

static sqlite3_file *real(sqlite3_file *f)
{
    return bad(f)->real;
}

/* --- the platter --- */

static void put(struct platter *p, size_t at, const unsigned char *data, size_t n)
{
    if (at + n > IMAGE_MAX) abort();
    if (at + n > p->size) {
        if (at + n > p->cap) p->image = realloc(p->image, p->cap = 2 * (at + n));
        if (!p->image) abort();
        if (at > p->size) memset(p->image + p->size, 0, at - p->size);
        p->size = at + n;
    }
    memcpy(p->image + at, data, n);
}

static void cut(struct platter *p, size_t size)
{
    if (size < p->size) p->size = size;
}

static void forget_pending(struct platter *p)
{
    for (int i = 0; i < p->n_pending; i++) free(p->pending[i].data);
    p->n_pending = 0;
}

static void settle(struct platter *p)
{
    for (int i = 0; i < p->n_pending; i++) {
        struct pending *w = &p->pending[i];
        if (w->data)
            put(p, w->at, w->data, w->n);
        else
            cut(p, w->at);
    }
    forget_pending(p);
}

static void remember(struct platter *p, size_t at, const void *data, size_t n)
{
    if (p->n_pending == WRITES) settle(p);
    struct pending *w = &p->pending[p->n_pending++];
    *w = (struct pending){at, n, data ? malloc(n + 1) : NULL};
    if (!data) return;
    if (!w->data) abort();
    memcpy(w->data, data, n);
}

/* What a file holds before we see it is on the platter. */
static void load(struct platter *p)
{
    unsigned char buf[65536];
    int fd = open(p->path, O_RDONLY | O_CLOEXEC);
    for (ssize_t n; fd >= 0 && (n = read(fd, buf, sizeof buf)) > 0;)
        put(p, p->size, buf, (size_t)n);
    if (fd >= 0) close(fd);
}

static struct platter *platter_of(const char *path, bool make)
{
    int empty = -1;
    for (int i = 0; i < FILES; i++) {
        if (!d.platters[i])
            empty = i;
        else if (strcmp(d.platters[i]->path, path) == 0)
            return d.platters[i];
    }
    if (!make) return NULL;
    struct platter *p = empty < 0 ? NULL : calloc(1, sizeof *p);
    if (!p) abort();
    snprintf(p->path, sizeof p->path, "%s", path);
    d.platters[empty] = p;
    load(p);
    return p;
}

/* --- trouble --- */

/* Count one operation; true when it is to fail. */
static bool trouble(bool sync)
{
    if (d.watch) d.watch(d.watch_arg);
    d.ops++;
    if (d.fail_at == 0 || d.ops < d.fail_at) return false;
    if (d.how == BAD_DISK_SYNC && !sync) {
        d.fail_at = d.ops + 1; /* wait for the next sync */
        return false;
    }
    if (!d.for_good) d.fail_at = 0;
    return true;
}

static int refuse_write(sqlite3_file *f, const void *data, int n, sqlite3_int64 at)
{
    struct platter *p = bad(f)->platter;
    switch (d.how) {
    case BAD_DISK_SHORT:
        if (n / 2 > 0 && real(f)->pMethods->xWrite(real(f), data, n / 2, at) == SQLITE_OK && p)
            remember(p, (size_t)at, data, (size_t)n / 2);
        errno = ENOSPC;
        return SQLITE_FULL;
    case BAD_DISK_ROFS:
        errno = EROFS;
        return SQLITE_IOERR_WRITE;
    default:
        errno = EIO;
        return SQLITE_IOERR_WRITE;
    }
}

static int x_write(sqlite3_file *f, const void *data, int n, sqlite3_int64 at)
{
    struct platter *p = bad(f)->platter;
    pthread_mutex_lock(&d.lock);
    int rc;
    if (trouble(false)) {
        rc = refuse_write(f, data, n, at);
        bad(f)->last_errno = errno;
    } else {
        rc = real(f)->pMethods->xWrite(real(f), data, n, at);
        if (rc == SQLITE_OK && p) remember(p, (size_t)at, data, (size_t)n);
    }
    pthread_mutex_unlock(&d.lock);
    return rc;
}

static int x_sync(sqlite3_file *f, int flags)
{
    struct platter *p = bad(f)->platter;
    pthread_mutex_lock(&d.lock);
    int rc;
    if (trouble(true)) {
        /* Linux forgets what it could not write: a later fsync says well, and
         * the data is there or not. */
        if (p && d.ops % 2)
            settle(p);
        else if (p)
            forget_pending(p);
        bad(f)->last_errno = EIO;
        rc = SQLITE_IOERR_FSYNC;
    } else {
        rc = real(f)->pMethods->xSync(real(f), flags);
        if (rc == SQLITE_OK && p) settle(p);
    }
    pthread_mutex_unlock(&d.lock);
    return rc;
}

static int x_truncate(sqlite3_file *f, sqlite3_int64 size)
{
    struct platter *p = bad(f)->platter;
    pthread_mutex_lock(&d.lock);
    int rc = real(f)->pMethods->xTruncate(real(f), size);
    if (rc == SQLITE_OK && p) remember(p, (size_t)size, NULL, 0);
    pthread_mutex_unlock(&d.lock);
    return rc;
}

/* --- the rest goes through --- */

static int x_close(sqlite3_file *f)
{
    return real(f)->pMethods->xClose(real(f));
}
static int x_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at)
{
    return real(f)->pMethods->xRead(real(f), to, n, at);
}
static int x_size(sqlite3_file *f, sqlite3_int64 *n)
{
    return real(f)->pMethods->xFileSize(real(f), n);
}
static int x_lock(sqlite3_file *f, int how)
{
    return real(f)->pMethods->xLock(real(f), how);
}
static int x_unlock(sqlite3_file *f, int how)
{
    return real(f)->pMethods->xUnlock(real(f), how);
}
static int x_check_lock(sqlite3_file *f, int *ret)
{
    return real(f)->pMethods->xCheckReservedLock(real(f), ret);
}
static int x_control(sqlite3_file *f, int op, void *arg)
{
    if (op == SQLITE_FCNTL_LAST_ERRNO && bad(f)->last_errno) {
        *(int *)arg = bad(f)->last_errno;
        return SQLITE_OK;
    }
    return real(f)->pMethods->xFileControl(real(f), op, arg);
}
static int x_sector(sqlite3_file *f)
{
    return real(f)->pMethods->xSectorSize(real(f));
}
static int x_traits(sqlite3_file *f)
{
    return real(f)->pMethods->xDeviceCharacteristics(real(f));
}
static int x_shm_map(sqlite3_file *f, int page, int size, int extend, void volatile **ret)
{
    return real(f)->pMethods->xShmMap(real(f), page, size, extend, ret);
}
static int x_shm_lock(sqlite3_file *f, int at, int n, int flags)
{
    return real(f)->pMethods->xShmLock(real(f), at, n, flags);
}
static void x_shm_barrier(sqlite3_file *f)
{
    real(f)->pMethods->xShmBarrier(real(f));
}
static int x_shm_unmap(sqlite3_file *f, int del)
{
    return real(f)->pMethods->xShmUnmap(real(f), del);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2, /* no memory mapping of the file itself: all writes pass here */
    .xClose = x_close,
    .xRead = x_read,
    .xWrite = x_write,
    .xTruncate = x_truncate,
    .xSync = x_sync,
    .xFileSize = x_size,
    .xLock = x_lock,
    .xUnlock = x_unlock,
    .xCheckReservedLock = x_check_lock,
    .xFileControl = x_control,
    .xSectorSize = x_sector,
    .xDeviceCharacteristics = x_traits,
    .xShmMap = x_shm_map,
    .xShmLock = x_shm_lock,
    .xShmBarrier = x_shm_barrier,
    .xShmUnmap = x_shm_unmap,
};

static int x_open(sqlite3_vfs *v, const char *name, sqlite3_file *f, int flags, int *ret_flags)
{
    (void)v;
    f->pMethods = NULL;
    bad(f)->last_errno = 0;
    int rc = d.real->xOpen(d.real, name, real(f), flags, ret_flags);
    if (rc != SQLITE_OK) return rc;
    pthread_mutex_lock(&d.lock);
    bad(f)->platter =
        name && (flags & (SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL)) ? platter_of(name, true) : NULL;
    pthread_mutex_unlock(&d.lock);
    f->pMethods = &methods;
    return SQLITE_OK;
}

static int x_delete(sqlite3_vfs *v, const char *name, int sync)
{
    (void)v;
    int rc = d.real->xDelete(d.real, name, sync);
    pthread_mutex_lock(&d.lock);
    struct platter *p = platter_of(name, false);
    if (rc == SQLITE_OK && p) {
        forget_pending(p);
        p->size = 0;
    }
    pthread_mutex_unlock(&d.lock);
    return rc;
}

/* --- for the tests --- */

void bad_disk_reset(void)
{
    if (!d.real) {
        d.real = sqlite3_vfs_find(NULL);
        d.vfs = *d.real;
        d.vfs.zName = "bad_disk";
        d.vfs.pNext = NULL;
        d.vfs.szOsFile = (int)sizeof(struct bad_file) + d.real->szOsFile;
        d.vfs.xOpen = x_open;
        d.vfs.xDelete = x_delete;
        sqlite3_vfs_register(&d.vfs, 0);
    }
    for (int i = 0; i < FILES; i++) {
        if (!d.platters[i]) continue;
        forget_pending(d.platters[i]);
        free(d.platters[i]->image);
        free(d.platters[i]);
        d.platters[i] = NULL;
    }
    d.ops = 0;
    d.watch = NULL;
    bad_disk_mend();
}

void bad_disk_fail(int nth, enum bad_disk_how how, bool for_good)
{
    pthread_mutex_lock(&d.lock);
    d.fail_at = d.ops + nth;
    d.how = how;
    d.for_good = for_good;
    pthread_mutex_unlock(&d.lock);
}

void bad_disk_mend(void)
{
    pthread_mutex_lock(&d.lock);
    d.fail_at = 0;
    pthread_mutex_unlock(&d.lock);
}

int bad_disk_ops(void)
{
    return d.ops;
}

void bad_disk_watch(void (*fn)(void *), void *arg)
{
    d.watch = fn;
    d.watch_arg = arg;
}

static unsigned chance(unsigned *seed)
{
    return *seed = *seed * 1103515245U + 12345U;
}

/* Some sectors of some of what was not synced. */
static void put_some(struct platter *p, const struct pending *w, unsigned *seed)
{
    if (chance(seed) >> 30 == 0) return; /* a quarter is lost whole */
    for (size_t at = 0; at < w->n; at += SECTOR) {
        size_t n = w->n - at < SECTOR ? w->n - at : SECTOR;
        if (chance(seed) >> 28 != 0) put(p, w->at + at, w->data + at, n);
    }
}

static void write_image(const struct platter *p, const char *to, unsigned *seed, bool lose_all)
{
    struct platter *copy = calloc(1, sizeof *copy);
    char path[1024];
    if (!copy) abort();
    if (p->size) put(copy, 0, p->image, p->size);
    for (int i = 0; !lose_all && i < p->n_pending; i++)
        if (p->pending[i].data) put_some(copy, &p->pending[i], seed);
    snprintf(path, sizeof path, "%s%s", to, strrchr(p->path, '/'));
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0 || write(fd, copy->image, copy->size) != (ssize_t)copy->size) abort();
    close(fd);
    free(copy->image);
    free(copy);
}

/* Called from watch (the lock is held) or while nothing runs. */
void bad_disk_power_cut(const char *to, unsigned seed, bool lose_all)
{
    for (int i = 0; i < FILES; i++)
        if (d.platters[i]) write_image(d.platters[i], to, &seed, lose_all);
}
