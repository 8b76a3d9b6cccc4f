/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef HEAP_H
#define HEAP_H

#include <ports.h>

/* A pairing heap by `when_ns`; NULL is the empty one. The root is the earliest. */

/* Both heaps as one. */
struct timer *heap_merge(struct timer *a, struct timer *b);

/* Adds `timer`, which is in no heap. Returns the new root. */
struct timer *heap_add(struct timer *root, struct timer *timer);

/* Takes `timer` out of its heap. Returns the new root of that, or `root` where another one is it. */
struct timer *heap_remove(struct timer *root, struct timer *timer);

#endif
