/* SPDX-License-Identifier: BSD-3-Clause */
/* Frames as a reader of docs/control-channel.md takes them apart; refusals; no interrupt inside a frame. */
#include <ports.h>
#include <uniloom/test.h>

static uint8_t wire[8192];
static size_t wire_size;
static size_t room = sizeof wire;
static bool interrupts = true;
static unsigned long unmasked_writes;

long line_write(const char *data, size_t size)
{
	size_t taken = size < room - wire_size ? size : room - wire_size;

	unmasked_writes += interrupts;
	memcpy(wire + wire_size, data, taken);
	wire_size += taken;
	return taken != 0 ? (long)taken : -EIO;
}

long line_read(char *data, size_t size)
{
	(void)data;
	(void)size;
	return 0;
}

unsigned long cpu_irq_save(void)
{
	unsigned long state = interrupts ? 7 : 5;

	interrupts = false;
	return state;
}

void cpu_irq_restore(unsigned long state)
{
	interrupts = state == 7;
}

void cpu_idle(void)
{
}

uint64_t cpu_cycles(void)
{
	return 0;
}

static void check_frame(unsigned type, const uint8_t *payload, size_t size)
{
	unsigned sum = 0;

	REQUIRE(wire_size == size + 6);
	CHECK_EQ(wire[0], CONTROL_SYNC0);
	CHECK_EQ(wire[1], CONTROL_SYNC1);
	CHECK_EQ(wire[2], type);
	CHECK_EQ(wire[3] | wire[4] << 8, size);
	CHECK_EQ(memcmp(wire + 5, payload, size), 0);
	for (size_t i = 2; i < wire_size; i++)
		sum += wire[i];
	CHECK_EQ(sum % 256, 0);
}

int main(void)
{
	struct test_random random = { 5 };
	uint8_t payload[CONTROL_MAX_PAYLOAD + 1];

	for (unsigned long round = scaled(2000); round > 0; round--) {
		size_t size = test_below(&random, CONTROL_MAX_PAYLOAD + 1);
		unsigned type = (unsigned)test_below(&random, 256);

		for (size_t i = 0; i < size; i++)
			payload[i] = (uint8_t)test_next(&random);
		wire_size = 0;
		CHECK_EQ(control_send(type, payload, size), 0);
		check_frame(type, payload, size);
		CHECK(interrupts);
	}
	CHECK_EQ(unmasked_writes, 0);

	wire_size = 0;
	CHECK_EQ(control_send(1, payload, 0), 0);
	check_frame(1, payload, 0);
	wire_size = 0;
	CHECK_EQ(control_send(1, payload, sizeof payload), -EMSGSIZE);
	CHECK_EQ(control_send(256, payload, 1), -EMSGSIZE);
	CHECK_EQ(wire_size, 0);

	/* The far side goes away in the middle. */
	for (room = 0; room < 16; room++) {
		wire_size = 0;
		CHECK_EQ(control_send(1, payload, 10), -EIO);
		CHECK(interrupts);
	}
	return test_done();
}
