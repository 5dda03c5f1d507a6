/* SPDX-License-Identifier: Apache-2.0
 * The words of import files that stand for kinds. They are a file format, not texts. */
#include <string.h>

#include "office/org_import_file.h"

struct word {
    const char *ja;
    int value;
};

static bool find(struct str s, const struct word *w, size_t n, int *ret)
{
    for (size_t i = 0; i < n; i++) {
        if (!str_eqz(s, w[i].ja)) continue;
        *ret = w[i].value;
        return true;
    }
    return false;
}

bool import_word_unit_kind(struct str s, enum unit_kind *ret)
{
    static const struct word words[] = {
        {"団体", UNIT_BODY},         {"部", UNIT_DEPARTMENT}, {"部局", UNIT_DEPARTMENT},
        {"振興局", UNIT_DEPARTMENT}, {"局", UNIT_BUREAU},     {"出先機関", UNIT_BRANCH},
        {"課", UNIT_DIVISION},       {"室", UNIT_DIVISION},   {"係", UNIT_SECTION},
        {"班", UNIT_SECTION},
    };
    int v;
    if (unit_kind_parse(s, ret)) return true;
    if (!find(s, words, ARRAY_LEN(words), &v)) return false;
    *ret = (enum unit_kind)v;
    return true;
}

bool import_word_holding_kind(struct str s, enum holding_kind *ret)
{
    static const struct word words[] = {
        {"本務", HOLDING_REGULAR},    {"兼務", HOLDING_CONCURRENT},
        {"併任", HOLDING_JOINT},      {"事務取扱", HOLDING_CARETAKER},
        {"職務代理", HOLDING_ACTING}, {"充て職", HOLDING_EX_OFFICIO},
        {"充職", HOLDING_EX_OFFICIO}, {"出向", HOLDING_SECONDED},
        {"派遣", HOLDING_DISPATCHED}, {"休職", HOLDING_ON_LEAVE},
    };
    int v;
    if (holding_kind_parse(s, ret)) return true;
    if (!find(s, words, ARRAY_LEN(words), &v)) return false;
    *ret = (enum holding_kind)v;
    return true;
}

bool import_word_member_kind(struct str s, enum member_kind *ret)
{
    static const struct word words[] = {
        {"職員", MEMBER_EMPLOYEE},
        {"同意者", MEMBER_OUTSIDER_CONSENTED},
        {"外部の者", MEMBER_OUTSIDER},
    };
    int v;
    if (member_kind_parse(s, ret)) return true;
    if (!find(s, words, ARRAY_LEN(words), &v)) return false;
    *ret = (enum member_kind)v;
    return true;
}

struct name {
    const char *ja, *identifier;
};

static const char *identifier(struct arena *a, struct str s, const struct name *names, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (str_eqz(s, names[i].ja)) return names[i].identifier;
    }
    for (size_t i = 0; i < s.n; i++) {
        bool fine =
            (s.p[i] >= 'a' && s.p[i] <= 'z') || s.p[i] == '_' || (s.p[i] >= '0' && s.p[i] <= '9');
        if (!fine) return NULL;
    }
    return s.n ? arena_strdup(a, s) : NULL;
}

const char *import_word_post_kind(struct arena *a, struct str s)
{
    static const struct name names[] = {
        {"副知事", "vice_governor"}, {"部局長", "department_head"},
        {"部長", "department_head"}, {"次長", "department_deputy"},
        {"局長", "bureau_head"},     {"課長", "division_head"},
        {"所長", "branch_head"},     {"出先機関の長", "branch_head"},
        {"職員", "staff"},           {"一般", "staff"},
    };
    return identifier(a, s, names, ARRAY_LEN(names));
}

const char *import_word_body_kind(struct arena *a, struct str s)
{
    static const struct name names[] = {
        {"知事部局", "governor"},     {"教育委員会", "education"}, {"議会", "assembly"},
        {"警察", "police"},           {"公営企業", "enterprise"},  {"病院局", "hospitals"},
        {"行政委員会", "commission"},
    };
    return identifier(a, s, names, ARRAY_LEN(names));
}
