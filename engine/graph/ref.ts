/** Port references, `COMPONENT.PORT`. */

export interface RefParts {
  readonly component: string;
  readonly port: string;
}

/** The two names of a reference, or undefined where the text is none (no dot, an empty half). */
export function splitRef(ref: string): RefParts | undefined {
  if (typeof ref !== 'string') return undefined;
  const dot = ref.indexOf('.');
  if (dot <= 0 || dot === ref.length - 1) return undefined;
  return { component: ref.slice(0, dot), port: ref.slice(dot + 1) };
}

/** An own value of a record; inherited names (`constructor`) are not found. */
export function own<T>(record: { readonly [key: string]: T } | undefined, key: string): T | undefined {
  return record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;
}
