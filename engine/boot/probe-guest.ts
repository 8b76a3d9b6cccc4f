/**
 * The accelerator probe's guest: 286 bytes that do what a bad KVM does slowly or refuses. Entered by PVH in 32-bit
 * protected mode, as our images are; QEMU's debug console is at 0x402, isa-debug-exit at 0x501. A 64-bit ELF, written
 * out here byte by byte so that a machine without a compiler can probe too.
 */

/** What the guest prints first and last, and QEMU's exit status when it got there. */
export const FIRST_MARK = '1';
export const SECOND_MARK = '2';
export const PROBE_STATUS = (0x10 << 1) | 1;

const LOAD_ADDRESS = 0x100000;

// biome-ignore format: one instruction a line
const CODE = [
  // A mark: the guest runs.
  'ba 02 04 00 00', // 0000: mov $0x402,%edx
  'b0 31', // 0005: mov $0x31,%al
  'ee', // 0007: out %al,(%dx)
  // A model-specific register, 64 × CPUID and port I/O: what traps to a hypervisor.
  'b9 1b 00 00 00', // 0008: mov $0x1b,%ecx
  '0f 32', // 000d: rdmsr
  '0f 30', // 000f: wrmsr
  'be 40 00 00 00', // 0011: mov $0x40,%esi
  '31 c0', // 0016: xor %eax,%eax
  '0f a2', // 0018: cpuid
  'ba 02 04 00 00', // 001a: mov $0x402,%edx
  'b0 2e', // 001f: mov $0x2e,%al
  'ee', // 0021: out %al,(%dx)
  '4e', // 0022: dec %esi
  '75 f1', // 0023: jne 100016
  // Page tables at 2 MB: 1 GB in 2 MB pages, but 4 MB to 6 MB in 4 KB pages.
  'bf 00 00 20 00', // 0025: mov $0x200000,%edi
  'b9 00 10 00 00', // 002a: mov $0x1000,%ecx
  '31 c0', // 002f: xor %eax,%eax
  'f3 ab', // 0031: rep stos %eax,%es:(%edi)
  'c7 05 00 00 20 00 03 10 20 00', // 0033: movl $0x201003,0x200000
  'c7 05 00 10 20 00 03 20 20 00', // 003d: movl $0x202003,0x201000
  'bf 00 20 20 00', // 0047: mov $0x202000,%edi
  'b8 83 00 00 00', // 004c: mov $0x83,%eax
  'b9 00 02 00 00', // 0051: mov $0x200,%ecx
  '89 07', // 0056: mov %eax,(%edi)
  '05 00 00 20 00', // 0058: add $0x200000,%eax
  '83 c7 08', // 005d: add $0x8,%edi
  'e2 f4', // 0060: loop 100056
  'c7 05 10 20 20 00 03 30 20 00', // 0062: movl $0x203003,0x202010
  'bf 00 30 20 00', // 006c: mov $0x203000,%edi
  'b8 03 00 40 00', // 0071: mov $0x400003,%eax
  'b9 00 02 00 00', // 0076: mov $0x200,%ecx
  '89 07', // 007b: mov %eax,(%edi)
  '05 00 10 00 00', // 007d: add $0x1000,%eax
  '83 c7 08', // 0082: add $0x8,%edi
  'e2 f4', // 0085: loop 10007b
  // Long mode.
  'b8 00 00 20 00', // 0087: mov $0x200000,%eax
  '0f 22 d8', // 008c: mov %eax,%cr3
  '0f 20 e0', // 008f: mov %cr4,%eax
  '83 c8 20', // 0092: or $0x20,%eax
  '0f 22 e0', // 0095: mov %eax,%cr4
  'b9 80 00 00 c0', // 0098: mov $0xc0000080,%ecx
  '0f 32', // 009d: rdmsr
  '0d 00 01 00 00', // 009f: or $0x100,%eax
  '0f 30', // 00a4: wrmsr
  '0f 20 c0', // 00a6: mov %cr0,%eax
  '0d 01 00 00 80', // 00a9: or $0x80000001,%eax
  '0f 22 c0', // 00ae: mov %eax,%cr0
  '0f 01 15 18 01 10 00', // 00b1: lgdtl 0x100118
  'ea bf 00 10 00 08 00', // 00b8: ljmp $0x8,$0x1000bf
  // 8 × (reload CR3, touch 512 pages).
  'be 08 00 00 00', // 00bf: mov $0x8,%esi
  '0f 20 d8', // 00c4: mov %cr3,%eax
  '0f 22 d8', // 00c7: mov %eax,%cr3
  'bf 00 00 40 00', // 00ca: mov $0x400000,%edi
  'b9 00 02 00 00', // 00cf: mov $0x200,%ecx
  '89 0f', // 00d4: mov %ecx,(%edi)
  '81 c7 00 10 00 00', // 00d6: add $0x1000,%edi
  'ff c9', // 00dc: dec %ecx
  '75 f4', // 00de: jne 1000d4
  'ff ce', // 00e0: dec %esi
  '75 e0', // 00e2: jne 1000c4
  // A million turns.
  'b9 40 42 0f 00', // 00e4: mov $0xf4240,%ecx
  'ff c9', // 00e9: dec %ecx
  '75 fc', // 00eb: jne 1000e9
  // A mark: done. Then isa-debug-exit with 0x10, which QEMU turns into status 33.
  'ba 02 04 00 00', // 00ed: mov $0x402,%edx
  'b0 32', // 00f2: mov $0x32,%al
  'ee', // 00f4: out %al,(%dx)
  'ba 01 05 00 00', // 00f5: mov $0x501,%edx
  'b0 10', // 00fa: mov $0x10,%al
  'ee', // 00fc: out %al,(%dx)
  'f4', // 00fd: hlt
  'eb fd', // 00fe: jmp 1000fd
  // 0100: the GDT (null, 64-bit code, data) and its pseudo-descriptor.
  '00 00 00 00 00 00 00 00', 'ff ff 00 00 00 9b af 00', 'ff ff 00 00 00 93 cf 00',
  '17 00 00 01 10 00',
];

/** Xen's note 18 (PHYS32_ENTRY): where a PVH loader enters. */
function pvhNote(entry: number): Buffer {
  const note = Buffer.alloc(20);
  for (const [i, word] of [4, 4, 18].entries()) note.writeUInt32LE(word, i * 4);
  note.write('Xen\0', 12, 'latin1');
  note.writeUInt32LE(entry, 16);
  return note;
}

interface Segment {
  readonly type: number;
  readonly flags: number;
  readonly offset: number;
  readonly address: number;
  readonly size: number;
}

function programHeader(segment: Segment): Buffer {
  const header = Buffer.alloc(56);
  header.writeUInt32LE(segment.type, 0);
  header.writeUInt32LE(segment.flags, 4);
  for (const [at, value] of [
    [8, segment.offset],
    [16, segment.address],
    [24, segment.address],
    [32, segment.size],
    [40, segment.size],
    [48, 4],
  ] as const)
    header.writeBigUInt64LE(BigInt(value), at);
  return header;
}

/** The guest as an ELF file for `-kernel`. */
export function probeGuest(): Buffer {
  const code = Buffer.from(CODE.join(' ').replaceAll(' ', ''), 'hex');
  const note = pvhNote(LOAD_ADDRESS);
  const codeAt = 64 + 2 * 56;
  const noteAt = codeAt + code.length;
  const header = Buffer.alloc(64);
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  header.writeUInt16LE(2, 16); // executable
  header.writeUInt16LE(62, 18); // x86-64
  header.writeUInt32LE(1, 20);
  header.writeBigUInt64LE(BigInt(LOAD_ADDRESS), 24);
  header.writeBigUInt64LE(64n, 32);
  header.writeUInt16LE(64, 52);
  header.writeUInt16LE(56, 54);
  header.writeUInt16LE(2, 56);
  const load = { type: 1, flags: 5, offset: codeAt, address: LOAD_ADDRESS, size: code.length };
  const notes = { type: 4, flags: 4, offset: noteAt, address: LOAD_ADDRESS + code.length, size: note.length };
  return Buffer.concat([header, programHeader(load), programHeader(notes), code, note]);
}
