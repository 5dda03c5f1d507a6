/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "base/json.h"
#include "net/daemon_parts.h"
#include "net/rules_lines.h"
#include "net/skeleton.h"
#include "net/sysctl.h"

/* --- others' tables: away with what was not there; what was there as it was --- */

static bool known(const struct daemon *d, struct str table)
{
    for (size_t i = 0; i < d->reference.rules.n; i++)
        if (str_eq(rules_lines_table(d->reference.rules.v[i]), table)) return true;
    return false;
}

static err_t delete_table(struct daemon *d, struct str table, struct fault *why)
{
    SB_CLEANUP struct sb b;
    struct json j;
    struct str name = table;
    struct str family = str_cut(&name, ' ');
    sb_init(&b, 4096);
    json_init(&j, &b);
    json_object_begin(&j);
    json_key(&j, "nftables");
    json_array_begin(&j);
    json_object_begin(&j);
    json_key(&j, "delete");
    json_object_begin(&j);
    json_key(&j, "table");
    json_object_begin(&j);
    json_put_str(&j, "family", family);
    json_put_str(&j, "name", name);
    json_object_end(&j);
    json_object_end(&j);
    json_object_end(&j);
    json_array_end(&j);
    json_object_end(&j);
    TRY(json_end(&j));
    return nft_run_apply(&d->nft, sb_str(&b), why);
}

static bool of_table(const struct nft_item *i, struct str table)
{
    struct str name = table;
    struct str family = str_cut(&name, ' ');
    const char *f = NULL, *t = NULL;
    if (i->kind == NFT_TABLE) f = i->table->family, t = i->table->name;
    if (i->kind == NFT_CHAIN) f = i->chain->family, t = i->chain->table;
    if (i->kind == NFT_RULE) f = i->rule->family, t = i->rule->table;
    if (i->kind == NFT_SETS) f = i->set->family, t = i->set->table;
    return f && str_eqz(family, f) && str_eqz(name, t);
}

/* From the listing of when it was accepted. Tables with sets are left to people: their elements are
 * not in it. */
static err_t restore_table(struct daemon *d, struct str table, struct fault *why)
{
    ARENA_CLEANUP struct arena a;
    SB_CLEANUP struct sb b;
    struct nft_ruleset all;
    arena_init(&a, (size_t)1 << 30);
    sb_init(&b, NFT_RUN_ANSWER_MAX);
    TRY(nft_json_read(&a, sb_str(&d->reference.listing), &all, why));
    struct nft_item *v = ARENA_ARRAY(&a, struct nft_item, all.n + 1);
    if (!v) return ERR_NOMEM;
    size_t n = 0;
    for (size_t i = 0; i < all.n; i++) {
        if (!of_table(all.items + i, table)) continue;
        if (all.items[i].kind == NFT_SETS)
            return fault_set(why, ERR_STATE, "netd.by_hand", "%.*s", STR_ARG(table));
        v[n++] = all.items[i];
    }
    if (n == 0) return fault_set(why, ERR_STATE, "netd.by_hand", "%.*s", STR_ARG(table));
    const struct nft_ruleset one = {.items = v, .n = n};
    TRY(nft_json_write(&b, &one, why));
    (void)!delete_table(d, table, NULL);
    return nft_run_apply(&d->nft, sb_str(&b), why);
}

/* --- settings --- */

static err_t restore_setting(struct str line, struct fault *why)
{
    char name[128], value[SYSCTL_VALUE_MAX];
    struct str rest = line;
    (void)str_cut(&rest, ' '); /* "sysctl" */
    struct str n = str_cut(&rest, ' ');
    (void)str_cut(&rest, ' '); /* "=" */
    if (n.n >= sizeof name || rest.n >= sizeof value) return ERR_TOO_BIG;
    memcpy(name, n.p, n.n);
    name[n.n] = '\0';
    memcpy(value, rest.p, rest.n);
    value[rest.n] = '\0';
    return sysctl_write(name, value, why);
}

static void one(struct daemon *d, struct str line, struct str *last, bool *own)
{
    struct fault why = {0};
    bool added = str_starts(line, STR("+ "));
    struct str what = str_skip(line, 2);
    struct str table = rules_lines_table(what);
    err_t e = OK;
    if (str_starts(what, STR("element")) || str_ends(table, STR(" " SKELETON_TABLE))) {
        *own = true;
    } else if (table.p) {
        if (str_eq(table, *last)) return;
        *last = table;
        e = known(d, table) ? restore_table(d, table, &why) : delete_table(d, table, &why);
    } else if (str_starts(what, STR("sysctl ")) && !added) {
        e = restore_setting(what, &why);
    }
    if (e != OK) log_fault(d->log, LOG_ERROR, "not repaired", &why);
}

void daemon_repair(struct daemon *d)
{
    struct str last = STR_NONE;
    bool own = d->drift_own;
    for (struct str rest = sb_str(&d->drift); rest.n > 0;)
        one(d, str_cut(&rest, '\n'), &last, &own);
    if (own) d->whole_wanted = d->plan_wanted = true;
    LOG(d->log, LOG_INFO, "repaired");
    d->epoch++;
    d->check_wanted = true;
}
