/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UNILOOM_PREEMPT_TYPES_H
#define UNILOOM_PREEMPT_TYPES_H

typedef void preempt_handler(void);

#endif
