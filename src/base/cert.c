/* SPDX-License-Identifier: Apache-2.0 */
#define ERR_STATE openssl_err_state /* a type of OpenSSL's has the name of an error of ours */
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#undef ERR_STATE

#include "base/cert.h"

enum { NAME_MAX_BYTES = 64 };

static void free_key(EVP_PKEY **k)
{
    EVP_PKEY_free(*k);
}
static void free_ctx(EVP_MD_CTX **c)
{
    EVP_MD_CTX_free(*c);
}
static void free_x509(X509 **x)
{
    X509_free(*x);
}
static void free_bio(BIO **b)
{
    (void)BIO_free(*b);
}
#define KEY_CLEANUP __attribute__((cleanup(free_key)))
#define CTX_CLEANUP __attribute__((cleanup(free_ctx)))
#define X509_CLEANUP __attribute__((cleanup(free_x509)))
#define BIO_CLEANUP __attribute__((cleanup(free_bio)))

static EVP_PKEY *private_of(const uint8_t seed[CERT_SEED])
{
    return EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, CERT_SEED);
}

static err_t public_of(const EVP_PKEY *k, uint8_t ret[CERT_KEY])
{
    size_t n = CERT_KEY;
    uint8_t raw[CERT_KEY];
    if (EVP_PKEY_get_id(k) != EVP_PKEY_ED25519) return ERR_INVALID;
    if (EVP_PKEY_get_raw_public_key(k, raw, &n) != 1 || n != CERT_KEY) return ERR_INVALID;
    for (size_t i = 0; i < CERT_KEY; i++) ret[i] = raw[i];
    return OK;
}

err_t cert_key(struct str pem, uint8_t ret[CERT_KEY])
{
    if (pem.n > CERT_PEM_MAX) return ERR_TOO_BIG;
    if (pem.n == 0) return ERR_INVALID;
    BIO_CLEANUP BIO *bio = BIO_new_mem_buf(pem.p, (int)pem.n);
    if (!bio) return ERR_NOMEM;
    X509_CLEANUP X509 *x = PEM_read_bio_X509(bio, NULL, NULL, NULL);
    const EVP_PKEY *k = x ? X509_get0_pubkey(x) : NULL;
    return k ? public_of(k, ret) : ERR_INVALID;
}

err_t cert_public(const uint8_t seed[CERT_SEED], uint8_t ret[CERT_KEY])
{
    KEY_CLEANUP EVP_PKEY *k = private_of(seed);
    return k ? public_of(k, ret) : ERR_NOMEM;
}

err_t cert_sign(const uint8_t seed[CERT_SEED], struct str text, uint8_t ret[CERT_SIG])
{
    size_t n = CERT_SIG;
    KEY_CLEANUP EVP_PKEY *k = private_of(seed);
    CTX_CLEANUP EVP_MD_CTX *c = EVP_MD_CTX_new();
    if (!k || !c || EVP_DigestSignInit(c, NULL, NULL, NULL, k) != 1) return ERR_NOMEM;
    if (EVP_DigestSign(c, ret, &n, (const unsigned char *)text.p, text.n) != 1) return ERR_NOMEM;
    return OK;
}

bool cert_verify(const uint8_t key[CERT_KEY], struct str text, const uint8_t sig[CERT_SIG])
{
    KEY_CLEANUP EVP_PKEY *k = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key, CERT_KEY);
    CTX_CLEANUP EVP_MD_CTX *c = EVP_MD_CTX_new();
    if (!k || !c || EVP_DigestVerifyInit(c, NULL, NULL, NULL, k) != 1) return false;
    return EVP_DigestVerify(c, sig, CERT_SIG, (const unsigned char *)text.p, text.n) == 1;
}

/* --- making ------------------------------------------------------------------------------ */

static bool fill(X509 *x, EVP_PKEY *k, const char *name)
{
    X509_NAME *subject = X509_get_subject_name(x);
    return X509_set_version(x, 2) == 1 && ASN1_INTEGER_set(X509_get_serialNumber(x), 1) == 1 &&
           ASN1_TIME_set_string_X509(X509_getm_notBefore(x), "20200101000000Z") == 1 &&
           /* RFC 5280, 4.1.2.5: no well-defined end */
           ASN1_TIME_set_string_X509(X509_getm_notAfter(x), "99991231235959Z") == 1 &&
           X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, (const unsigned char *)name, -1,
                                      -1, 0) == 1 &&
           X509_set_issuer_name(x, subject) == 1 && X509_set_pubkey(x, k) == 1 &&
           X509_sign(x, k, NULL) > 0;
}

static err_t drain(BIO *bio, struct sb *to)
{
    char buf[1024];
    int n;
    while ((n = BIO_read(bio, buf, sizeof buf)) > 0) sb_add(to, (struct str){buf, (size_t)n});
    return sb_end(to);
}

err_t cert_make(const uint8_t seed[CERT_SEED], const char *name, struct sb *ret_cert,
                struct sb *ret_key)
{
    if (str_z(name).n == 0 || str_z(name).n > NAME_MAX_BYTES) return ERR_INVALID;
    KEY_CLEANUP EVP_PKEY *k = private_of(seed);
    X509_CLEANUP X509 *x = X509_new();
    BIO_CLEANUP BIO *cert = BIO_new(BIO_s_mem());
    BIO_CLEANUP BIO *key = BIO_new(BIO_s_mem());
    if (!k || !x || !cert || !key || !fill(x, k, name)) return ERR_NOMEM;
    if (PEM_write_bio_X509(cert, x) != 1 ||
        PEM_write_bio_PKCS8PrivateKey(key, k, NULL, NULL, 0, NULL, NULL) != 1)
        return ERR_NOMEM;
    TRY(drain(cert, ret_cert));
    return drain(key, ret_key);
}
