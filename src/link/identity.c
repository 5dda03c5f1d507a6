/* SPDX-License-Identifier: Apache-2.0 */
#include "link/identity.h"

#include <stdio.h>
#include <string.h>

#include "base/b64.h"
#include "base/random.h"
#include "base/text.h"
#include "contract/enrolment.h"

enum { KEY_TEXT = 64, ANSWER_ARENA = 1 << 20, SIGNED_MAX = 4096 };
static const char key_file[] = "key", tls_key[] = "tls.key", tls_cert[] = "tls.cert",
                  enrolment_file[] = "enrolment", common_name[] = "sekimori machine";

static err_t make_key(struct identity *id, struct disk *d, struct fault *why)
{
    SB_CLEANUP struct sb b;
    sb_init(&b, KEY_TEXT);
    random_bytes(id->seed, sizeof id->seed);
    b64url_add(&b, (struct str){(const char *)id->seed, sizeof id->seed});
    sb_addc(&b, '\n');
    TRY(sb_end(&b));
    err_t e = disk_put(d, "", key_file, sb_str(&b), 0600);
    explicit_bzero(b.p, b.n);
    return e == OK ? OK : fault_set(why, e, "link.disk", NULL);
}

static err_t read_key(struct identity *id, struct disk *d, struct fault *why)
{
    SB_CLEANUP struct sb b;
    size_t n = 0;
    sb_init(&b, KEY_TEXT);
    err_t e = disk_get(d, "", key_file, &b);
    if (e == ERR_NOT_FOUND) return make_key(id, d, why);
    if (e == ERR_IO || e == ERR_NOMEM) return fault_set(why, e, "link.disk", NULL);
    struct str text = sb_str(&b);
    if (str_ends(text, STR("\n"))) text = str_head(text, text.n - 1);
    bool good =
        e == OK && b64url_decode(text, id->seed, sizeof id->seed, &n) == OK && n == sizeof id->seed;
    if (b.p) explicit_bzero(b.p, b.n);
    return good ? OK : fault_set(why, ERR_CORRUPT, "link.bad_key", NULL);
}

static err_t write_tls(struct identity *id, struct disk *d, struct fault *why)
{
    SB_CLEANUP struct sb cert;
    SB_CLEANUP struct sb key;
    SB_CLEANUP struct sb there;
    sb_init(&cert, CERT_PEM_MAX);
    sb_init(&key, CERT_PEM_MAX);
    sb_init(&there, CERT_PEM_MAX);
    TRY(cert_make(id->seed, common_name, &cert, &key));
    if (disk_get(d, "", tls_key, &there) == OK && str_eq(sb_str(&there), sb_str(&key))) {
        sb_reset(&there);
        uint8_t in[CERT_KEY], own[CERT_KEY];
        TRY(cert_public(id->seed, own));
        if (disk_get(d, "", tls_cert, &there) == OK && cert_key(sb_str(&there), in) == OK &&
            memcmp(in, own, sizeof in) == 0)
            return OK;
    }
    err_t e = disk_put(d, "", tls_cert, sb_str(&cert), 0600);
    if (e == OK) e = disk_put(d, "", tls_key, sb_str(&key), 0600);
    return e == OK ? OK : fault_set(why, e, "link.disk", NULL);
}

static err_t take_answer(struct identity *id, struct str text, struct fault *why)
{
    struct arena a ARENA_CLEANUP;
    struct enrolment_answer said;
    arena_init(&a, ANSWER_ARENA);
    TRY(enrolment_answer_read(&a, text, &said, why));
    if (said.refused) {
        /* Our own text of that name, where we have it. */
        const char *known = tr_find(LANG_JA, str_z(said.refused)) ? said.refused : NULL;
        return fault_set(why, ERR_DENIED, "link.refused", "%s" FAULT_EITHER "%s",
                         known ? tr(LANG_JA, known) : said.refused,
                         known ? tr(LANG_EN, known) : said.refused);
    }
    if (!signature_is_name(str_z(said.name)) || strcmp(said.name, SIGNATURE_ENROL) == 0)
        return fault_set(why, ERR_INVALID, "contract.contradiction", "%s", "name");
    (void)snprintf(id->name, sizeof id->name, "%s", said.name);
    return OK;
}

err_t identity_open(struct identity *id, struct disk *d, struct fault *why)
{
    uint8_t own[CERT_KEY];
    SB_CLEANUP struct sb b;
    SB_CLEANUP struct sb key;
    *id = (struct identity){0};
    sb_init(&b, ENROLMENT_BYTES_MAX);
    sb_init(&key, sizeof id->key - 1);
    TRY(read_key(id, d, why));
    TRY(cert_public(id->seed, own));
    b64url_add(&key, (struct str){(const char *)own, sizeof own});
    TRY(sb_end(&key));
    memcpy(id->key, key.p, key.n + 1);
    TRY(write_tls(id, d, why));
    err_t e = disk_get(d, "", enrolment_file, &b);
    if (e == ERR_NOT_FOUND) return OK;
    if (e != OK) return fault_set(why, e, "link.disk", NULL);
    return take_answer(id, sb_str(&b), why);
}

void identity_release(struct identity *id)
{
    explicit_bzero(id, sizeof *id);
}

err_t identity_enrolled(struct identity *id, struct disk *d, struct str answer, struct fault *why)
{
    struct identity taken = *id;
    err_t e = take_answer(&taken, answer, why);
    if (e == OK && disk_put(d, "", enrolment_file, answer, 0600) != OK)
        e = fault_set(why, ERR_IO, "link.disk", NULL);
    if (e == OK) *id = taken;
    explicit_bzero(&taken, sizeof taken);
    return e;
}

err_t identity_sign(const struct identity *id, const char *name, struct moment at,
                    struct str method, struct str target, struct str body, struct sb *to)
{
    struct signature s = {.at = at};
    SB_CLEANUP struct sb text;
    sb_init(&text, SIGNED_MAX);
    (void)snprintf(s.name, sizeof s.name, "%s", name);
    random_bytes(s.nonce, sizeof s.nonce);
    signature_text(&text, &s, method, target, body);
    TRY(sb_end(&text));
    TRY(cert_sign(id->seed, sb_str(&text), s.sig));
    signature_format(to, &s);
    return sb_end(to);
}
