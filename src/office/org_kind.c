/* SPDX-License-Identifier: Apache-2.0
 * The names under which kinds stand in tables, files and the ledger. */
#include "office/org.h"

static const char *const unit_names[UNIT_KINDS] = {
    [UNIT_BODY] = "body",         [UNIT_DEPARTMENT] = "department", [UNIT_BRANCH] = "branch",
    [UNIT_DIVISION] = "division", [UNIT_SECTION] = "section",       [UNIT_BUREAU] = "bureau",
};
static const char *const holding_names[HOLDING_KINDS] = {
    [HOLDING_REGULAR] = "regular",   [HOLDING_CONCURRENT] = "concurrent",
    [HOLDING_JOINT] = "joint",       [HOLDING_CARETAKER] = "caretaker",
    [HOLDING_ACTING] = "acting",     [HOLDING_EX_OFFICIO] = "ex_officio",
    [HOLDING_SECONDED] = "seconded", [HOLDING_DISPATCHED] = "dispatched",
    [HOLDING_ON_LEAVE] = "on_leave",
};
static const char *const member_names[MEMBER_KINDS] = {
    [MEMBER_EMPLOYEE] = "employee",
    [MEMBER_OUTSIDER_CONSENTED] = "outsider_consented",
    [MEMBER_OUTSIDER] = "outsider",
};

static int find(struct str s, const char *const *names, int n)
{
    for (int i = 0; i < n; i++) {
        if (str_eqz(s, names[i])) return i;
    }
    return -1;
}

const char *unit_kind_name(enum unit_kind k)
{
    return unit_names[k];
}
const char *holding_kind_name(enum holding_kind k)
{
    return holding_names[k];
}
const char *member_kind_name(enum member_kind k)
{
    return member_names[k];
}

bool unit_kind_parse(struct str s, enum unit_kind *ret)
{
    int i = find(s, unit_names, UNIT_KINDS);
    if (i >= 0) *ret = (enum unit_kind)i;
    return i >= 0;
}

bool holding_kind_parse(struct str s, enum holding_kind *ret)
{
    int i = find(s, holding_names, HOLDING_KINDS);
    if (i >= 0) *ret = (enum holding_kind)i;
    return i >= 0;
}

bool member_kind_parse(struct str s, enum member_kind *ret)
{
    int i = find(s, member_names, MEMBER_KINDS);
    if (i >= 0) *ret = (enum member_kind)i;
    return i >= 0;
}

bool holding_kind_is_away(enum holding_kind k)
{
    return k == HOLDING_SECONDED || k == HOLDING_DISPATCHED || k == HOLDING_ON_LEAVE;
}
