/* SPDX-License-Identifier: BSD-3-Clause */
/* The same memory at two addresses; rights that hold; what is refused; the seal; names of faults. */
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include <ports.h>
#include <uniloom/test.h>

#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>

#define PAGE 4096u
#define RW (PAGING_READ | PAGING_WRITE)

__asm__(".pushsection .rodata\n"
	".balign 4096\n"
	".globl __image_start\n"
	"__image_start: .skip 4096\n"
	".globl __text_start\n"
	"__text_start: .skip 4096\n"
	".globl __text_end\n"
	"__text_end: .byte 0\n"
	".popsection");

extern const char __image_start[];
extern const char __text_start[];

static long depth;
static sigjmp_buf faulted;
static const char *name;

unsigned long lock_enter(void)
{
	return (unsigned long)depth++;
}

void lock_leave(unsigned long state)
{
	CHECK_EQ(--depth, state);
}

static void fault(int number, siginfo_t *info, void *context)
{
	const greg_t *registers = ((const ucontext_t *)context)->uc_mcontext.gregs;

	(void)number;
	(void)info;
	name = faults_name((uint64_t)registers[REG_CR2], (uint64_t)registers[REG_ERR]);
	siglongjmp(faulted, 1);
}

#define CHECK_FAULT(statement, wanted)                \
	do {                                          \
		name = "";                            \
		if (sigsetjmp(faulted, 1) == 0)       \
			statement;                    \
		CHECK_STR(name, wanted);              \
	} while (0)

static char *memory(size_t bytes)
{
	char *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	REQUIRE(at != MAP_FAILED);
	return at;
}

static void twice(void)
{
	char *own = memory(4 * PAGE);
	char *at = paging_reserve(3 * PAGE + 1, 1 << 20);
	uint64_t physical = 0;
	unsigned rights = 0;

	REQUIRE(at != NULL);
	CHECK_EQ((uintptr_t)at % (1 << 20), 0);
	own[PAGE + 5] = 1;
	CHECK_EQ(paging_map(at, (uintptr_t)own, 4 * PAGE, RW), 0);
	CHECK_EQ(at[PAGE + 5], 1);
	at[7] = 2;
	CHECK_EQ(own[7], 2);
	CHECK_EQ(paging_lookup(at + PAGE + 5, &physical, &rights), 0);
	CHECK_EQ(physical, (uintptr_t)own + PAGE + 5);
	CHECK_EQ(rights, RW);
	CHECK_EQ(paging_map(at + PAGE, (uintptr_t)own, PAGE, RW), -EEXIST);
	CHECK_EQ(paging_protect(at + PAGE, PAGE, PAGING_READ), 0);
	CHECK_FAULT(*(volatile char *)(at + PAGE) = 1, "write to a read-only page");
	own[PAGE] = 9;
	CHECK_EQ(at[PAGE], 9);
	CHECK_EQ(paging_unmap(at + 2 * PAGE, PAGE), 0);
	CHECK_FAULT(*(volatile char *)(at + 2 * PAGE) = 1, "access to a guard page or to memory that was given back");
	CHECK_EQ(paging_unmap(at, 4 * PAGE), -ENOENT);
	CHECK_EQ(at[PAGE], 9);
	CHECK_EQ(paging_protect(at + PAGE, 2 * PAGE, RW), -ENOENT);
	CHECK_FAULT(*(volatile char *)(at + 4 * PAGE) = 1, "access to an unmapped page");
	CHECK_FAULT(*(volatile char *)(at - 1) = 1, "access to an unmapped page");
	/* A page of it may be without rights where it came from. */
	CHECK_EQ(paging_release(at, 2 * PAGE), -EINVAL);
	CHECK_EQ(paging_release(at + PAGE, 3 * PAGE), -EINVAL);
	CHECK_EQ(paging_release(at, 4 * PAGE), 0);
	CHECK_EQ(paging_release(at, 4 * PAGE), -EINVAL);
	CHECK_EQ(own[PAGE], 9);
}

static void itself(void)
{
	char *own = memory(3 * PAGE);
	unsigned rights = 0;
	uint64_t physical = 0;

	CHECK_EQ(paging_lookup(own + 3, &physical, &rights), 0);
	CHECK_EQ(physical, (uintptr_t)own + 3);
	CHECK_EQ(rights, RW);
	own[PAGE] = 4;
	CHECK_EQ(paging_unmap(own + PAGE, PAGE), 0);
	CHECK_EQ(paging_lookup(own + PAGE, NULL, NULL), -ENOENT);
	CHECK_FAULT(*(volatile char *)(own + PAGE) = 1, "access to an unmapped page");
	CHECK_EQ(paging_map(own + PAGE, (uintptr_t)own, PAGE, RW), -EINVAL);
	CHECK_EQ(paging_map(own, (uintptr_t)own, PAGE, RW), -EEXIST);
	CHECK_EQ(paging_map(own + PAGE, (uintptr_t)own + PAGE, PAGE, RW), 0);
	CHECK_EQ(own[PAGE], 4);
	CHECK_EQ(paging_lookup(NULL, NULL, NULL), -ENOENT);
	CHECK_FAULT(*(volatile char *)(uintptr_t)__image_start = 1, "write to read-only data");
	CHECK_FAULT(*(volatile char *)(uintptr_t)__text_start = 1, "write to text");
	CHECK_FAULT(*(volatile char *)8 = 1, "access through a null pointer");
	/* The rights that are called for are the operating system's: data is not executable. */
	own[0] = (char)0xc3;
	CHECK_FAULT(((void (*)(void))(uintptr_t)own)(), "jump into data");
	CHECK_EQ(paging_protect(own, PAGE, PAGING_READ | PAGING_EXECUTE), 0);
	((void (*)(void))(uintptr_t)own)();
}

static void refusals(void)
{
	char *at = paging_reserve(2 * PAGE, 1);
	static char private[2 * PAGE] __attribute__((aligned(4096)));

	REQUIRE(at != NULL);
	CHECK_EQ(paging_map(at, (uintptr_t)private, PAGE, RW | PAGING_EXECUTE), -EINVAL);
	CHECK_EQ(paging_map(at, (uintptr_t)private, PAGE, PAGING_WRITE), -EINVAL);
	CHECK_EQ(paging_map(at, (uintptr_t)private + 1, PAGE, RW), -EINVAL);
	CHECK_EQ(paging_map(at + 1, (uintptr_t)private, PAGE, RW), -EINVAL);
	CHECK_EQ(paging_map(at, (uintptr_t)private, 3 * PAGE, RW), -EINVAL);
	/* Not shared: it cannot be shown twice. */
	CHECK_EQ(paging_map(at, (uintptr_t)private, PAGE, RW), -EINVAL);
	CHECK_EQ(paging_lookup(at, NULL, NULL), -ENOENT);
	CHECK_EQ(paging_unmap(at, PAGE), -ENOENT);
	CHECK_EQ(paging_unmap(at, 0), -EINVAL);
	CHECK_EQ(paging_protect(at, PAGE, 0), -EINVAL);
	CHECK_EQ(paging_unmap((void *)-(uintptr_t)PAGE, PAGE), -EINVAL);
	CHECK(paging_reserve(0, 1) == NULL);
	CHECK(paging_reserve(1, 3) == NULL);
	CHECK(paging_reserve(SIZE_MAX, 1) == NULL);
	CHECK(paging_reserve(SIZE_MAX / 2, 1) == NULL);
	CHECK(paging_reserve(1, (size_t)1 << 63) == NULL);
	CHECK_EQ(paging_release(at, 2 * PAGE), 0);
}

static void seal(void)
{
	char *own = memory(PAGE);
	char *at = paging_reserve(2 * PAGE, PAGE);

	REQUIRE(at != NULL);
	CHECK_EQ(paging_map(at, (uintptr_t)own, PAGE, RW), 0);
	CHECK_EQ(paging_seal(), 0);
	CHECK_EQ(paging_seal(), -EPERM);
	CHECK_EQ(paging_map(at + PAGE, (uintptr_t)own, PAGE, RW), -EPERM);
	CHECK_EQ(paging_unmap(at, PAGE), -EPERM);
	CHECK_EQ(paging_protect(at, PAGE, PAGING_READ), -EPERM);
	CHECK_EQ(paging_release(at, 2 * PAGE), -EPERM);
	CHECK(paging_reserve(PAGE, PAGE) == NULL);
	at[1] = 5;
	CHECK_EQ(own[1], 5);
	CHECK_EQ(depth, 0);
}

int main(void)
{
	struct sigaction action = { .sa_sigaction = fault, .sa_flags = SA_SIGINFO };

	REQUIRE(sigaction(SIGSEGV, &action, NULL) == 0);
	twice();
	itself();
	refusals();
	seal();
	return test_done();
}
