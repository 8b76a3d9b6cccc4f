/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

int seal_close(void)
{
	return paging_seal();
}
