/* SPDX-License-Identifier: BSD-3-Clause */
/* In an image these numbers are Uniloom's own header; they are Linux's, so that the host's serves as well. */
#ifndef UNILOOM_ERRNO_H
#define UNILOOM_ERRNO_H

#include <errno.h>

#endif
