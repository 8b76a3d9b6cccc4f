/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Fredman, Sedgewick, Sleator, Tarjan: "The pairing heap" (1986). A node has a list of children; `before` is the elder
 * sibling, or the parent for the first child. No recursion: this runs on the interrupt's stack.
 */
#include "heap.h"

enum { CHILD, NEXT, BEFORE };

struct timer *heap_merge(struct timer *a, struct timer *b)
{
	if (!a)
		return b;
	if (!b)
		return a;
	if (b->when_ns < a->when_ns) {
		struct timer *later = a;

		a = b;
		b = later;
	}

	struct timer *first = a->links[CHILD];

	b->links[NEXT] = first;
	b->links[BEFORE] = a;
	if (first)
		first->links[BEFORE] = b;
	a->links[CHILD] = b;
	return a;
}

/* The siblings from `first` on as one heap: merged in pairs from the left, and the pairs from the right. */
static struct timer *merge_all(struct timer *first)
{
	struct timer *pairs = NULL;
	struct timer *root = NULL;

	while (first) {
		struct timer *second = first->links[NEXT];
		struct timer *rest = second ? second->links[NEXT] : NULL;
		struct timer *pair = heap_merge(first, second);

		pair->links[NEXT] = pairs;
		pairs = pair;
		first = rest;
	}
	while (pairs) {
		struct timer *rest = pairs->links[NEXT];

		root = heap_merge(root, pairs);
		pairs = rest;
	}
	if (root) {
		root->links[NEXT] = NULL;
		root->links[BEFORE] = NULL;
	}
	return root;
}

struct timer *heap_add(struct timer *root, struct timer *timer)
{
	for (unsigned i = 0; i < 3; i++)
		timer->links[i] = NULL;
	return heap_merge(root, timer);
}

struct timer *heap_remove(struct timer *root, struct timer *timer)
{
	struct timer *children = merge_all(timer->links[CHILD]);
	struct timer *before = timer->links[BEFORE];
	struct timer *next = timer->links[NEXT];

	if (timer == root)
		return children;

	/* What was below it is later than its parent as well, and takes its place. */
	struct timer *instead = next;

	if (children) {
		children->links[NEXT] = next;
		children->links[BEFORE] = before;
		if (next)
			next->links[BEFORE] = children;
		instead = children;
	} else if (next) {
		next->links[BEFORE] = before;
	}
	before->links[before->links[CHILD] == timer ? CHILD : NEXT] = instead;
	return root;
}
