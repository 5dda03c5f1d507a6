/* SPDX-License-Identifier: Apache-2.0
 *
 * face_server: the pages of face.h behind real sockets, until standard input
 * closes. Prints its folder; tests/e2e and tests of the server put nginx or
 * SCGI in front.
 */
#include "face.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "web/server.h"

int main(void)
{
    static struct face f;
    struct fault why = {0};
    struct server *s = NULL;
    face_make(&f);
    f.clock = clock_system();
    char path[400];
    snprintf(path, sizeof path, "%s/run", f.instance);
    if (mkdir(path, 0700) != 0 || server_start(&f.web, NULL, NULL, &s, &why) != OK) return 1;
    printf("%s\n", f.instance);
    (void)fflush(stdout);
    char c;
    while (read(STDIN_FILENO, &c, 1) > 0) {}
    server_stop(s);
    face_remove(&f);
    return 0;
}
