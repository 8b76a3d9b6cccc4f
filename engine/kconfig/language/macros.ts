/**
 * The macro language of kconfig-macro-language.rst: variables (`=` recursive, `:=` simple, `+=` appended), functions with
 * `$(1)` arguments, the built-in ones, and the environment as the last resort.
 */
import type { Ahead } from './ahead.ts';
import type { Limits, ParseOptions } from './options.ts';
import type { Report } from './report.ts';
import type { Position } from './tree.ts';

interface Variable {
  value: string;
  recursive: boolean;
  /** Expansions of it that are under way. */
  active: number;
}

/** How many bytes of a command's output the tools take. */
const SHELL_BYTES = 255;
const ARGUMENTS = 16;
/** What one call is counted as, in UTF-16 code units. */
const CALL = 64;

const OPEN = 40;
const CLOSE = 41;
const COMMA = 44;

/** What a macro gives up with; caught at the statement. */
export class MacroError extends Error {}

export class Macros {
  private readonly variables = new Map<string, Variable>();
  private readonly stack: string[] = [];
  private left: number;
  private depth = 0;
  private assigning = false;
  /** Where `$(shell,…)` was not run last: what it would have put there is missing, which is no fault of the tree. */
  private notRun: Position | undefined;

  constructor(
    private readonly options: ParseOptions,
    private readonly limits: Limits,
    private readonly report: Report,
    /** Where commands are only begun. */
    private readonly ahead: Ahead | undefined,
    private readonly here: () => Position,
  ) {
    this.left = limits.expansion;
  }

  assign(name: string, operator: '=' | ':=' | '+=', raw: string): void {
    const known = this.variables.get(name);
    const recursive = operator === '+=' ? (known?.recursive ?? true) : operator === '=';
    this.assigning = true;
    const value = recursive ? raw : this.guarded(() => this.text(raw, []));
    this.assigning = false;
    if (operator === '+=' && known !== undefined) {
      known.value = this.guarded(() => {
        this.spend(known.value.length + value.length);
        return `${known.value} ${value}`;
      });
    } else if (known !== undefined) {
      known.value = value;
      known.recursive = recursive;
    } else this.variables.set(name, { value, recursive, active: 0 });
  }

  /** Expands the reference at `text[at]`, a `$`, that must end before `end`. */
  reference(text: string, at: number, end: number): { readonly value: string; readonly next: number } {
    if (text.charCodeAt(at + 1) !== OPEN) return { value: '$', next: at + 1 };
    const close = closing(text, at + 2, end);
    if (close < 0) {
      const name = text.slice(at + 2, end);
      this.report.add('UL0213', 'error', this.here(), `the reference '$(${clip(name)}' has no ')' on this line`);
      return { value: '', next: end };
    }
    return { value: this.guarded(() => this.clause(text.slice(at + 2, close), [])), next: close + 1 };
  }

  /** Whether a command was not run on this line. */
  isNotRun(file: string, line: number): boolean {
    return this.notRun !== undefined && this.notRun.line === line && this.notRun.file === file;
  }

  /** The text with what its commands said. */
  private settled(text: string): string {
    return this.ahead?.owes(text) ? this.ahead.settled(text) : text;
  }

  private guarded(expand: () => string): string {
    const depth = this.depth;
    const height = this.stack.length;
    try {
      return expand();
    } catch (error) {
      if (!(error instanceof MacroError)) throw error;
      this.report.add('UL0213', 'error', this.here(), error.message);
      for (const name of this.stack.splice(height)) {
        const variable = this.variables.get(name);
        if (variable !== undefined) variable.active--;
      }
      this.depth = depth;
      return '';
    }
  }

  private spend(units: number): void {
    this.left -= units;
    if (this.left < 0) throw new MacroError('the macros put out too much text; is there a macro that doubles itself?');
  }

  private text(text: string, args: readonly string[]): string {
    let out = '';
    let from = 0;
    for (;;) {
      const at = text.indexOf('$', from);
      if (at < 0) break;
      out += text.slice(from, at);
      if (text.charCodeAt(at + 1) !== OPEN) {
        out += '$';
        from = at + 1;
        continue;
      }
      const close = closing(text, at + 2, text.length);
      if (close < 0) throw new MacroError(`the reference '$(${clip(text.slice(at + 2))}' has no ')'`);
      out += this.clause(text.slice(at + 2, close), args);
      from = close + 1;
    }
    out += text.slice(from);
    this.spend(out.length);
    return out;
  }

  private clause(clause: string, args: readonly string[]): string {
    if (/^\d+$/.test(clause)) {
      const number = Number(clause);
      if (number > 0 && number <= args.length) return args[number - 1] ?? '';
    }
    // A call costs as much as some text, so that calls that put out nothing are bounded too.
    this.spend(CALL);
    if (++this.depth > this.limits.nesting) throw this.tooDeep();
    const parts = split(clause);
    if (parts.length > ARGUMENTS + 1) throw new MacroError(`a call has more than ${ARGUMENTS} arguments`);
    const [name = '', ...given] = parts.map((part) => this.settled(this.text(part, args)));
    const value = this.variable(name, given) ?? this.builtin(name, given) ?? this.environment(name, given);
    this.depth--;
    return value;
  }

  private tooDeep(): MacroError {
    const last = this.stack.at(-1);
    const again = this.stack.indexOf(last ?? '') < this.stack.length - 1;
    return new MacroError(again ? `the macro '${last}' calls itself without end` : 'macros are nested too deep');
  }

  private environment(name: string, args: readonly string[]): string {
    const value = args.length === 0 && name !== '' ? this.options.environment?.(name) : undefined;
    if (value === undefined && args.length > 0)
      this.report.add('UL0213', 'warning', this.here(), `there is no function or macro '${clip(name)}'; it is empty`);
    return value ?? '';
  }

  private variable(name: string, args: readonly string[]): string | undefined {
    const variable = this.variables.get(name);
    if (variable === undefined) return undefined;
    if (variable.active > 0 && args.length === 0) {
      const from = this.stack.indexOf(name);
      throw new MacroError(`the macro '${name}' expands to itself: ${[...this.stack.slice(from), name].join(' → ')}`);
    }
    if (!variable.recursive) return variable.value;
    variable.active++;
    this.stack.push(name);
    const value = this.text(variable.value, args);
    this.stack.pop();
    variable.active--;
    return value;
  }

  private builtin(name: string, args: readonly string[]): string | undefined {
    const [first = '', second = ''] = args;
    switch (name) {
      case 'shell':
        this.takes(name, args, 1);
        return this.shell(first);
      case 'info':
        this.takes(name, args, 1);
        this.report.add('UL0221', 'info', this.here(), first, { text: first });
        return '';
      case 'warning-if':
        this.takes(name, args, 2);
        if (first === 'y') this.report.add('UL0221', 'warning', this.here(), second, { text: second });
        return '';
      case 'error-if':
        this.takes(name, args, 2);
        if (first === 'y') this.report.add('UL0222', 'error', this.here(), second, { text: second });
        return '';
      case 'filename':
        this.takes(name, args, 0);
        return this.here().file;
      case 'lineno':
        this.takes(name, args, 0);
        // The tools expand the value of `:=` when they have read the line's end, and count it.
        return String(this.here().line + (this.assigning ? 1 : 0));
      default:
        return undefined;
    }
  }

  private takes(name: string, args: readonly string[], count: number): void {
    if (args.length !== count)
      throw new MacroError(`'$(${name})' takes ${count} argument${count === 1 ? '' : 's'}, not ${args.length}`);
  }

  private shell(command: string): string {
    if (this.options.shell === undefined) {
      const reason = `'$(shell,${clip(command)})' was not run, because the folder is not trusted; it counts as empty`;
      this.notRun = this.here();
      this.report.add('UL0219', 'warning', this.notRun, reason, { command });
      return '';
    }
    if (this.ahead !== undefined) return this.ahead.begin(command);
    const { output, failure } = this.options.shell(command);
    if (failure !== undefined)
      this.report.add('UL0220', 'warning', this.here(), `'$(shell,${clip(command)})': ${failure}`, { command });
    return shellText(output);
  }
}

/** What stands for a command that said this. */
export const shellText = (output: string): string =>
  output.slice(0, SHELL_BYTES).replace(/\n+$/, '').replaceAll('\n', ' ');

const clip = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}…` : text);

/** Where the parenthesis that was opened before `at` closes; -1 when it does not before `end`. */
function closing(text: string, at: number, end: number): number {
  let nest = 0;
  for (let index = at; index < end; index++) {
    const c = text.charCodeAt(index);
    if (c === OPEN) nest++;
    else if (c === CLOSE && nest-- === 0) return index;
  }
  return -1;
}

/** The parts between commas that stand in no parenthesis. */
function split(clause: string): string[] {
  const parts: string[] = [];
  let nest = 0;
  let from = 0;
  for (let at = 0; at < clause.length; at++) {
    const c = clause.charCodeAt(at);
    if (c === OPEN) nest++;
    else if (c === CLOSE) nest--;
    else if (c === COMMA && nest === 0) {
      parts.push(clause.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(clause.slice(from));
  return parts;
}
