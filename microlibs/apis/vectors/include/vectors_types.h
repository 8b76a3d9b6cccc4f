/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UNILOOM_VECTORS_TYPES_H
#define UNILOOM_VECTORS_TYPES_H

typedef void vectors_handler(void *ctx, unsigned vector);

#endif
