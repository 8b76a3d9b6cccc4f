/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef PROCESS_H
#define PROCESS_H

#include <stddef.h>
#include <stdint.h>

/* What the operating system maps at `at`: rights (0: nothing that can be used), and where that ends. */
unsigned process_rights(uintptr_t at, uintptr_t *end);

/* `bytes` of addresses at which nothing is. NULL: there are none. */
void *process_reserve(size_t bytes);
void process_release(void *at, size_t bytes);

/* Shows the memory at `physical`, which is shared, at `at` as well. -EINVAL: it is not; -ENOMEM. */
int process_map(void *at, uint64_t physical, size_t bytes, unsigned rights);

/* Back to addresses at which nothing is. */
int process_unmap(void *at, size_t bytes);

/* -ENOMEM: the operating system keeps no more ranges apart. */
int process_protect(void *at, size_t bytes, unsigned rights);

/* Memory for our own tables, zeroed; NULL when there is none. */
void *process_table(size_t bytes);

#endif
