/** The examples, as tests see them: what each prints when it has booted. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Composition } from '../model/types.ts';
import { parseComposition } from '../model/yaml.ts';
import { example, root } from './cli.ts';

/** By folder: lines of the console, each of which must be there, whatever allocator or scheduler stands behind. */
export const EXPECTED: Readonly<Record<string, readonly RegExp[]>> = {
  clockwork: [/^clockwork: 20 timers, 0 out of order, 0 early, woken \d+ times$/m],
  files: [/^file +33 hello\.txt$/m, /^folder +\d+ notes$/m, /^These bytes came with the image\.$/m],
  'disk-bench': [/^depth 1 took \d+ ns for \d+ requests$/m, /^depth 32 took \d+ ns for \d+ requests$/m],
  'file-server': [/^app: listening on port 80$/m],
  frames: [/^10\.0\.2\.2 has 52:55:0a:00:02:02$/m],
  hello: [/^Hello from Uniloom$/m],
  'kv-store': [/^app: 0 keys, listening on port 6379$/m],
  random: [/^random: seeded from the boot line/m, /^token [0-9a-f]{32}$/m, /^seeded from the boot line/m],
  sealed: [/^intruder: nothing to try/m],
  share: [/^share files, messages of 65536 bytes$/m, /^This file is the host's\.$/m, /^hello\.txt: 25 bytes$/m],
  'tcp-echo': [/^app: listening on port 7$/m],
  threads: [/^threads: 4 producers, 3 consumers, 1000 items, sum 499500, ok$/m],
  'two-allocators': [
    /^left: 40 rounds, used \d+, peak \d+, live 8, failures 0$/m,
    /^right: 25 rounds, used \d+, peak \d+, live 8, failures 0$/m,
  ],
  'udp-echo': [/^app: listening on port 7$/m],
  'udp-echo-netdev': [/^app: listening on port 7 of 10\.0\.2\.15$/m],
  'web-server': [/^app: listening on port 80$/m],
};

/** Folder names of assets/examples, sorted. */
export const exampleNames = (): string[] => readdirSync(join(root, 'assets/examples')).sort();

/** The example's composition. @throws where it cannot be read */
export function exampleComposition(name: string): Composition {
  const { composition, diagnostics } = parseComposition(
    readFileSync(join(example(name), 'uniloom.yaml')),
    `${name}/uniloom.yaml`,
  );
  if (composition === null || composition === undefined)
    throw new Error(diagnostics.map(({ message }) => message).join('; '));
  return composition;
}
