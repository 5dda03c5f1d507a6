/* SPDX-License-Identifier: Apache-2.0 */
#include "temp_pg.h"

#include <fcntl.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "temp_store.h"
#include "tree.h"

static char server[400]; /* conninfo without dbname */
static char dir[256];    /* of our own server; "" = somebody else's */
static pid_t owner;
static unsigned made;

/* Run `pg.sh what dir`; its output goes to our stderr. */
static int pg_sh(const char *what)
{
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0) {
        dup2(STDERR_FILENO, STDOUT_FILENO);
        execl("/bin/sh", "sh", PG_SH, what, dir, (char *)NULL);
        _exit(127);
    }
    int status = -1;
    waitpid(pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int temp_pg_installed(void)
{
    const char *given = getenv("SEKIMORI_TEST_PG");
    return server[0] || (given && *given) || pg_sh("find") == 0;
}

/* A child that outlives us, however we end, and then stops the server. It
 * waits for the end of a pipe that only we hold open. */
static int guard_pipe = -1;
static pid_t guard;

static void stop(void)
{
    if (getpid() != owner) return;
    close(guard_pipe);
    waitpid(guard, NULL, 0);
}

static void start_guard(void)
{
    int fd[2];
    char c;
    if (pipe2(fd, O_CLOEXEC) != 0) abort();
    fflush(NULL);
    guard = fork();
    if (guard == 0) {
        setsid();
        close(fd[1]);
        dup2(STDERR_FILENO, STDOUT_FILENO); /* or who reads our output waits for us */
        while (read(fd[0], &c, 1) < 0) continue;
        pg_sh("stop");
        tree_remove(dir);
        _exit(0);
    }
    close(fd[0]);
    guard_pipe = fd[1];
    owner = getpid();
    atexit(stop);
}

static void need_server(void)
{
    const char *given = getenv("SEKIMORI_TEST_PG");
    if (server[0]) return;
    if (given && *given) {
        snprintf(server, sizeof server, "%s", given);
        return;
    }
    tree_make_temp(dir, sizeof dir);
    start_guard();
    int rc = pg_sh("make");
    if (rc != 0) {
        if (rc == 77) temp_store_skip("PostgreSQL is not installed (Debian: postgresql)");
        fprintf(stderr, "pg.sh make failed: %d\n", rc);
        abort();
    }
    snprintf(server, sizeof server, "host=%s/socket user=postgres", dir);
}

unsigned temp_pg_count(void)
{
    return made;
}

void temp_pg_database(char *conninfo, size_t n, unsigned copy_of)
{
    char text[512], from[64] = "template0";
    long pid = (long)getpid();
    need_server();
    if (copy_of) snprintf(from, sizeof from, "t%ld_%u", pid, copy_of);
    snprintf(text, sizeof text, "%s dbname=postgres", server);
    PGconn *c = PQconnectdb(text);
    snprintf(text, sizeof text,
             "CREATE DATABASE t%ld_%u TEMPLATE %s ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'", pid,
             ++made, from);
    PGresult *r = PQexec(c, text);
    if (PQresultStatus(r) != PGRES_COMMAND_OK) {
        fprintf(stderr, "%s: %s\n", text, PQerrorMessage(c));
        abort();
    }
    PQclear(r);
    PQfinish(c);
    snprintf(conninfo, n, "%s dbname=t%ld_%u", server, pid, made);
}

int temp_pg_own(void)
{
    need_server();
    return dir[0] != '\0';
}

void temp_pg_crash(void)
{
    if (pg_sh("crash") != 0) abort();
}

void temp_pg_start(void)
{
    if (pg_sh("start") != 0) abort();
}
