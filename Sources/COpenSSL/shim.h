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
#include <openssl/pkcs12.h>
#include <openssl/pkcs7.h>
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

/* EC_POINTs_mul is deprecated likewise: it shares the doublings among several points. */
static inline int samenloop_points_multiply(
    const EC_GROUP *group, EC_POINT *result, size_t count, const EC_POINT *points[], const BIGNUM *scalars[],
    BN_CTX *context) {
  return EC_POINTs_mul(group, result, NULL, count, points, scalars, context);
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
static inline void samenloop_extension_no_database(X509V3_CTX *context) { X509V3_set_ctx_nodb(context); }

/* The stacks of OpenSSL are macros over void pointers. */
static inline void samenloop_extensions_free(STACK_OF(X509_EXTENSION) *list) {
  sk_X509_EXTENSION_pop_free(list, X509_EXTENSION_free);
}

/* ---- Transport: what Swift cannot call itself --------------------------------------------------------------------- */

/* Both are macros. */
static inline int samenloop_tls_min_version(SSL_CTX *context, int version) {
  return (int)SSL_CTX_set_min_proto_version(context, version);
}
static inline int samenloop_tls_max_version(SSL_CTX *context, int version) {
  return (int)SSL_CTX_set_max_proto_version(context, version);
}

/* SSL_CTX_set1_groups_list is a macro. */
static inline int samenloop_tls_groups(SSL_CTX *context, const char *groups) {
  return (int)SSL_CTX_set1_groups_list(context, groups);
}

/* SSL_CTX_set1_sigalgs_list is a macro. */
static inline int samenloop_tls_signatures(SSL_CTX *context, const char *algorithms) {
  return (int)SSL_CTX_set1_sigalgs_list(context, algorithms);
}

/* The SSL_OP_ constants are macros with arguments. An end without close_notify is for HTTP to judge, not an alert. */
static inline void samenloop_tls_options(SSL_CTX *context) {
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_IGNORE_UNEXPECTED_EOF);
}

/* SSL_CTX_set_session_cache_mode is a macro. */
static inline void samenloop_tls_no_session_cache(SSL_CTX *context) {
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
}

/* A macro; it is on by default and would loop inside OpenSSL past our deadlines. */
static inline void samenloop_tls_no_auto_retry(SSL_CTX *context) { SSL_CTX_clear_mode(context, SSL_MODE_AUTO_RETRY); }

/* The modes are set through a macro. Without NO_AUTO_CHAIN every handshake would search the clients' anchors for a chain
   to our own certificate. */
static inline void samenloop_tls_modes(SSL_CTX *context) {
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                SSL_MODE_RELEASE_BUFFERS | SSL_MODE_NO_AUTO_CHAIN);
}

/* Both are macros: one read(2) fetches a whole record, and a client's chain has a size that one needs. */
static inline void samenloop_tls_read_ahead(SSL_CTX *context) { SSL_CTX_set_read_ahead(context, 1); }
static inline void samenloop_tls_max_chain_bytes(SSL_CTX *context, long bytes) {
  SSL_CTX_set_max_cert_list(context, bytes);
}

/* SSL_get_ex_new_index is a macro. */
static inline int samenloop_tls_new_index(void) { return SSL_get_ex_new_index(0, NULL, NULL, NULL, NULL); }

/* The stacks of OpenSSL are macros over void pointers. */
static inline int samenloop_chain_count(const STACK_OF(X509) *chain) { return chain == NULL ? 0 : sk_X509_num(chain); }
static inline X509 *samenloop_chain_item(const STACK_OF(X509) *chain, int index) { return sk_X509_value(chain, index); }
static inline void samenloop_chain_free(STACK_OF(X509) *chain) { sk_X509_pop_free(chain, X509_free); }

/* SSL_CTX_add1_chain_cert is a macro. */
static inline int samenloop_tls_add_chain_certificate(SSL_CTX *context, X509 *certificate) {
  return (int)SSL_CTX_add1_chain_cert(context, certificate);
}

#endif
