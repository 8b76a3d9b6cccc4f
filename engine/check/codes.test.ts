import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const pages = join(root, 'docs/diagnostics');

/** Every code that a source names, without the tests. */
function codesIn(folder: string): Set<string> {
  const codes = new Set<string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(?:ts|tsx|mjs)$/.test(entry.name) || /\.test\.tsx?$/.test(entry.name)) continue;
    const text = readFileSync(join(entry.parentPath, entry.name), 'utf8');
    for (const [code] of text.matchAll(/\bUL\d{4}\b/g)) codes.add(code);
  }
  return codes;
}

describe('docs/diagnostics', () => {
  const documented = readdirSync(pages).filter((name) => name !== 'README.md');

  it('has a page for each code of the engine', () => {
    const used = codesIn(join(root, 'engine'));
    expect(used.size).toBeGreaterThan(20);
    expect([...used].filter((code) => !documented.includes(`${code}.md`))).toEqual([]);
  });

  it('has an entry in its list for each page, and a page for each entry', () => {
    const list = readFileSync(join(pages, 'README.md'), 'utf8');
    const listed = [...list.matchAll(/^\| \[(UL\d{4})\]\(\1\.md\)/gm)].map(([, code]) => `${code}.md`);
    expect(listed.sort()).toEqual(documented.sort());
  });

  it.each(documented)('says in %s what, why, what to do, and shows an example', (name) => {
    const text = readFileSync(join(pages, name), 'utf8');
    expect(text).toMatch(new RegExp(`^# ${name.slice(0, -3)}: .+\n\n.{20}`));
    expect(text.match(/^## .+$/gm)).toEqual(['## Why', '## What to do', '## Example']);
    expect(text).toMatch(/```\w+\n[^`]|```\w+\n.+`/);
  });
});
