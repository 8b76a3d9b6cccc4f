/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#define HEADER_BYTES 5u

static bool put(const void *data, size_t size)
{
	return size == 0 || line_write(data, size) == (long)size;
}

int control_send(unsigned type, const void *payload, size_t size)
{
	if (size > CONTROL_MAX_PAYLOAD || type > UINT8_MAX)
		return -EMSGSIZE;

	const uint8_t *bytes = payload;
	uint8_t header[HEADER_BYTES] = {
		CONTROL_SYNC0, CONTROL_SYNC1, (uint8_t)type, (uint8_t)size, (uint8_t)(size >> 8),
	};
	uint8_t sum = (uint8_t)(header[2] + header[3] + header[4]);

	for (size_t i = 0; i < size; i++)
		sum = (uint8_t)(sum + bytes[i]);
	sum = (uint8_t)-sum;

	unsigned long state = CPU_WIRED ? cpu_irq_save() : 0;
	bool sent = put(header, sizeof header) && put(payload, size) && put(&sum, 1);

	if (CPU_WIRED)
		cpu_irq_restore(state);
	return sent ? 0 : -EIO;
}
