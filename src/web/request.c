/* SPDX-License-Identifier: Apache-2.0 */
#include "web/http.h"

#include "base/utf8.h"

struct str request_value(const struct request *rq, const char *name)
{
    struct str s;
    return form_nth(&rq->form, name, 0, &s) ? s : STR("");
}

struct str request_line(const struct request *rq, const char *name)
{
    struct str s = str_trim(request_value(rq, name));
    return utf8_valid(s, UTF8_LINE) ? s : STR("");
}
