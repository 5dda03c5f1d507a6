/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum lang command_lang(void)
{
    static const char *const names[] = {"SEKIMORI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        const char *value = getenv(names[i]);
        if (value && *value) return strncmp(value, "ja", 2) == 0 ? LANG_JA : LANG_EN;
    }
    return LANG_EN;
}

int command_failed(const struct fault *why)
{
    struct sb b SB_CLEANUP = {.max = 8192};
    fault_message(&b, command_lang(), why);
    sb_addc(&b, '\n');
    if (sb_end(&b) == OK) (void)fwrite(sb_str(&b).p, 1, sb_str(&b).n, stderr);
    return EXIT_REFUSED;
}

/* Match argv[*i] against one option; *i moves past its value. */
static err_t take_option(int argc, char **argv, int *i, const struct command_option *o,
                         bool *ret_taken, struct fault *why)
{
    const char *word = argv[*i] + 2;
    size_t n = strlen(o->name);
    bool joined = strncmp(word, o->name, n) == 0 && word[n] == '=';

    if (!joined && strcmp(word, o->name) != 0) return OK;
    if (o->value == NULL && joined)
        return fault_set(why, ERR_INVALID, "cli.no_value", "%s", o->name);
    if (o->value != NULL) {
        if (!joined && *i + 1 >= argc)
            return fault_set(why, ERR_INVALID, "cli.needs_value", "%s", o->name);
        *o->value = joined ? word + n + 1 : argv[++*i];
    }
    if (o->given) *o->given = true;
    *ret_taken = true;
    return OK;
}

err_t command_options(int argc, char **argv, const struct command_option *options, size_t n,
                      int *ret_rest, struct fault *why)
{
    int rest = 0;
    bool only_words = false;

    for (int i = 0; i < argc; i++) {
        char *word = argv[i];
        if (only_words || strncmp(word, "--", 2) != 0) {
            argv[rest++] = word;
            continue;
        }
        if (strcmp(word, "--") == 0) {
            only_words = true;
            continue;
        }
        bool taken = false;
        for (size_t k = 0; k < n && !taken; k++)
            TRY(take_option(argc, argv, &i, &options[k], &taken, why));
        if (!taken) return fault_set(why, ERR_INVALID, "cli.unknown_option", "%s", word);
    }
    *ret_rest = rest;
    return OK;
}
