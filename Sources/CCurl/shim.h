#ifndef SAMENLOOP_CCURL_SHIM_H
#define SAMENLOOP_CCURL_SHIM_H

#include <curl/curl.h>

#endif
