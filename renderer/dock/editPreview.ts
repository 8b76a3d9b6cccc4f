/** A fix's edits as the lines of a small diff, written as the composition's YAML would show them. */
import type { Edit } from '../../engine/model/edits.ts';
import type { Json } from '../../engine/model/types.ts';

export interface DiffLine {
  readonly sign: '+' | '-' | ' ';
  readonly text: string;
}

const PLAIN = /^[A-Za-z_(][A-Za-z0-9_./() -]*$/;
const RESERVED = /^(true|false|null|yes|no|on|off|~)$/i;

/** One JSON value in YAML's flow style, quoted only where YAML needs it. */
export function flow(value: Json): string {
  if (typeof value === 'string')
    return PLAIN.test(value) && !RESERVED.test(value) && value.trim() === value ? value : JSON.stringify(value);
  if (value === null || typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  const pairs = Object.entries(value).map(([key, item]) => `${flow(key)}: ${flow(item)}`);
  return pairs.length === 0 ? '{}' : `{ ${pairs.join(', ')} }`;
}

interface Step {
  /** The containers the change stands in, as text. */
  readonly parents: readonly string[];
  readonly lines: readonly DiffLine[];
}

function step(edit: Edit): Step {
  if (edit.op === 'put') {
    const key = flow(String(edit.path.at(-1) ?? ''));
    const lines: DiffLine[] = [];
    if (edit.before !== undefined) lines.push({ sign: '-', text: `${key}: ${flow(edit.before)}` });
    if (edit.value !== undefined) lines.push({ sign: '+', text: `${key}: ${flow(edit.value)}` });
    return { parents: edit.path.slice(0, -1).map(String), lines };
  }
  const parents = edit.path.map(String);
  return edit.op === 'insert'
    ? { parents, lines: [{ sign: '+', text: `- ${flow(edit.value)}` }] }
    : { parents, lines: [{ sign: '-', text: `- ${flow(edit.before)}` }] };
}

/** The edits of one part of the file together, as the file has them; within a part in their order. */
function byPart(edits: readonly Edit[]): readonly Edit[] {
  const parts = [...new Set(edits.map(({ path }) => path[0]))];
  return parts.flatMap((part) => edits.filter(({ path }) => path[0] === part));
}

/** Context lines name the containers once for edits that follow each other in the same place. */
export function editLines(edits: readonly Edit[]): DiffLine[] {
  const out: DiffLine[] = [];
  let open: readonly string[] = [];
  for (const { parents, lines } of byPart(edits).map(step)) {
    let shared = 0;
    while (shared < open.length && shared < parents.length && open[shared] === parents[shared]) shared += 1;
    for (let depth = shared; depth < parents.length; depth += 1)
      out.push({ sign: ' ', text: `${'  '.repeat(depth)}${flow(parents[depth] ?? '')}:` });
    const indent = '  '.repeat(parents.length);
    for (const item of lines) out.push({ sign: item.sign, text: indent + item.text });
    open = parents;
  }
  return out;
}
