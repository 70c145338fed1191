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
static inline void samenloop_extension_context(X509V3_CTX *context, X509 *issuer, X509 *subject) {
  X509V3_set_ctx(context, issuer, subject, NULL, NULL, 0);
  X509V3_set_ctx_nodb(context);
}

/* Swift sees PKCS7 as a structure with its members, other types of the kind only as a name. */
static inline int samenloop_der_is_pkcs7(const unsigned char *bytes, long count) {
  PKCS7 *read = d2i_PKCS7(NULL, &bytes, count);
  PKCS7_free(read);
  return read != NULL;
}

/* X509_get_X509_PUBKEY with i2d_X509_PUBKEY: the SubjectPublicKeyInfo exactly as it stands in the certificate. */
static inline int samenloop_certificate_spki(const X509 *certificate, unsigned char **out) {
  return i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), out);
}

/* ---- Transport: what Swift cannot call itself --------------------------------------------------------------------- */

#include <sys/socket.h>

/* glibc declares accept4 only for GNU sources, with a union of all address types. */
int samenloop_accept4(int socket, struct sockaddr *address, socklen_t *length, int flags) __asm__("accept4");

/* ioctl is variadic. Bytes that the other side's system has not acknowledged; -1 where that cannot be told. */
#include <sys/ioctl.h>
static inline int samenloop_unacknowledged_bytes(int socket) {
  int count = 0;
  return ioctl(socket, TIOCOUTQ, &count) == 0 ? count : -1;
}

/* Not in Swift's Glibc module. */
#include <sys/epoll.h>
#include <sys/timerfd.h>

#include <pthread.h>
#include <stdint.h>
#include <sys/mman.h>

/* glibc declares it only for GNU sources. */
int samenloop_pthread_attributes(pthread_t thread, pthread_attr_t *attributes) __asm__("pthread_getattr_np");

/* Gives back the pages of this thread's stack below the caller, but for what this call itself needs. Only calls that are
   over wrote there; the system fills such a page with zeros when it is needed again. Not inlined: what lies below this
   frame must lie below the caller's. */
__attribute__((noinline, unused)) static void samenloop_stack_give_back(void) {
  pthread_attr_t attributes;
  void *lowest = NULL;
  size_t size = 0;
  if (samenloop_pthread_attributes(pthread_self(), &attributes) != 0) return;
  int status = pthread_attr_getstack(&attributes, &lowest, &size);
  pthread_attr_destroy(&attributes);
  if (status != 0) return;
  const uintptr_t page = 4096, own = 1024;
  uintptr_t begin = ((uintptr_t)lowest + page - 1) & ~(page - 1);
  uintptr_t end = ((uintptr_t)__builtin_frame_address(0) - own) & ~(page - 1);
  if (end > begin && end - begin < size) madvise((void *)begin, end - begin, MADV_DONTNEED);
}

/* SSL_CTX_set_min_proto_version and its counterpart are macros. */
static inline int samenloop_tls_only_13(SSL_CTX *context) {
  return SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) == 1 &&
         SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION) == 1;
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
