/* SPDX-License-Identifier: Apache-2.0 */
#include "catalogue/expr_token.h"

#include <string.h>

#include "base/utf8.h"

static bool is_word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.' || c == ':' || (unsigned char)c >= 0x80;
}

static size_t token_length(struct str s)
{
    size_t n = 0;
    while (n < s.n && is_word_byte(s.p[n])) n++;
    if (n > 0 || s.n == 0) return n;
    if (s.p[0] == '"') {
        n = 1 + str_find(str_skip(s, 1), '"');
        return n < s.n ? n + 1 : s.n;
    }
    bool two = s.n > 1 && s.p[1] == '=' && (s.p[0] == '!' || s.p[0] == '<' || s.p[0] == '>');
    return two ? 2 : 1;
}

void expr_token_next(struct expr_parser *x)
{
    size_t blanks = 0;
    while (blanks < x->rest.n && memchr(" \n\r", x->rest.p[blanks], 3)) blanks++;
    x->rest = str_skip(x->rest, blanks);
    x->token = str_head(x->rest, token_length(x->rest));
    x->column = (uint32_t)utf8_length(str_head(x->text, x->text.n - x->rest.n)) + 1;
    x->rest = str_skip(x->rest, x->token.n);
}

bool expr_token_accept(struct expr_parser *x, const char *word)
{
    if (!str_eqz(x->token, word)) return false;
    expr_token_next(x);
    return true;
}

err_t expr_token_expect(struct expr_parser *x, const char *word)
{
    if (expr_token_accept(x, word)) return OK;
    fault_set(x->why, ERR_INVALID, "catalogue.expr_expected", "%.*s" FS "%s",
              STR_ARG(utf8_head(x->token, 60)), word);
    x->why->column = x->column;
    return ERR_INVALID;
}

err_t expr_token_refuse_at(struct expr_parser *x, const char *id, struct str word, uint32_t column)
{
    if (word.n == 0) id = "catalogue.expr_ended";
    fault_set(x->why, ERR_INVALID, id, "%.*s", STR_ARG(utf8_head(word, 60)));
    x->why->column = column;
    return ERR_INVALID;
}

err_t expr_token_refuse(struct expr_parser *x, const char *id)
{
    return expr_token_refuse_at(x, id, x->token, x->column);
}
