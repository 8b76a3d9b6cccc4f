/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UNILOOM_ONESHOT_TYPES_H
#define UNILOOM_ONESHOT_TYPES_H

typedef void oneshot_handler(void *ctx);

#endif
