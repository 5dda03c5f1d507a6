/* SPDX-License-Identifier: Apache-2.0 */
#include "contract/evidence.h"
#include "contract/preflight.h"
#include "web/attach.h"
#include "web/pages/handlers.h"

enum { NONE = 0, SMALL = 64 * 1024, FILES = ATTACH_BYTES_MAX + 1024 * 1024 };

/* Who answers for records of a division or the prefecture, and audit. */
/* Whose office it is to look at what others did: 8(1), 16 and 18. */
#define AUDITS ANY_OF("audit_officer", "auditor", "head_security_officer")
/* 10(6), 12: who keeps the programs that enforce decisions, and who gives one out. */
#define GIVES_TOKENS ANY_OF("security_division", "head_security_officer")
#define TENDS_MACHINES                                                                             \
    ANY_OF("security_division", "head_security_officer", "ciso", "deputy_ciso", "audit_officer",   \
           "auditor")
#define ANSWERS_FOR                                                                                \
    ANY_OF("security_manager", "deputy_security_manager", "security_assistant",                    \
           "head_security_officer", "security_division", "ciso", "deputy_ciso", "audit_officer",   \
           "auditor")

/* How the network is built helps an attacker: those only who decide on it, run it or audit it. */
#define NETWORK                                                                                    \
    ANY_OF("head_security_officer", "security_division", "ciso", "deputy_ciso", "system_manager",  \
           "audit_officer", "auditor", "csirt")
/* 151(1) */
#define CUTS ANY_OF("head_security_officer", "system_manager")

// clang-format off
static const struct route rows[] = {
    /* method    pattern      who may      body   token     handler         data */
    {HTTP_GET,  "/",          PUBLIC,      NONE,  NO_TOKEN, home_get,       "home/1"},
    {HTTP_GET,  "/about",     PUBLIC,      NONE,  NO_TOKEN, about_get,      "about/1"},
    {HTTP_GET,  "/sign-in",   PUBLIC,      NONE,  NO_TOKEN, sign_in_get,    "sign-in/1"},
    {HTTP_POST, "/sign-in",   PUBLIC,      SMALL, NO_TOKEN, sign_in_post,   "sign-in/1"},
    {HTTP_POST, "/sign-out",  CHANGING,    SMALL, TOKEN,    sign_out_post,  NULL},
    {HTTP_POST, "/language",  PUBLIC,      SMALL, NO_TOKEN, language_post,  NULL},
    {HTTP_GET,  "/password",  CHANGING,    NONE,  NO_TOKEN, password_get,   "password/1"},
    {HTTP_POST, "/password",  CHANGING,    SMALL, TOKEN,    password_post,  "password/1"},
    {HTTP_GET,  "/inbox",     SIGNED_IN,   NONE,  NO_TOKEN, inbox_get,      "inbox/1"},
    {HTTP_GET,  "/articles/:article", SIGNED_IN, NONE, NO_TOKEN, article_get, "article/1"},
    {HTTP_GET,  "/standard",  SIGNED_IN,   NONE,  NO_TOKEN, standard_get,   "standard/1"},
    {HTTP_GET,  "/standard/compare", SIGNED_IN, NONE, NO_TOKEN, compare_get, "compare/1"},
    {HTTP_GET,  "/standard/compare/:article", SIGNED_IN, NONE, NO_TOKEN, compare_article_get, "compare-article/1"},
    {HTTP_GET,  "/apply",     SIGNED_IN,   NONE,  NO_TOKEN, apply_list_get, "procedures/1"},
    {HTTP_GET,  "/apply/:procedure", SIGNED_IN, NONE, NO_TOKEN, apply_get,  "form/1"},
    {HTTP_POST, "/apply/:procedure", SIGNED_IN, FILES, TOKEN, apply_post,   "form/1"},
    {HTTP_GET,  "/matters",   SIGNED_IN,   NONE,  NO_TOKEN, matters_get,    "matters/1"},
    {HTTP_GET,  "/matters/:matter", CONCERNED, NONE, NO_TOKEN, matter_get,  "matter/1"},
    {HTTP_POST, "/matters/:matter/act", CONCERNED, FILES, TOKEN, matter_act_post, "matter/1"},
    {HTTP_GET,  "/matters/:matter/papers/:paper", CONCERNED, NONE, NO_TOKEN, matter_paper_get, "matter/1"},
    {HTTP_GET,  "/matters/:matter/files/:file", CONCERNED, NONE, NO_TOKEN, matter_file_get, NULL},
    {HTTP_GET,  "/matters/:matter/receipts/:leaf", CONCERNED, NONE, NO_TOKEN, matter_receipt_get, NULL},
    {HTTP_GET,  "/books",     SIGNED_IN,   NONE,  NO_TOKEN, books_get,      "books/1"},
    {HTTP_GET,  "/books/:book", SIGNED_IN, NONE,  NO_TOKEN, book_get,       "book/1"},
    {HTTP_GET,  "/entries/:entry", CONCERNED, NONE, NO_TOKEN, entry_get,    "entry/1"},
    {HTTP_GET,  "/entries/:entry/code.svg", CONCERNED, NONE, NO_TOKEN, entry_code_get, NULL},
    {HTTP_GET,  "/catalogue", SIGNED_IN,   NONE,  NO_TOKEN, versions_get,   "versions/1"},
    {HTTP_GET,  "/catalogue/:version", SIGNED_IN, NONE, NO_TOKEN, version_get, "version/1"},
    {HTTP_GET,  "/erasures",  ANSWERS_FOR, NONE,  NO_TOKEN, erasures_get,   "erasures/1"},
    {HTTP_POST, "/erasures",  ANSWERS_FOR, SMALL, TOKEN,    erasures_post,  "erasures/1"},
    {HTTP_GET,  "/export",    AUDITS,      NONE,  NO_TOKEN, export_get,     "export/1"},
    {HTTP_POST, "/export",    AUDITS,      SMALL, TOKEN,    export_post,    "export/1"},
    {HTTP_GET,  "/network",   NETWORK,     NONE,  NO_TOKEN, network_get,    "network/1"},
    {HTTP_GET,  "/network/cut", CUTS,      NONE,  NO_TOKEN, network_cut_get, "network-cut/1"},
    {HTTP_GET,  "/machines",  TENDS_MACHINES, NONE, NO_TOKEN, machines_get, "machines/1"},
    {HTTP_POST, "/machines",  GIVES_TOKENS, SMALL, TOKEN,   machines_token_post, "machines/1"},
    {HTTP_POST, "/machines/revoke", GIVES_TOKENS, SMALL, TOKEN, machine_revoke_post, "machines/1"},
    {HTTP_GET,  "/people",    SIGNED_IN,   NONE,  NO_TOKEN, people_get,     "people/1"},
    {HTTP_GET,  "/people/:person", CONCERNED, NONE, NO_TOKEN, person_get,   "person/1"},
    {HTTP_GET,  "/search",    SIGNED_IN,   NONE,  NO_TOKEN, search_get,     "search/1"},
    {HTTP_GET,  "/units",     SIGNED_IN,   NONE,  NO_TOKEN, units_get,      "units/1"},
};

/* Programs on other hosts: who is known signs each request (machine_gate.h). docs/link.md. */
static const struct route machine_rows[] = {
    {HTTP_GET,  "/about",     PUBLIC,      NONE,  NO_TOKEN, about_get,      "about/1"},
    {HTTP_POST, "/machines/v1/enrol",    PUBLIC, SMALL, RAW,    machine_enrol_post,    NULL},
    {HTTP_GET,  "/machines/v1/desired",  PUBLIC, NONE,  SIGNED, machine_desired_get,   NULL},
    {HTTP_POST, "/machines/v1/reports",  PUBLIC, REPORT_BYTES_MAX, SIGNED, machine_reports_post, NULL},
    {HTTP_GET,  "/machines/v1/question", PUBLIC, NONE,  SIGNED, machine_question_get,  NULL},
    {HTTP_POST, "/machines/v1/answers",  PUBLIC, PREFLIGHT_BYTES_MAX, SIGNED, machine_answers_post, NULL},
    {HTTP_POST, "/machines/v1/evidence", PUBLIC, EVIDENCE_BYTES_MAX, SIGNED, machine_evidence_post, NULL},
    {HTTP_POST, "/machines/v1/orders",   PUBLIC, SMALL, SIGNED, machine_orders_post,   NULL},
    {HTTP_GET,  "/machines/v1/files/:sha256", PUBLIC, NONE, SIGNED, machine_file_get,  NULL},
};
// clang-format on

const struct route_table web_routes = {rows, ARRAY_LEN(rows)};
const struct route_table web_machine_routes = {machine_rows, ARRAY_LEN(machine_rows)};
