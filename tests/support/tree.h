/* SPDX-License-Identifier: Apache-2.0
 *
 * tree.h: temporary folders of tests.
 */
#ifndef SEKIMORI_TESTS_TREE_H
#define SEKIMORI_TESTS_TREE_H

#include <stddef.h>

/* A new folder under TMPDIR or /tmp, that others may enter. Aborts if it cannot. */
void tree_make_temp(char *path, size_t n);
/* Remove a folder with all in it; does not follow links or cross mounts. */
void tree_remove(const char *path);

#endif
