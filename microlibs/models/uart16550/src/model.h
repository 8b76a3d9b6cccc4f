/* SPDX-License-Identifier: BSD-3-Clause */
/* PC16550D data sheet, National Semiconductor, June 1995; sections are those of chapter 8. */
#ifndef MODEL_H
#define MODEL_H

#include <ports.h>

#define REGISTERS 8u

/* The device: registers 0 to 7. Either may change the interrupt pin. */
uint8_t uart_read(unsigned reg);
void uart_write(unsigned reg, uint8_t value);
/* Whether the device's interrupt pin is active and gets through OUT2. */
bool uart_interrupts(void);

/* The receiver and its FIFO. */
void receiver_set_fifo(bool on);      /* empties it */
void receiver_set_trigger(unsigned level);
void receiver_clear(void);
/* A byte arrives from the far side, or from the own transmitter in loop-back. */
void receiver_push(uint8_t value);
uint8_t receiver_pop(void);           /* the last byte again when there is none */
bool receiver_any(void);
bool receiver_at_trigger(void);
bool receiver_full(void);
/* Since the last call, a byte came while there was no room. */
bool receiver_overran(void);
bool receiver_has_overrun(void);
/* Takes what the line has, as far as there is room. False once the far side has hung up. */
bool receiver_poll(void);

/* Looks at the line and the pin, and calls the handler if the pin became active and interrupts are on. */
void interrupts_update(void);

/* Looks at the line; part of interrupts_update. */
void uart_poll(void);

#endif
