/* SPDX-License-Identifier: BSD-3-Clause */
/* with: ns16550 */
/* config: MODE=3 */
/* config: ns16550.TX_POLLS=2000 */
#include "driver.inc"
