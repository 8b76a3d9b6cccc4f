/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#include "tree.h"

/* Bit scans have no standard spelling in C17. Neither argument may be 0. */
#define LOG2(value) (63u - (unsigned)__builtin_clzll(value))
#define LOWEST_BIT(value) ((unsigned)__builtin_ctzll(value))

void tree_clear(struct tree *tree)
{
	memset(tree->nodes, 0, TREE_NODES(tree->order));
}

/* What a node is when all below it is free. */
static uint8_t whole(unsigned order)
{
	return (uint8_t)(order + 1);
}

/* Works the values above `node` out anew. */
static void update_above(struct tree *tree, size_t node, unsigned order)
{
	while (node > 1) {
		uint8_t here = tree->nodes[node];
		uint8_t beside = tree->nodes[node ^ 1];

		if (here == whole(order) && beside == whole(order))
			here = whole(order + 1);
		else if (beside > here)
			here = beside;
		node /= 2;
		order++;
		if (tree->nodes[node] == here)
			return;
		tree->nodes[node] = here;
	}
}

size_t tree_take(struct tree *tree, unsigned order)
{
	if (order > tree->order || tree->nodes[1] < whole(order))
		return TREE_NONE;

	size_t node = 1;

	for (unsigned at = tree->order; at > order; at--) {
		uint8_t *children = &tree->nodes[2 * node];

		if (tree->nodes[node] == whole(at))
			children[0] = children[1] = whole(at - 1);
		/* The smaller gap that is large enough: large ones stay large. */
		node *= 2;
		if (children[0] < whole(order) || (children[1] >= whole(order) && children[1] < children[0]))
			node++;
	}
	tree->nodes[node] = 0;
	update_above(tree, node, order);
	return (node << order) - ((size_t)1 << tree->order);
}

/* The order of the first block of [first, first + pages) when that is cut into aligned blocks. */
static unsigned piece(size_t first, size_t pages)
{
	unsigned most = LOG2((unsigned long long)pages);
	unsigned aligned = first != 0 ? LOWEST_BIT((unsigned long long)first) : most;

	return aligned < most ? aligned : most;
}

static size_t node_of(const struct tree *tree, size_t first, unsigned order)
{
	return (first + ((size_t)1 << tree->order)) >> order;
}

/* Whether no page of the block is free. Brings the nodes on its way up to date. */
static bool is_taken(struct tree *tree, size_t node, unsigned order)
{
	for (unsigned at = tree->order; at > order; at--) {
		size_t above = node >> (at - order);

		if (tree->nodes[above] == whole(at))
			return false;
		if (tree->nodes[above] == 0)
			tree->nodes[2 * above] = tree->nodes[2 * above + 1] = 0;
	}
	return tree->nodes[node] == 0;
}

bool tree_give(struct tree *tree, size_t first, size_t pages)
{
	size_t all = (size_t)1 << tree->order;

	if (pages == 0 || first >= all || pages > all - first)
		return false;
	for (size_t at = first, left = pages; left > 0;) {
		unsigned order = piece(at, left);

		if (!is_taken(tree, node_of(tree, at, order), order))
			return false;
		at += (size_t)1 << order;
		left -= (size_t)1 << order;
	}
	for (size_t at = first, left = pages; left > 0;) {
		unsigned order = piece(at, left);
		size_t node = node_of(tree, at, order);

		tree->nodes[node] = whole(order);
		update_above(tree, node, order);
		at += (size_t)1 << order;
		left -= (size_t)1 << order;
	}
	return true;
}
