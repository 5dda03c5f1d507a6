/* SPDX-License-Identifier: Apache-2.0 */
#include "kernel/touch.h"

enum { KEPT = 16384, SWEEP = 4096 };

static const char *const names[TOUCH_KINDS] = {
    [TOUCH_UNIT] = "unit",
    [TOUCH_POST] = "post",
    [TOUCH_PERSON] = "person",
    [TOUCH_HOLDING] = "holding",
    [TOUCH_ABSENCE] = "absence",
    [TOUCH_INFO_SYSTEM] = "info_system",
    [TOUCH_DESIGNATION] = "designation",
    [TOUCH_SETTING] = "setting",
    [TOUCH_ALL] = "all",
};

bool touch_parse(struct str s, enum touch_what *ret)
{
    for (int i = 0; i < TOUCH_KINDS; i++) {
        if (!str_eqz(s, names[i])) continue;
        *ret = (enum touch_what)i;
        return true;
    }
    return false;
}

err_t touch_organisation(struct db *db, enum touch_what what, int64_t id)
{
    int64_t revision;
    TRY(db_next(db, COUNTER_ORGANISATION, &revision));
    TRY(db_run(db, SQL_TOUCH_ADD, P_I64("revision", revision), P_STR("what", str_z(names[what])),
               P_I64("id", id)));
    if (revision % SWEEP != 0) return OK;
    return db_run(db, SQL_TOUCH_FORGET, P_I64("before", revision - KEPT));
}

err_t touch_revision(struct db *db, int64_t *ret)
{
    return db_peek(db, COUNTER_ORGANISATION, ret);
}
