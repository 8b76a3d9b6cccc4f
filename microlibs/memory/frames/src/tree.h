/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef TREE_H
#define TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Which pages are free, as a binary tree over 2^order pages. A node has one byte: 0 when no page below it is free, else 1 +
 * the order of the largest aligned free block below it. Below a node that is free or taken as a whole nothing is
 * kept up to date.
 */
struct tree {
	uint8_t *nodes; /* TREE_NODES(order) bytes; the root is 1, the children of n are 2n and 2n + 1 */
	unsigned order;
};

#define TREE_NODES(order) ((size_t)2 << (order))
#define TREE_NONE SIZE_MAX

/* All taken. */
void tree_clear(struct tree *tree);

/* Takes the block of 2^order pages at the lowest place of the smallest gap on its way. Its first page, or TREE_NONE. */
size_t tree_take(struct tree *tree, unsigned order);

/* Frees `pages` pages from `first`. false, and nothing has changed, where one of them is free or outside. O(log n). */
bool tree_give(struct tree *tree, size_t first, size_t pages);

#endif
