/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UNILOOM_PAGING_TYPES_H
#define UNILOOM_PAGING_TYPES_H

#define PAGING_PAGE 4096u
#define PAGING_LARGE_PAGE 2097152u

enum paging_rights {
	PAGING_READ = 1,
	PAGING_WRITE = 2,
	PAGING_EXECUTE = 4, /* never together with PAGING_WRITE */
	PAGING_DEVICE = 8,  /* not cached */
};

#endif
