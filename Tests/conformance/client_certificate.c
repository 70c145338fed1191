/* Gives programs on OpenSSL that have no option for it a client certificate: LD_PRELOAD this, with CLIENT_CERTIFICATE naming
   a PEM file that holds the certificate and its key. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <openssl/ssl.h>
#include <stdlib.h>

static SSL_CTX *with_certificate(SSL_CTX *context) {
  const char *file = getenv("CLIENT_CERTIFICATE");
  if (context != NULL && file != NULL) {
    SSL_CTX_use_certificate_file(context, file, SSL_FILETYPE_PEM);
    SSL_CTX_use_PrivateKey_file(context, file, SSL_FILETYPE_PEM);
  }
  return context;
}

SSL_CTX *SSL_CTX_new(const SSL_METHOD *method) {
  SSL_CTX *(*original)(const SSL_METHOD *) = (SSL_CTX * (*)(const SSL_METHOD *)) dlsym(RTLD_NEXT, "SSL_CTX_new");
  return with_certificate(original(method));
}

SSL_CTX *SSL_CTX_new_ex(OSSL_LIB_CTX *library, const char *properties, const SSL_METHOD *method) {
  SSL_CTX *(*original)(OSSL_LIB_CTX *, const char *, const SSL_METHOD *) =
      (SSL_CTX * (*)(OSSL_LIB_CTX *, const char *, const SSL_METHOD *)) dlsym(RTLD_NEXT, "SSL_CTX_new_ex");
  return with_certificate(original(library, properties, method));
}
