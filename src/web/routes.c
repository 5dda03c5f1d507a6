/* SPDX-License-Identifier: Apache-2.0 */
#include "web/pages/handlers.h"

enum { NONE = 0, SMALL = 64 * 1024 };

// clang-format off
static const struct route rows[] = {
    /* method    pattern      who may      body   token     handler         data */
    {HTTP_GET,  "/",          PUBLIC,      NONE,  NO_TOKEN, home_get,       NULL},
    {HTTP_GET,  "/about",     PUBLIC,      NONE,  NO_TOKEN, about_get,      "about/1"},
    {HTTP_GET,  "/sign-in",   PUBLIC,      NONE,  NO_TOKEN, sign_in_get,    "sign-in/1"},
    {HTTP_POST, "/sign-in",   PUBLIC,      SMALL, NO_TOKEN, sign_in_post,   "sign-in/1"},
    {HTTP_POST, "/sign-out",  CHANGING,    SMALL, TOKEN,    sign_out_post,  NULL},
    {HTTP_POST, "/language",  PUBLIC,      SMALL, NO_TOKEN, language_post,  NULL},
    {HTTP_GET,  "/password",  CHANGING,    NONE,  NO_TOKEN, password_get,   "password/1"},
    {HTTP_POST, "/password",  CHANGING,    SMALL, TOKEN,    password_post,  "password/1"},
    {HTTP_GET,  "/inbox",     SIGNED_IN,   NONE,  NO_TOKEN, inbox_get,      "inbox/1"},
};

/* Programs on other hosts; each will come with a certificate. */
static const struct route machine_rows[] = {
    {HTTP_GET,  "/about",     PUBLIC,      NONE,  NO_TOKEN, about_get,      "about/1"},
};
// clang-format on

const struct route_table web_routes = {rows, ARRAY_LEN(rows)};
const struct route_table web_machine_routes = {machine_rows, ARRAY_LEN(machine_rows)};
