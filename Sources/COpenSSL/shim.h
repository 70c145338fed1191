#ifndef SAMENLOOP_COPENSSL_SHIM_H
#define SAMENLOOP_COPENSSL_SHIM_H

#include <openssl/bn.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/core_names.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

/* ---- Cryptography: what Swift cannot call itself ------------------------------------------------------------------ */

/* EC_POINTs_make_affine is deprecated without a replacement; it shares one inversion among all points of a batch. */
/* The Jacobian getters and setters are deprecated likewise: after the batch they read X and Y without an inversion. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
static inline int samenloop_points_make_affine(
    const EC_GROUP *group, size_t count, EC_POINT *points[], BN_CTX *context) {
  return EC_POINTs_make_affine(group, count, points, context);
}

static inline int samenloop_point_get_jacobian(
    const EC_GROUP *group, const EC_POINT *point, BIGNUM *x, BIGNUM *y, BIGNUM *z, BN_CTX *context) {
  return EC_POINT_get_Jprojective_coordinates_GFp(group, point, x, y, z, context);
}

/* Accepts points that are not on the curve: only for what we computed ourselves. */
static inline int samenloop_point_set_jacobian(
    const EC_GROUP *group, EC_POINT *point, const BIGNUM *x, const BIGNUM *y, const BIGNUM *z, BN_CTX *context) {
  return EC_POINT_set_Jprojective_coordinates_GFp(group, point, x, y, z, context);
}
#pragma GCC diagnostic pop

/* EVP_EC_gen is a macro over a variadic function. */
static inline EVP_PKEY *samenloop_p256_generate(void) { return EVP_EC_gen("P-256"); }

/* BIO_get_mem_data is a macro. */
static inline long samenloop_bio_memory(BIO *bio, char **data) { return BIO_get_mem_data(bio, data); }

/* X509V3_set_ctx_nodb is a macro. */
static inline void samenloop_extension_context(X509V3_CTX *context, X509 *issuer, X509 *subject) {
  X509V3_set_ctx(context, issuer, subject, NULL, NULL, 0);
  X509V3_set_ctx_nodb(context);
}

/* X509_get_X509_PUBKEY with i2d_X509_PUBKEY: the SubjectPublicKeyInfo exactly as it stands in the certificate. */
static inline int samenloop_certificate_spki(const X509 *certificate, unsigned char **out) {
  return i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), out);
}

#endif
