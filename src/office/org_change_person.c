/* SPDX-License-Identifier: Apache-2.0 */
#include "base/utf8.h"
#include "office/org_record.h"

enum { NUMBER_MAX = 24, NAME_MAX_CHARS = 40, KANA_MAX = 80, MAIL_MAX = 254, SEARCH_KEY_MAX = 2048 };

static err_t check_mail(struct str mail, struct fault *why)
{
    TRY(org_check_line(mail, MAIL_MAX, false, "mail", why));
    size_t at = str_find(mail, '@');
    bool fine = mail.n == 0 || (at > 0 && at + 1 < mail.n &&
                                str_find(str_skip(mail, at + 1), '@') == mail.n - at - 1);
    for (size_t i = 0; i < mail.n; i++)
        fine = fine && (unsigned char)mail.p[i] > ' ' && (unsigned char)mail.p[i] < 127;
    if (fine) return OK;
    err_t e = fault_set(why, ERR_INVALID, "org.bad_mail", "%.*s", STR_ARG(mail));
    fault_field(why, "mail");
    return e;
}

static err_t check(struct db *db, struct person_id self, const struct person_told *p,
                   struct org_span *span, struct fault *why)
{
    TRY(org_check_span(span, why));
    TRY(org_check_code(p->number, NUMBER_MAX, "number", why));
    TRY(org_check_line(p->family, NAME_MAX_CHARS, true, "family", why));
    TRY(org_check_line(p->given, NAME_MAX_CHARS, false, "given", why));
    TRY(org_check_line(p->family_kana, KANA_MAX, false, "family_kana", why));
    TRY(org_check_line(p->given_kana, KANA_MAX, false, "given_kana", why));
    TRY(check_mail(p->mail, why));
    int64_t taken;
    TRY(db_get_i64(db, &taken, SQL_PERSON_NUMBER_TAKEN, P_STR("number", p->number),
                   P_I64("id", self.v)));
    if (!taken) return OK;
    err_t e = fault_set(why, ERR_EXISTS, "org.number_taken", "%.*s", STR_ARG(p->number));
    fault_field(why, "number");
    return e;
}

static err_t record(struct db *db, const struct org_author *by, const char *fact,
                    struct person_id id, const struct person_told *p, struct org_span span,
                    struct leaf_id *ret)
{
    ORG_FACT_CLEANUP struct org_fact f;
    org_fact_begin(&f, by, fact);
    org_fact_i64(&f, "person", id.v);
    org_fact_kind(&f, "member", member_kind_name(p->member));
    org_fact_span(&f, span);
    org_fact_text(&f, "number", p->number);
    org_fact_text(&f, "family", p->family);
    org_fact_text(&f, "given", p->given);
    org_fact_text(&f, "family_kana", p->family_kana);
    org_fact_text(&f, "given_kana", p->given_kana);
    org_fact_text(&f, "mail", p->mail);
    return org_fact_append(db, &f, ret);
}

static struct str some(struct str s)
{
    return s.p ? s : STR("");
}

/* A line of the key. Folding drops a blank beside CJK, so 山田太郎 and 山田 太郎 find each other.
 */
static err_t add_name(struct sb *key, struct str family, struct str given)
{
    SB_CLEANUP struct sb whole;
    sb_init(&whole, SEARCH_KEY_MAX);
    sb_add(&whole, family);
    if (family.n && given.n) sb_addc(&whole, ' ');
    sb_add(&whole, given);
    TRY(sb_end(&whole));
    TRY(utf8_search_key(key, sb_str(&whole)));
    sb_addc(key, '\n');
    return sb_end(key);
}

err_t org_person_put(struct db *db, const struct org_author *by, struct person_id id,
                     const struct person_told *p, struct org_span span, struct leaf_id leaf)
{
    SB_CLEANUP struct sb key;
    sb_init(&key, SEARCH_KEY_MAX);
    TRY(add_name(&key, p->family, p->given));
    TRY(add_name(&key, p->family_kana, p->given_kana));
    TRY(add_name(&key, p->number, STR_NONE));
    TRY(add_name(&key, p->mail, STR_NONE));
    TRY(org_touch(db, ORG_PERSON, id.v));
    return db_run(db, SQL_PERSON_INSERT, P_I64("id", id.v), P_STR("number", p->number),
                  P_STR("family", p->family), P_STR("given", some(p->given)),
                  P_STR("family_kana", some(p->family_kana)),
                  P_STR("given_kana", some(p->given_kana)), P_STR("mail", some(p->mail)),
                  P_STR("member", str_z(member_kind_name(p->member))),
                  P_STR("search_key", sb_str(&key)), ORG_TIMES(span, by, leaf));
}

err_t org_person_add(struct db *db, const struct org_author *by, const struct person_told *p,
                     struct org_span span, struct person_id *ret, struct fault *why)
{
    int64_t id;
    struct leaf_id leaf;
    TRY(check(db, person_id(0), p, &span, why));
    TRY(db_next(db, COUNTER_PERSON, &id));
    TRY(record(db, by, "person.add", person_id(id), p, span, &leaf));
    TRY(org_person_put(db, by, person_id(id), p, span, leaf));
    *ret = person_id(id);
    return OK;
}

err_t org_person_change(struct db *db, const struct org_author *by, struct person_id id,
                        const struct person_told *p, struct org_span span, struct fault *why)
{
    int64_t last;
    struct leaf_id leaf;
    err_t e = db_get_i64(db, &last, SQL_PERSON_RECORDED_LAST, P_I64("id", id.v));
    if (e == ERR_NOT_FOUND) return fault_set(why, ERR_NOT_FOUND, "org.unknown_person", NULL);
    TRY(e);
    TRY(check(db, id, p, &span, why));
    TRY(org_check_now(db, ORG_PERSON, id.v, by->now, why));
    TRY(record(db, by, "person.change", id, p, span, &leaf));
    TRY(org_cut(db, ORG_PERSON, id.v, span, by->now, leaf));
    return org_person_put(db, by, id, p, span, leaf);
}

static err_t end_all(struct db *db, const struct org_author *by, enum org_table table, unsigned sql,
                     struct person_id id, struct moment at, struct leaf_id leaf)
{
    struct org_span span = {at, MOMENT_OPEN};
    for (;;) {
        int64_t thing;
        err_t e = db_get_i64(db, &thing, sql, P_I64("person", id.v), P_I64("from", at.ms),
                             P_I64("until", INT64_MAX));
        if (e == ERR_NOT_FOUND) return OK;
        TRY(e);
        TRY(org_cut(db, table, thing, span, by->now, leaf));
    }
}

err_t org_person_leaves(struct db *db, const struct org_author *by, struct person_id id,
                        struct moment at, struct leaf_id leaf)
{
    TRY(end_all(db, by, ORG_HOLDING, SQL_HOLDINGS_OF_PERSON_OVER, id, at, leaf));
    TRY(end_all(db, by, ORG_ABSENCE, SQL_ABSENCES_OF_PERSON_OVER, id, at, leaf));
    return org_cut(db, ORG_PERSON, id.v, (struct org_span){at, MOMENT_OPEN}, by->now, leaf);
}

err_t org_person_end(struct db *db, const struct org_author *by, struct person_id id,
                     struct moment at, struct fault *why)
{
    bool lives;
    struct leaf_id leaf;
    TRY(org_covers(db, ORG_PERSON, id.v, (struct org_span){{at.ms - 1}, at}, &lives));
    if (!lives) return fault_set(why, ERR_NOT_FOUND, "org.unknown_person", NULL);
    TRY(org_check_now(db, ORG_PERSON, id.v, by->now, why));
    ORG_FACT_CLEANUP struct org_fact f;
    org_fact_begin(&f, by, "person.end");
    org_fact_i64(&f, "person", id.v);
    org_fact_i64(&f, "end", at.ms);
    TRY(org_fact_append(db, &f, &leaf));
    return org_person_leaves(db, by, id, at, leaf);
}
