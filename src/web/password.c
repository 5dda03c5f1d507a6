/* SPDX-License-Identifier: Apache-2.0 */
#include "web/password.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <zxcvbn.h>

#include "base/utf8.h"

enum { PASSES = 2, MEMORY = 19 * 1024 * 1024, ABOUT_MAX = 16, WORD_MAX = 64 };

/* 10^10 guesses: beyond what a stolen hash of this cost gives up in years. */
static const double bits_needed = 33.2;

static err_t make_hash(struct str password, char ret[PASSWORD_HASH])
{
    char out[crypto_pwhash_STRBYTES];
    _Static_assert(sizeof out == PASSWORD_HASH, "libsodium's strings fit");
    if (crypto_pwhash_str_alg(out, password.p ? password.p : "", password.n, PASSES, MEMORY,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        return ERR_NOMEM;
    memcpy(ret, out, sizeof out);
    return OK;
}

err_t password_gate_init(struct password_gate *g, unsigned slots)
{
    if (sodium_init() < 0) return ERR_BUG;
    unsigned char random[32];
    randombytes_buf(random, sizeof random);
    TRY(make_hash((struct str){(const char *)random, sizeof random}, g->nobody));
    sodium_memzero(random, sizeof random);
    return sem_init(&g->slots, 0, slots) == 0 ? OK : ERR_BUG;
}

void password_gate_release(struct password_gate *g)
{
    (void)sem_destroy(&g->slots);
}

static void enter(struct password_gate *g)
{
    while (sem_wait(&g->slots) != 0) {}
}

err_t password_verify(struct password_gate *g, const char *hash, struct str password)
{
    bool someone = hash != NULL;
    enter(g);
    int no = crypto_pwhash_str_verify(someone ? hash : g->nobody, password.p ? password.p : "",
                                      password.n);
    (void)sem_post(&g->slots);
    return no == 0 && someone ? OK : ERR_DENIED;
}

err_t password_hash(struct password_gate *g, struct str password, char ret[PASSWORD_HASH])
{
    enter(g);
    err_t e = make_hash(password, ret);
    (void)sem_post(&g->slots);
    return e;
}

/* The person's words, cut at blanks and '@', lower case as zxcvbn wants them. */
static size_t split_about(const struct str *about, size_t n, char words[ABOUT_MAX][WORD_MAX])
{
    size_t k = 0;
    for (size_t i = 0; i < n; i++) {
        struct str rest = about[i];
        while (rest.p && k < ABOUT_MAX) {
            size_t end = 0;
            while (end < rest.n && rest.p[end] != ' ' && rest.p[end] != '@') end++;
            if (end >= 3 && end < WORD_MAX) {
                for (size_t c = 0; c < end; c++) {
                    char ch = rest.p[c];
                    words[k][c] = ch >= 'A' && ch <= 'Z' ? (char)(ch - 'A' + 'a') : ch;
                }
                words[k++][end] = '\0';
            }
            rest = end < rest.n ? str_skip(rest, end + 1) : STR_NONE;
        }
    }
    return k;
}

static double bits_of(const char *password, const struct str *about, size_t n_about)
{
    char words[ABOUT_MAX][WORD_MAX];
    size_t n = split_about(about, n_about, words), total = 0;
    const char **dict = calloc(password_words_len + n + 1, sizeof *dict);
    if (!dict) return 0;
    for (size_t i = 0; i < n; i++) dict[total++] = words[i];
    for (size_t i = 0; i < password_words_len; i++) dict[total++] = password_words[i];
    double bits = ZxcvbnMatch(password, dict, NULL);
    free(dict);
    return bits;
}

err_t password_check(struct str password, const struct str *about, size_t n_about,
                     struct fault *why)
{
    if (!utf8_valid(password, UTF8_LINE))
        return fault_set(why, ERR_INVALID, "password.bad_text", NULL);
    size_t length = utf8_length(password);
    if (length < PASSWORD_MIN)
        return fault_set(why, ERR_INVALID, "password.too_short", "%d" FS "%zu", PASSWORD_MIN,
                         length);
    if (length > PASSWORD_MAX)
        return fault_set(why, ERR_INVALID, "password.too_long", "%d", PASSWORD_MAX);
    char *z = str_dup(password);
    if (!z) return ERR_NOMEM;
    double bits = bits_of(z, about, n_about);
    sodium_memzero(z, password.n);
    free(z);
    return bits >= bits_needed ? OK : fault_set(why, ERR_INVALID, "password.too_easy", NULL);
}

/* Letters and digits that look alike on paper (0 o 1 l i) are left out. */
void password_make_temporary(char ret[PASSWORD_TEMPORARY])
{
    static const char letters[] = "abcdefghjkmnpqrstuvwxyz23456789";
    size_t n = 0;
    for (size_t i = 0; i < 16; i++) {
        if (i && i % 4 == 0) ret[n++] = '-';
        ret[n++] = letters[randombytes_uniform(sizeof letters - 1)];
    }
    ret[n] = '\0';
}
