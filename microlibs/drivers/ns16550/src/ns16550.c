/* SPDX-License-Identifier: BSD-3-Clause */
#include <ports.h>

#define DATA 0u              /* RBR, THR; DLL with DLAB */
#define INTERRUPT_ENABLE 1u  /* DLM with DLAB */
#define INTERRUPT_ID 2u      /* FCR when written */
#define LINE_CONTROL 3u
#define MODEM_CONTROL 4u
#define LINE_STATUS 5u

#define ENABLE_RECEIVE 0x01u
#define FIFO_ENABLE 0x01u
#define LINE_8N1 0x03u
#define LINE_DLAB 0x80u
#define MODEM_READY 0x0bu /* DTR, RTS, OUT2: a PC passes the interrupt on only with OUT2 */
#define MODEM_LOOPBACK 0x10u
#define STATUS_RECEIVED 0x01u
#define STATUS_SENT 0x40u /* FIFO and shift register are empty: all is with the far side, whatever happens next */
#define STATUS_NO_DEVICE 0xffu /* an empty bus reads as ones */

/* Written by the handler only (head) and by read only (tail); both run on. */
static char ring[CONFIG_RX_RING];
static volatile unsigned ring_head;
static volatile unsigned ring_tail;
static bool configured;
static bool attached;

static uint8_t get(unsigned reg)
{
	return pio_in8((uint16_t)(CONFIG_BASE + reg));
}

static void put(unsigned reg, uint8_t value)
{
	pio_out8((uint16_t)(CONFIG_BASE + reg), value);
}

static bool received(void)
{
	uint8_t status = get(LINE_STATUS);

	return status != STATUS_NO_DEVICE && (status & STATUS_RECEIVED);
}

/* Moves what has arrived to the ring. False when the ring was full first: it bounds this, whatever the device says. */
static bool drain(void)
{
	unsigned head = ring_head;
	bool all = false;

	while (!all && head - ring_tail < CONFIG_RX_RING) {
		if (received())
			ring[head++ % CONFIG_RX_RING] = (char)get(DATA);
		else
			all = true;
	}
	ring_head = head;
	return all;
}

/*
 * Turning the FIFO on drops the byte that waits, so it is taken out first. In loopback QEMU does not look for the next
 * one at once, which would then be dropped; afterwards a read makes it look again.
 */
static void enable_fifo(void)
{
	put(MODEM_CONTROL, MODEM_LOOPBACK);
	if (received())
		ring[ring_head++ % CONFIG_RX_RING] = (char)get(DATA);
	put(INTERRUPT_ID, CONFIG_FIFO > 1 ? FIFO_ENABLE : 0);
	put(MODEM_CONTROL, MODEM_READY);
	if (!received())
		get(DATA);
}

static void configure(void)
{
	configured = true;
	put(INTERRUPT_ENABLE, 0);
	put(LINE_CONTROL, LINE_DLAB);
	put(DATA, 1);
	put(INTERRUPT_ENABLE, 0);
	put(LINE_CONTROL, LINE_8N1);
	enable_fifo();
}

int init(void)
{
	if (!configured)
		configure();
	return 0;
}

/* Waits until the transmitter has sent what it has. False when there is no device, or it never does. */
static bool wait_until_sent(void)
{
	for (unsigned i = 0; i < CONFIG_TX_POLLS; i++) {
		uint8_t status = get(LINE_STATUS);

		if (status == STATUS_NO_DEVICE)
			return false;
		if (status & STATUS_SENT)
			return true;
	}
	return false;
}

long console_write(const char *data, size_t size)
{
	size_t done = 0;

	/* A panic may write before init. */
	if (!configured)
		configure();
	/* Afterwards too, so that nothing is in the device any more when the machine is switched off. */
	while (size != 0) {
		if (!wait_until_sent())
			return done != 0 ? (long)done : -EIO;
		if (done == size)
			break;

		size_t burst = size - done < CONFIG_FIFO ? size - done : CONFIG_FIFO;

		for (size_t end = done + burst; done < end; done++)
			put(DATA, (uint8_t)data[done]);
	}
	return (long)done;
}

/* Interrupt context. */
static void receive(void *ctx)
{
	(void)ctx;
	/* When the ring is full the rest stays in the device, which holds back its sender; `read` turns it on again. */
	if (!drain())
		put(INTERRUPT_ENABLE, 0);
}

long console_read(char *data, size_t size)
{
	if (!configured)
		configure();
	if (!IRQ_WIRED) {
		drain();
	} else if (!attached) {
		int error = irq_attach(CONFIG_IRQ, receive, NULL);

		if (error < 0)
			return error;
		attached = true;
		put(INTERRUPT_ENABLE, ENABLE_RECEIVE);
	}

	size_t done = 0;
	unsigned tail = ring_tail;
	bool full = ring_head - tail == CONFIG_RX_RING;

	for (; done < size && tail != ring_head; done++)
		data[done] = ring[tail++ % CONFIG_RX_RING];
	ring_tail = tail;
	if (IRQ_WIRED && full && done != 0)
		put(INTERRUPT_ENABLE, ENABLE_RECEIVE);
	return (long)done;
}
