/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UNILOOM_RESOLVER_TYPES_H
#define UNILOOM_RESOLVER_TYPES_H

#include <socket_types.h>

#endif
