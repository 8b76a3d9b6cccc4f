/** Memory sizes as people and compositions write them: `4M`, `512K`, `1G`; a bare number is megabytes, as in QEMU. */

const UNITS: Readonly<Record<string, number>> = { K: 1 << 10, M: 1 << 20, G: 1 << 30 };

/** Bytes, or null when `text` is no size. */
export function parseMemory(text: string): number | null {
  const match = /^([1-9][0-9]{0,9})([KMG]?)(?:i?B)?$/i.exec(text.trim());
  if (!match?.[1]) return null;
  const bytes = Number(match[1]) * (UNITS[(match[2] || 'M').toUpperCase()] ?? 1);
  return bytes <= 2 ** 46 ? bytes : null;
}
