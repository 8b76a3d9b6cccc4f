/* SPDX-License-Identifier: BSD-3-Clause */
/* Dates as HTTP has them (RFC 9110, 5.6.7), and seconds since 1970. */
#ifndef DATE_H
#define DATE_H

#include <ports.h>

/* Bytes of "Sun, 06 Nov 1994 08:49:37 GMT". */
#define DATE_SIZE 29u

/* Years up to 9999; writes DATE_SIZE bytes. */
void date_write(uint64_t seconds, char *out);

/* Any of the three forms. False for what is none of them. */
bool date_read(const char *text, size_t size, uint64_t *seconds);

#endif
