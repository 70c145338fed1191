#ifndef SAMENLOOP_CCURL_SHIM_H
#define SAMENLOOP_CCURL_SHIM_H

/* The type checks of libcurl are macros for literal options; ours pass an option on. */
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

/* curl_easy_setopt, curl_easy_getinfo and curl_multi_setopt are variadic: one function for each type of argument. */

static inline CURLcode samenloop_curl_set_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode samenloop_curl_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode samenloop_curl_set_string(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}

static inline CURLcode samenloop_curl_set_pointer(CURL *easy, CURLoption option, void *value) {
  return curl_easy_setopt(easy, option, value);
}

/* The bytes are copied by libcurl. */
static inline CURLcode samenloop_curl_set_blob(CURL *easy, CURLoption option, const void *bytes, size_t count) {
  struct curl_blob blob = {(void *)bytes, count, CURL_BLOB_COPY};
  return curl_easy_setopt(easy, option, &blob);
}

typedef size_t (*samenloop_curl_transfer)(char *bytes, size_t size, size_t count, void *context);
static inline CURLcode samenloop_curl_set_transfer(CURL *easy, CURLoption option, samenloop_curl_transfer function) {
  return curl_easy_setopt(easy, option, function);
}

typedef int (*samenloop_curl_seek)(void *context, curl_off_t offset, int origin);
static inline CURLcode samenloop_curl_set_seek(CURL *easy, samenloop_curl_seek function) {
  return curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, function);
}

typedef CURLcode (*samenloop_curl_tls)(CURL *easy, void *tls, void *context);
static inline CURLcode samenloop_curl_set_tls(CURL *easy, samenloop_curl_tls function) {
  return curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, function);
}

typedef int (*samenloop_curl_ready)(void *context, char *remote, char *local, int remote_port, int local_port);
static inline CURLcode samenloop_curl_set_ready(CURL *easy, samenloop_curl_ready function) {
  return curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, function);
}

typedef curl_socket_t (*samenloop_curl_socket)(void *context, curlsocktype purpose, struct curl_sockaddr *address);
static inline CURLcode samenloop_curl_set_socket(CURL *easy, samenloop_curl_socket function) {
  return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, function);
}

static inline CURLcode samenloop_curl_get_long(CURL *easy, CURLINFO info, long *value) {
  return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode samenloop_curl_get_pointer(CURL *easy, CURLINFO info, void **value) {
  return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode samenloop_curl_get_offset(CURL *easy, CURLINFO info, curl_off_t *value) {
  return curl_easy_getinfo(easy, info, value);
}

static inline CURLMcode samenloop_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}

#endif
