/* SPDX-License-Identifier: BSD-3-Clause */
/* The registers. */
#include "model.h"

enum {
	DATA,              /* RBR and THR; with DLAB the divisor's low byte */
	INTERRUPT_ENABLE,  /* with DLAB the divisor's high byte */
	INTERRUPT_ID,      /* FCR when written */
	LINE_CONTROL,
	MODEM_CONTROL,
	LINE_STATUS,
	MODEM_STATUS,
	SCRATCH,
};

#define LINE_DLAB 0x80u
#define MODEM_BITS 0x1fu
#define MODEM_OUT2 0x08u
#define MODEM_LOOP 0x10u

#define ENABLE_BITS 0x0fu
#define ENABLE_RECEIVED 0x01u
#define ENABLE_EMPTY 0x02u
#define ENABLE_LINE 0x04u
#define ENABLE_MODEM 0x08u

#define ID_NONE 0x01u
#define ID_MODEM 0x00u
#define ID_EMPTY 0x02u
#define ID_RECEIVED 0x04u
#define ID_LINE 0x06u
#define ID_TIMEOUT 0x0cu
#define ID_FIFOS 0xc0u

#define FIFO_ON 0x01u
#define FIFO_CLEAR_RECEIVER 0x02u

#define STATUS_RECEIVED 0x01u
#define STATUS_OVERRUN 0x02u
#define STATUS_EMPTY 0x60u /* holding register and shift register: sending takes no time here */

#define SIGNAL_CTS 0x10u
#define SIGNAL_DSR 0x20u
#define SIGNAL_RI 0x40u
#define SIGNAL_DCD 0x80u

static uint8_t divisor[2];
static uint8_t enabled;
static uint8_t line_control;
static uint8_t modem_control;
static uint8_t scratch;
static uint8_t signals = SIGNAL_CTS | SIGNAL_DSR | SIGNAL_DCD;
static uint8_t changes;
static bool fifos;
static bool became_empty;
static bool hung_up;

/* Section 8.8: changes since the register was read; of RI only its end counts. */
static void set_signals(uint8_t now)
{
	uint8_t differ = signals ^ now;

	if ((differ & SIGNAL_RI) != 0 && (now & SIGNAL_RI) != 0)
		differ &= (uint8_t)~SIGNAL_RI;
	changes |= (uint8_t)(differ >> 4);
	signals = now;
}

/* Section 8.7: in loop-back the four outputs are the four inputs. */
static void update_signals(void)
{
	uint8_t now = 0;

	if ((modem_control & MODEM_LOOP) != 0) {
		now |= (modem_control & 0x01u) != 0 ? SIGNAL_DSR : 0;
		now |= (modem_control & 0x02u) != 0 ? SIGNAL_CTS : 0;
		now |= (modem_control & 0x04u) != 0 ? SIGNAL_RI : 0;
		now |= (modem_control & MODEM_OUT2) != 0 ? SIGNAL_DCD : 0;
	} else if (!hung_up) {
		now = SIGNAL_CTS | SIGNAL_DSR | SIGNAL_DCD;
	}
	set_signals(now);
}

void uart_poll(void)
{
	if ((modem_control & MODEM_LOOP) != 0 || hung_up)
		return;
	hung_up = !receiver_poll();
	update_signals();
}

/* Section 8.6, in the order of priority. */
static uint8_t pending(void)
{
	if ((enabled & ENABLE_LINE) != 0 && receiver_has_overrun())
		return ID_LINE;
	if ((enabled & ENABLE_RECEIVED) != 0 && receiver_any()) {
		if (receiver_at_trigger())
			return ID_RECEIVED;
		return ID_TIMEOUT;
	}
	if ((enabled & ENABLE_EMPTY) != 0 && became_empty)
		return ID_EMPTY;
	if ((enabled & ENABLE_MODEM) != 0 && changes != 0)
		return ID_MODEM;
	return ID_NONE;
}

bool uart_interrupts(void)
{
	/* In loop-back the OUT2 pin is inactive whatever its bit says. */
	return (modem_control & (MODEM_OUT2 | MODEM_LOOP)) == MODEM_OUT2 && pending() != ID_NONE;
}

static uint8_t read_identification(void)
{
	uint8_t id = pending();

	if (id == ID_EMPTY)
		became_empty = false;
	return fifos ? id | ID_FIFOS : id;
}

static uint8_t read_line_status(void)
{
	uint8_t status = STATUS_EMPTY;

	if (receiver_any())
		status |= STATUS_RECEIVED;
	if (receiver_overran())
		status |= STATUS_OVERRUN;
	return status;
}

static uint8_t read_modem_status(void)
{
	uint8_t status = signals | changes;

	changes = 0;
	return status;
}

uint8_t uart_read(unsigned reg)
{
	bool latch = (line_control & LINE_DLAB) != 0;

	switch (reg) {
	case DATA:
		return latch ? divisor[0] : receiver_pop();
	case INTERRUPT_ENABLE:
		return latch ? divisor[1] : enabled;
	case INTERRUPT_ID:
		return read_identification();
	case LINE_CONTROL:
		return line_control;
	case MODEM_CONTROL:
		return modem_control;
	case LINE_STATUS:
		return read_line_status();
	case MODEM_STATUS:
		return read_modem_status();
	default:
		return scratch;
	}
}

static void send(uint8_t value)
{
	char byte = (char)value;

	if ((modem_control & MODEM_LOOP) != 0)
		receiver_push(value);
	else
		(void)line_write(&byte, 1); /* the device cannot tell whether anybody hears it */
	became_empty = true;
}

static void enable(uint8_t value)
{
	/* Enabling it while the transmitter is empty, as it always is, is an interrupt too. */
	if ((value & ENABLE_EMPTY) != 0 && (enabled & ENABLE_EMPTY) == 0)
		became_empty = true;
	enabled = value & ENABLE_BITS;
}

/* Section 8.5. */
static void control_fifos(uint8_t value)
{
	static const uint8_t levels[] = { 1, 4, 8, 14 };
	bool on = (value & FIFO_ON) != 0;

	if (on != fifos)
		receiver_set_fifo(on);
	fifos = on;
	if (!on)
		return;
	if ((value & FIFO_CLEAR_RECEIVER) != 0)
		receiver_clear();
	receiver_set_trigger(levels[value >> 6]);
}

void uart_write(unsigned reg, uint8_t value)
{
	bool latch = (line_control & LINE_DLAB) != 0;

	switch (reg) {
	case DATA:
		if (latch)
			divisor[0] = value;
		else
			send(value);
		break;
	case INTERRUPT_ENABLE:
		if (latch)
			divisor[1] = value;
		else
			enable(value);
		break;
	case INTERRUPT_ID:
		control_fifos(value);
		break;
	case LINE_CONTROL:
		line_control = value;
		break;
	case MODEM_CONTROL:
		modem_control = value & MODEM_BITS;
		update_signals();
		break;
	case SCRATCH:
		scratch = value;
		break;
	default: /* LSR is for the factory, MSR is read-only here */
		break;
	}
}
