/* SPDX-License-Identifier: Apache-2.0
 *
 * org_import_people.h: for the files org_import_people*.c alone: a row of the file of people,
 * understood; and the two passes over it.
 */
#ifndef SEKIMORI_OFFICE_ORG_IMPORT_PEOPLE_H
#define SEKIMORI_OFFICE_ORG_IMPORT_PEOPLE_H

#include "office/org_import_file.h"

enum {
    NUMBER,
    FAMILY,
    GIVEN,
    FAMILY_KANA,
    GIVEN_KANA,
    MAIL,
    MEMBER,
    UNIT,
    TITLE,
    POST_KIND,
    CHARGES,
    MANAGERIAL,
    HOLDING,
    FROM,
    UNTIL,
    TITLE_EN,
    PEOPLE_COLUMNS
};
extern const struct import_column import_people_columns[PEOPLE_COLUMNS];

/* A person's rows, one beside the other in the order of numbers. */
struct person_in {
    bool faulty;
    bool holds; /* the row tells a holding; else of the person alone */
    enum member_kind member;
    enum holding_kind kind;
    bool managerial, says_managerial;
    const char *post_kind; /* NULL: not said */
    struct org_span span;
    struct holding_id matched; /* the holding it continues; .v == 0: new */
    struct person_id person;
};

MUST_CHECK err_t import_person_parse(struct import_run *run, struct import_row *row);
const char *import_person_label(struct import_run *run, const struct import_row *row);
/* The unit of the row at its beginning; ERR_INVALID with *why when there is none. */
MUST_CHECK err_t import_person_unit(struct import_run *run, const struct import_row *row,
                                    struct unit_row *ret, struct fault *why);
/* The post of the row: by unit and title. ERR_NOT_FOUND: not there yet. */
MUST_CHECK err_t import_person_post(struct import_run *run, const struct import_row *row,
                                    struct unit_id unit, struct post_row *ret);
/* First pass: the person himself, and the end of what his rows no longer tell.
 * rows[order[0..n)] are those of one number. */
MUST_CHECK err_t import_person_first(struct import_run *run, const size_t *order, size_t n);
/* Second pass: the post, and the holding when it is new. */
MUST_CHECK err_t import_person_second(struct import_run *run, const struct import_row *row);

#endif
