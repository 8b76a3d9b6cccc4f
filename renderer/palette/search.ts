/** Fuzzy search over microlibs: name, title, summary, the APIs they have. */
import uFuzzy from '@leeoniya/ufuzzy';
import type { Microlib } from '../../engine/catalog/types.ts';

const fuzzy = new uFuzzy({ intraMode: 1 });

const haystacks = new WeakMap<Microlib, string>();

function haystack(microlib: Microlib): string {
  let text = haystacks.get(microlib);
  if (text === undefined) {
    const apis = [...microlib.provides, ...microlib.requires].map(({ api }) => api);
    text = `${microlib.name} ${microlib.title} ${microlib.category} ${apis.join(' ')} ${microlib.summary}`;
    haystacks.set(microlib, text);
  }
  return text;
}

/** The microlibs that match, the best first; all of them, as given, where nothing is asked for. */
export function matches(microlibs: readonly Microlib[], needle: string): readonly Microlib[] {
  const asked = needle.trim();
  if (asked === '') return microlibs;
  const texts = microlibs.map(haystack);
  const [found, info, order] = fuzzy.search(texts, asked, 1);
  const indexes = order === null || info === null ? (found ?? []) : order.map((at) => info.idx[at] ?? -1);
  return indexes.flatMap((index) => microlibs[index] ?? []);
}
