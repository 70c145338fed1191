#ifndef SAMENLOOP_CSYSTEM_SHIM_H
#define SAMENLOOP_CSYSTEM_SHIM_H

/* What glibc has and Swift's Glibc module does not show. */

#include <malloc.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>

/* glibc declares accept4 only for GNU sources, with a union of all address types; socklen_t is unsigned int. */
int samenloop_accept4(int socket, void *address, unsigned int *length, int flags) __asm__("accept4");

/* glibc declares pthread_getattr_np only for GNU sources. */
int samenloop_thread_attributes(pthread_t thread, pthread_attr_t *attributes) __asm__("pthread_getattr_np");

#endif
