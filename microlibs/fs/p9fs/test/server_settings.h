/* SPDX-License-Identifier: BSD-3-Clause */
/* How the host behaves, as a test wants it, and what it has been asked. */
#ifndef P9FS_SERVER_SETTINGS_H
#define P9FS_SERVER_SETTINGS_H

#include <ports.h>
#include <uniloom/test.h>

static bool server_read_only;
static size_t server_room = SIZE_MAX; /* bytes that files may have */
static size_t server_most = 8192;     /* of a message, the device's */
static size_t server_says = 8192;     /* and what the host says */
static uint32_t server_unit;          /* of reading and writing, as the host tells it; 0: it does not */
static bool server_whole_walks;       /* a walk that does not come to its end is an error, as of old hosts */
static int server_fails;              /* the next request's error number */
static unsigned long server_asked[128]; /* by type */

#endif
