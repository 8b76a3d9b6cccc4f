/* SPDX-License-Identifier: BSD-3-Clause */
/* with: context */
/* config: STACK_KB=64 */
/* What holds of coop with a timer holds here. */
#include <ports.h>
#include <uniloom/test.h>

#include "machine.inc"
#include "../../coop/test/tickless.c"
