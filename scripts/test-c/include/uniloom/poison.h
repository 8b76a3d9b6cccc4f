/* SPDX-License-Identifier: BSD-3-Clause */
/* What the engine gives to an image's components (engine/emit/support.ts): free memory is no longer anybody's. */
#ifndef UNILOOM_POISON_H
#define UNILOOM_POISON_H

#include <stddef.h>

#ifdef __SANITIZE_ADDRESS__
/* Of the sanitizer's own interface, <sanitizer/asan_interface.h>. */
void __asan_poison_memory_region(const volatile void *start, size_t size);
void __asan_unpoison_memory_region(const volatile void *start, size_t size);
#define poison(start, size) __asan_poison_memory_region((start), (size))
#define unpoison(start, size) __asan_unpoison_memory_region((start), (size))
#else
#define poison(start, size) ((void)(start), (void)(size))
#define unpoison(start, size) ((void)(start), (void)(size))
#endif

#endif
