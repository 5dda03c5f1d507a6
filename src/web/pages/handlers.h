/* SPDX-License-Identifier: Apache-2.0
 *
 * handlers.h: one function for each row of the table of routes. Each file in
 * this folder is one page or a few that belong together.
 */
#ifndef SEKIMORI_WEB_PAGES_HANDLERS_H
#define SEKIMORI_WEB_PAGES_HANDLERS_H

#include "web/web.h"

/* machines.c; machine_api.c */
route_handler machines_get, machines_token_post, machine_revoke_post;
route_handler machine_enrol_post, machine_desired_get, machine_reports_post, machine_question_get,
    machine_answers_post, machine_evidence_post, machine_orders_post, machine_file_get;
/* home.c */
route_handler home_get;
/* articles.c */
route_handler article_get, standard_get;
/* compare.c */
route_handler compare_get, compare_article_get;
/* sign_in.c */
route_handler sign_in_get, sign_in_post, sign_out_post;
/* password.c */
route_handler password_get, password_post;
/* language.c */
route_handler language_post;
/* about.c */
route_handler about_get;
/* inbox.c */
route_handler inbox_get;
/* apply.c */
route_handler apply_list_get, apply_get, apply_post;
/* matter.c */
route_handler matters_get, matter_get, matter_act_post, matter_paper_get, matter_receipt_get;
route_handler matter_file_get;
/* books.c */
route_handler books_get, book_get, entry_get, entry_code_get;
/* versions.c */
route_handler versions_get, version_get;
/* erasures.c */
route_handler erasures_get, erasures_post;
route_handler network_get, network_cut_get;
/* export.c */
route_handler export_get, export_post;
/* people.c */
route_handler people_get, person_get, units_get;
/* search.c */
route_handler search_get;

#endif
