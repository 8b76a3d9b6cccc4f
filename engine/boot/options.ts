/** What the user may say at boot: `--set NAME.OPTION=VALUE`, arguments behind `--`. */
import { type Diagnostic, diagnostic } from '../check/types.ts';
import { nearest } from '../kconfig/kconfig.ts';

export interface BootOption {
  /** `net0.ip`; `app.heap.malloc.skip` of a faulty wire. */
  readonly name: string;
  readonly value: string;
}

/** `NAME.OPTION=VALUE`, or null when `text` is none. The value may hold anything but control characters. */
export function parseSet(text: string): BootOption | null {
  const at = text.indexOf('=');
  const name = text.slice(0, at);
  const value = text.slice(at + 1);
  if (
    at < 0 ||
    !/^[a-z][a-z0-9_]{0,30}(\.[a-z0-9_]+)*\.[A-Za-z][A-Za-z0-9_]*$/.test(name) ||
    /[\0-\x1f\x7f]/.test(value)
  )
    return null;
  return { name, value };
}

/**
 * Checks `set` against the boot options that the image has (`COMPONENT.OPTION`). An unknown one is UL0406 and names
 * the nearest; anything wrong means that nothing may boot.
 */
export function checkSet(
  set: readonly string[],
  available: readonly string[],
): { readonly options: readonly BootOption[]; readonly diagnostics: readonly Diagnostic[] } {
  const options: BootOption[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const text of set) {
    const option = parseSet(text);
    if (!option) {
      const message = `'${text}' is not NAME.OPTION=VALUE`;
      diagnostics.push(diagnostic('UL0406', 'error', message, { params: { option: text } }));
    } else if (available.includes(option.name)) options.push(option);
    else diagnostics.push(unknown(option.name, available));
  }
  return { options, diagnostics };
}

function unknown(name: string, available: readonly string[]): Diagnostic {
  const near = nearest(name, available);
  const hint =
    near !== undefined
      ? `; did you mean ${near}?`
      : available.length === 0
        ? '; it has none: an option is set at boot only where its microlib lists it under boot-options'
        : `; it has ${available.join(', ')}`;
  return diagnostic('UL0406', 'error', `This image has no boot option ${name}${hint}`, {
    params: { option: name, nearest: near ?? '' },
    at: { component: name.split('.')[0] ?? '', option: name.split('.')[1] ?? '' },
    because: available.map((option) => `the image has ${option}`),
  });
}

/** A word of the guest's command line: quoted where a blank or quote would cut it (microlibs/core/start). */
export function quoteWord(text: string): string {
  return /^[^\s"\\]+$/.test(text) ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** What the guest gets as words: options first, the program's own arguments behind `--`. */
export function bootWords(options: readonly BootOption[], args: readonly string[]): string[] {
  return [...options.map((option) => `${option.name}=${option.value}`), ...(args.length > 0 ? ['--', ...args] : [])];
}

/** The words as one command line, as loaders pass it. */
export function commandLine(words: readonly string[]): string {
  return words.map(quoteWord).join(' ');
}
