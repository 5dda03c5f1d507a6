/* SPDX-License-Identifier: Apache-2.0
 *
 * org_image.h: the organisation in memory: everything that the tables of people, units, posts,
 * holdings, absences, information systems, designations and settings hold, with both its times,
 * at one revision (kernel/touch.h). Immutable, shared by all threads, counted. For the readers
 * org_*.c and work*.c: each answers from the image where there is one for exactly the revision
 * that its snapshot or act sees, and from SQL where there is none; the answers are the same.
 *
 * An act that has itself changed the organisation sees a newer revision than any image, and so
 * asks SQL: validation never sees less than what was written.
 *
 * About 600 bytes a person with his posts and history of some years.
 */
#ifndef SEKIMORI_OFFICE_ORG_IMAGE_H
#define SEKIMORI_OFFICE_ORG_IMAGE_H

#include "office/org.h"

/* Keep images for this store, from now on until it is closed. Without it all readers ask SQL.
 * ERR_NOMEM. */
MUST_CHECK err_t org_image_attach(struct store *store);
/* Make or mend the image where it is old, so that no page has to (the clockwork's beat). */
MUST_CHECK err_t org_image_refresh(struct store *store);

struct org_image;
/* The image of what this snapshot or act sees; NULL: ask SQL. What it answers lives as long as
 * `keep` (NULL: as the snapshot or act). */
const struct org_image *org_image_of(struct db *db, struct arena *keep);

/* --- answers; each as its namesake in org.h. ERR_NOT_FOUND: nothing at that time --- */

/* All units of that time with what is derived, ordered by id; shared, do not write. False: more
 * times have been asked for than are kept; ask SQL. */
struct org_units {
    const struct unit_row *v;
    size_t n;
};
bool org_image_units(const struct org_image *, struct as_of, struct org_units *ret);
const struct unit_row *org_image_unit(const struct org_units *, struct unit_id); /* or NULL */
MUST_CHECK err_t org_image_unit_now(const struct org_image *, const struct org_units *,
                                    struct unit_id, struct as_of, struct unit_id *ret);
/* As it is or last was. */
MUST_CHECK err_t org_image_unit_last(const struct org_image *, struct unit_id, struct as_of,
                                     struct unit_row *ret);

MUST_CHECK err_t org_image_person(const struct org_image *, struct person_id, struct as_of,
                                  struct person_row *ret); /* with home */
MUST_CHECK err_t org_image_person_last(const struct org_image *, struct person_id, struct as_of,
                                       struct person_row *ret); /* without */
MUST_CHECK err_t org_image_person_by_number(const struct org_image *, struct str number,
                                            struct person_row *ret);
bool org_image_is_active(const struct org_image *, struct person_id, struct as_of);
bool org_image_is_absent(const struct org_image *, struct person_id, struct as_of);
/* The absence of that time. */
MUST_CHECK err_t org_image_absence(const struct org_image *, struct person_id, struct as_of,
                                   struct moment *ret_from, struct moment *ret_until);
MUST_CHECK err_t org_image_holdings_of(const struct org_image *, struct arena *, struct person_id,
                                       struct as_of, struct holding_row **ret, size_t *ret_n);
/* Ever, as known then; the newest first. */
MUST_CHECK err_t org_image_holdings_ever(const struct org_image *, struct arena *, struct person_id,
                                         struct moment recorded, struct holding_row **ret,
                                         size_t *ret_n);
MUST_CHECK err_t org_image_holders_of(const struct org_image *, struct arena *, struct post_id,
                                      struct as_of, struct holding_row **ret, size_t *ret_n);

MUST_CHECK err_t org_image_post(const struct org_image *, struct post_id, struct as_of,
                                struct post_row *ret);
MUST_CHECK err_t org_image_post_last(const struct org_image *, struct post_id, struct as_of,
                                     struct post_row *ret);
MUST_CHECK err_t org_image_posts_of_unit(const struct org_image *, struct arena *, struct unit_id,
                                         struct as_of, struct post_row **ret, size_t *ret_n);
MUST_CHECK err_t org_image_posts_of_kind(const struct org_image *, struct arena *, const char *kind,
                                         struct as_of, struct post_row **ret, size_t *ret_n);
/* People of one unit alone, appended in order; a person may be there already. */
MUST_CHECK err_t org_image_people_of_unit(const struct org_image *, struct arena *, struct unit_id,
                                          bool managers_only, struct as_of, struct person_id **ret,
                                          size_t *ret_n);

MUST_CHECK err_t org_image_info_system(const struct org_image *, struct info_system_id,
                                       struct as_of, struct info_system_row *ret);
/* Ordered by code; manager .v != 0: only those whose manager's post it is, ordered by id. */
MUST_CHECK err_t org_image_info_systems(const struct org_image *, struct arena *,
                                        struct post_id manager, struct as_of,
                                        struct info_system_row **ret, size_t *ret_n);

/* Designations of a role (person .v == 0) or of a person (role NULL), in the order of SQL. */
struct org_designation;
MUST_CHECK err_t org_image_designations(const struct org_image *, struct arena *, const char *role,
                                        struct person_id, struct as_of,
                                        struct org_designation **ret, size_t *ret_n);
/* All settings of a kind, in the order in which they came into force. */
struct org_setting {
    const char *name, *value;
    struct moment from;
};
MUST_CHECK err_t org_image_settings(const struct org_image *, struct arena *, const char *kind,
                                    struct as_of, struct org_setting **ret, size_t *ret_n);
/* What an instrument has set ("reading", "clock"); recorded: only what was known then. */
MUST_CHECK err_t org_image_setting(const struct org_image *, const char *kind, struct str name,
                                   struct as_of, const char **ret_value, int64_t *ret_number);

#endif
