/* SPDX-License-Identifier: Apache-2.0
 *
 * ledger_make INSTANCE N [KIND]: give an instance whose signer runs a ledger with N
 * records (each third with content) of a kind (act) and seal it, as the server would; with a minus
 * before N nothing is sealed. */
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/file.h"
#include "ledger/ledger.h"
#include "ledger/seal.h"

struct job {
    int64_t n;
    struct str origin;
    struct moment now;
    const char *kind;
};

static err_t fill(struct db *db, void *arg)
{
    const struct job *j = arg;
    int64_t size;
    struct leaf_id leaf;
    TRY(ledger_size(db, &size));
    if (size == 0) TRY(ledger_open(db, j->origin, j->now));
    for (int64_t i = 0; i < j->n; i++) {
        json_t *o = json_pack("{s:I,s:s,s:I}", "at", (json_int_t)j->now.ms, "kind", j->kind,
                              "matter", (json_int_t)(i / 10 + 1));
        struct str content = i % 3 ? STR_NONE
                                   : STR("{\"text\":\"USB\xE3\x83\xA1\xE3\x83\xA2\xE3\x83\xAA"
                                         "\xF0\xA0\xAE\xB7\"}");
        err_t e = ledger_append(db, o, content, &leaf);
        json_decref(o);
        TRY(e);
    }
    return OK;
}

static int failed(const char *what, err_t e, const struct fault *why)
{
    (void)fprintf(stderr, "%s: %s %s\n", what, err_name(e), why->id ? why->id : "");
    return 1;
}

int main(int argc, char **argv)
{
    char path[4096], socket[4096], vkey_path[4096];
    struct fault why = {0};
    struct checkpoint_key key;
    struct store *store = NULL;
    struct clock clock = clock_system();
    SB_CLEANUP struct sb vkey;
    sb_init(&vkey, 1024);
    if (argc != 3 && argc != 4) return 2;
    (void)snprintf(path, sizeof path, "%s/db/office.sqlite", argv[1]);
    (void)snprintf(socket, sizeof socket, "%s/run/signer.sock", argv[1]);
    (void)snprintf(vkey_path, sizeof vkey_path, "%s/ledger.vkey", argv[1]);
    struct store_config c = {.kind = STORE_SQLITE, .sqlite_path = path};
    err_t e = file_read(&vkey, vkey_path, &why);
    struct str rest = sb_str(&vkey);
    if (e == OK) e = checkpoint_key_parse(str_cut(&rest, '\n'), &key);
    if (e == OK) e = store_migrate(&c, &why);
    if (e == OK) e = store_open(&c, &store, &why);
    if (e != OK) return failed("open", e, &why);
    long long n = atoll(argv[2]);
    struct job j = {llabs(n), str_z(key.log.name), clock_now(&clock), argc == 4 ? argv[3] : "act"};
    e = store_write(store, fill, &j, &why);
    struct ledger_signer signer = signer_client_socket(socket);
    int64_t size = 0;
    if (e == OK && n >= 0) e = ledger_seal(store, &key, &signer, &size, &why);
    store_close(store);
    if (e != OK) return failed("fill", e, &why);
    (void)printf("%lld\n", (long long)size);
    return 0;
}
