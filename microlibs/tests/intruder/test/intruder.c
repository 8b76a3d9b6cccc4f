/* SPDX-License-Identifier: BSD-3-Clause */
/* sources: src/intruder.c */
/* What it says when it gets through, and when the functions refuse. */
#include <ports.h>
#include <uniloom/panics.h>

#include "table.h"

__asm__(".pushsection .data\n"
	".globl __text_start\n"
	"__text_start: .byte 1\n"
	".popsection");

extern char __text_start[];

static char said[512];
static int answer;
static uint64_t entry = 7;

volatile uint64_t *table_entry(void)
{
	return &entry;
}

int out_print_v(const char *format, va_list arguments)
{
	size_t used = strlen(said);

	return vsnprintf(said + used, sizeof(said) - used, format, arguments);
}

void *paging_reserve(size_t bytes, size_t align)
{
	(void)bytes;
	(void)align;
	return NULL;
}

int paging_release(void *at, size_t bytes)
{
	(void)at;
	(void)bytes;
	return answer;
}

int paging_map(void *at, uint64_t physical, size_t bytes, unsigned rights)
{
	(void)at;
	(void)physical;
	(void)bytes;
	(void)rights;
	return answer;
}

int paging_unmap(void *at, size_t bytes)
{
	(void)at;
	(void)bytes;
	return answer;
}

int paging_protect(void *at, size_t bytes, unsigned rights)
{
	(void)at;
	(void)bytes;
	(void)rights;
	return answer;
}

int paging_lookup(const void *at, uint64_t *physical, unsigned *rights)
{
	(void)at;
	(void)physical;
	(void)rights;
	return answer;
}

int paging_seal(void)
{
	return answer;
}

static int run(const char *argument)
{
	char name[16];
	char *arguments[] = { name, name, NULL };

	said[0] = '\0';
	snprintf(name, sizeof(name), "%s", argument);
	return component_main(*argument != '\0' ? 2 : 1, arguments);
}

int main(void)
{
	CHECK_EQ(run(""), 0);
	CHECK_EQ(run("nonsense"), 1);
	CHECK(strstr(said, "unknown attack nonsense") != NULL);
	CHECK_EQ(run("api"), 1);
	CHECK(strstr(said, "api got through") != NULL);
	answer = -EPERM;
	CHECK_PANICS(run("api"), "sealed: paging refuses");
	CHECK_EQ(run("table"), 1);
	CHECK_EQ(entry, 7);
	CHECK_EQ(run("text"), 1);
	CHECK_EQ(__text_start[0], 0);
	return test_done();
}
