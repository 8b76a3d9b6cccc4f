/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

size_t strlen(const char *text)
{
	size_t size = 0;

	while (text[size])
		size++;
	return size;
}

size_t strnlen(const char *text, size_t limit)
{
	size_t size = 0;

	while (size < limit && text[size])
		size++;
	return size;
}

int strcmp(const char *a, const char *b)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	return (unsigned char)*a - (unsigned char)*b;
}

int strncmp(const char *a, const char *b, size_t limit)
{
	for (; limit > 0; limit--, a++, b++) {
		if (*a != *b || !*a)
			return (unsigned char)*a - (unsigned char)*b;
	}
	return 0;
}

char *strchr(const char *text, int byte)
{
	for (;; text++) {
		if (*text == (char)byte)
			return (char *)(uintptr_t)text;
		if (!*text)
			return NULL;
	}
}

char *strrchr(const char *text, int byte)
{
	const char *last = NULL;

	for (;; text++) {
		if (*text == (char)byte)
			last = text;
		if (!*text)
			return (char *)(uintptr_t)last;
	}
}

char *strstr(const char *text, const char *part)
{
	for (;; text++) {
		size_t i = 0;

		while (part[i] && text[i] == part[i])
			i++;
		if (!part[i])
			return (char *)(uintptr_t)text;
		if (!*text)
			return NULL;
	}
}

void *memchr(const void *data, int byte, size_t size)
{
	const unsigned char *bytes = data;

	for (size_t i = 0; i < size; i++) {
		if (bytes[i] == (unsigned char)byte)
			return (void *)(uintptr_t)(bytes + i);
	}
	return NULL;
}
