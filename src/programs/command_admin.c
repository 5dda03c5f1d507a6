/* SPDX-License-Identifier: Apache-2.0 */
#include "programs/command_admin.h"

#include <stdio.h>

#include "programs/command.h"
#include "web/setup.h"

/* The tables follow from the ledger alone, the official text from its file: neither the ledger's
 * key nor the catalogue is needed. A version of the catalogue is taken in without one: the one in
 * force may be what cannot be loaded. Nor does the ledger's own business need one. */
static err_t open_office(struct setup *s, const struct admin_request *q, struct fault *why)
{
    static const struct str without[] = {STR_INIT("catalogue."), STR_INIT("backup."),
                                         STR_INIT("export."), STR_INIT("witness.")};
    for (size_t i = 0; i < ARRAY_LEN(without); i++) {
        if (str_starts(q->verb, without[i])) return setup_open_store(s, why);
    }
    if (!str_starts(q->verb, STR("store.")) && !str_starts(q->verb, STR("standard.")))
        return setup_open(s, why);
    TRY(setup_check_whole(s, why));
    TRY(store_open(&s->store_config, &s->store, why));
    s->office = (struct office){.store = s->store, .clock = &s->clock};
    return OK;
}

static err_t do_here(const char *instance, const struct admin_request *q, struct sb *out,
                     int *ret_code, struct fault *why)
{
    struct setup s = {0};
    struct password_gate gate;
    err_t e = setup_read(&s, instance, why);
    if (e == OK) e = open_office(&s, q, why);
    if (e == OK) e = password_gate_init(&gate, 1);
    if (e == OK) {
        *ret_code = admin_do(&s.office, &gate, q, out);
        password_gate_release(&gate);
    }
    setup_release(&s);
    return e;
}

int command_admin(const char *instance, struct admin_request *q)
{
    struct fault why = {.code = OK};
    int code = EXIT_REFUSED;
    SB_CLEANUP struct sb out;
    sb_init(&out, ADMIN_TEXT_MAX);
    q->lang = command_lang();
    err_t e = admin_ask(instance, q, &out, &code, &why);
    if (e == ERR_UNAVAILABLE) e = do_here(instance, q, &out, &code, &why);
    if (e != OK) {
        if (!why.id) why.code = e;
        return command_failed(&why);
    }
    struct str s = sb_str(&out);
    (void)fwrite(s.p, 1, s.n, code == EXIT_DONE ? stdout : stderr);
    return code;
}
