/** Port references, `COMPONENT.PORT`. */

export interface RefParts {
  readonly component: string;
  readonly port: string;
}

/** References are split at every check; a composition's are the same ones each time. */
const split = new Map<string, RefParts>();
const SPLIT_AT_MOST = 50_000;

/** The two names of a reference, or undefined where the text is none (no dot, an empty half). */
export function splitRef(ref: string): RefParts | undefined {
  const known = split.get(ref);
  if (known !== undefined || typeof ref !== 'string') return known;
  const dot = ref.indexOf('.');
  if (dot <= 0 || dot === ref.length - 1) return undefined;
  const parts = { component: ref.slice(0, dot), port: ref.slice(dot + 1) };
  if (split.size >= SPLIT_AT_MOST) split.clear();
  split.set(ref, parts);
  return parts;
}

/** An own value of a record; inherited names (`constructor`) are not found. */
export function own<T>(record: { readonly [key: string]: T } | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}
