/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The floor: a guest that, entered through the PVH note in 32-bit protected mode, writes '@' to the debug console and
 * leaves by isa-debug-exit. Exec to its mark is what QEMU itself costs.
 */
	.section .note.pvh, "a", @note
	.long 4, 4, 18 /* XEN_ELFNOTE_PHYS32_ENTRY */
	.asciz "Xen"
	.long start

	.text
	.code32
	.globl start
start:
	mov $0x402, %dx
	mov $'@', %al
	out %al, %dx
	mov $0x501, %dx
	mov $0x10, %al
	out %al, %dx
1:	hlt
	jmp 1b
	.section .note.GNU-stack, "", @progbits
