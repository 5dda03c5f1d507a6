/* SPDX-License-Identifier: Apache-2.0 */
#include "words.h"

#include <string.h>

#include "base/sb.h"

static err_t one(struct arena *a, struct str *rest, const char **ret)
{
    struct sb b SB_CLEANUP;
    sb_init(&b, 8000);
    bool quoted = false;
    while (rest->n && (quoted || (rest->p[0] != ' ' && rest->p[0] != '\t'))) {
        if (rest->p[0] == '"')
            quoted = !quoted;
        else if (quoted && rest->p[0] == '\\' && rest->n > 1 && rest->p[1] == 'n')
            sb_addc(&b, '\n'), *rest = str_skip(*rest, 1);
        else
            sb_addc(&b, rest->p[0]);
        *rest = str_skip(*rest, 1);
    }
    TRY(sb_end(&b));
    *ret = arena_strdup(a, sb_str(&b));
    return quoted ? ERR_INVALID : *ret ? OK : ERR_NOMEM;
}

err_t words_read(struct arena *a, struct str line, struct words *ret)
{
    *ret = (struct words){.n = 0};
    for (;;) {
        line = str_trim(line);
        if (line.n == 0 || line.p[0] == '#') return OK;
        if (ret->n == WORDS_MAX) return ERR_TOO_BIG;
        TRY(one(a, &line, &ret->v[ret->n++]));
    }
}

const char *words_at(const struct words *w, size_t i)
{
    return i < w->n ? w->v[i] : "";
}

bool words_is(const struct words *w, size_t i, const char *word)
{
    return strcmp(words_at(w, i), word) == 0;
}

const char *words_value(const struct words *w, size_t from, const char *key)
{
    size_t n = strlen(key);
    for (size_t i = from; i < w->n; i++) {
        if (strncmp(w->v[i], key, n) == 0 && w->v[i][n] == '=') return w->v[i] + n + 1;
    }
    return NULL;
}

const char *words_after(const struct words *w, size_t from, const char *word)
{
    for (size_t i = from; i + 1 < w->n; i++) {
        if (strcmp(w->v[i], word) == 0) return w->v[i + 1];
    }
    return NULL;
}
