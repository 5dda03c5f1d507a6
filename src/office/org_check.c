/* SPDX-License-Identifier: Apache-2.0
 * What is wrong in itself with something told about the organisation. */
#include "base/utf8.h"
#include "office/org_record.h"

err_t org_check_span(struct org_span *span, struct fault *why)
{
    if (span->until.ms == 0) span->until = MOMENT_OPEN;
    if (span->until.ms > span->from.ms) return OK;
    err_t e = fault_set(why, ERR_INVALID, "org.until_before_from", NULL);
    fault_field(why, "until");
    return e;
}

static err_t bad(struct fault *why, const char *field, const char *id, struct str s, size_t max)
{
    err_t e = fault_set(why, ERR_INVALID, id, "%.*s" FS "%zu", STR_ARG(s), max);
    fault_field(why, field);
    return e;
}

err_t org_check_line(struct str s, size_t max, bool required, const char *field, struct fault *why)
{
    if (str_trim(s).n == 0) {
        if (!required && s.n == 0) return OK;
        return bad(why, field, required ? "org.required" : "org.blank_only", STR(""), max);
    }
    if (!utf8_valid(s, 0)) return bad(why, field, "org.not_utf8", STR(""), max);
    if (!utf8_valid(s, UTF8_LINE)) return bad(why, field, "org.control_character", STR(""), max);
    if (utf8_length(s) > max) return bad(why, field, "org.too_long", s, max);
    return OK;
}

err_t org_check_code(struct str s, size_t max, const char *field, struct fault *why)
{
    TRY(org_check_line(s, max, true, field, why));
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        bool fine = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                    c == '-' || c == '_' || c == '.';
        if (!fine) return bad(why, field, "org.bad_code", s, max);
    }
    return OK;
}

err_t org_search_key(struct sb *out, const struct str *parts, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (!parts[i].n) continue;
        if (out->n) sb_addc(out, ' ');
        TRY(utf8_search_key(out, parts[i]));
    }
    return sb_end(out);
}
