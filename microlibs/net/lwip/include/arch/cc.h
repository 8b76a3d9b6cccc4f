/* SPDX-License-Identifier: BSD-3-Clause */
/* The compiler and the machine, as lwIP wants to know them. */
#ifndef UNILOOM_ARCH_CC_H
#define UNILOOM_ARCH_CC_H

#include <stdint.h>

#define LWIP_NO_INTTYPES_H 1
#define LWIP_NO_CTYPE_H 1
#define LWIP_NO_UNISTD_H 1
typedef long ssize_t;
#ifndef SSIZE_MAX
#define SSIZE_MAX INTPTR_MAX
#endif

#define X8_F "02x"
#define U16_F "u"
#define S16_F "d"
#define X16_F "x"
#define U32_F "u"
#define S32_F "d"
#define X32_F "x"
#define SZT_F "zu"

/* LITTLE_ENDIAN is lwIP's. */
#ifndef BYTE_ORDER
#define BYTE_ORDER LITTLE_ENDIAN
#endif
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "the other order is not written yet");
#define lwip_htons(value) ((uint16_t)__builtin_bswap16(value))
#define lwip_htonl(value) ((uint32_t)__builtin_bswap32(value))

#define LWIP_PLATFORM_DIAG(words) ((void)0)
#define LWIP_PLATFORM_ASSERT(text) lwip_failed(text)
#define LWIP_RAND() lwip_random()

/* memory.c, system.c, checksum.c */
_Noreturn void lwip_failed(const char *what);
uint32_t lwip_random(void);
uint32_t lwip_ooseq_bytes(void);
uint16_t lwip_ooseq_pbufs(void);
uint16_t lwip_sum(const void *data, int size);

#endif
