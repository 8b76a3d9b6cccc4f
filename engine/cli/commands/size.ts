/** `uniloom size`: bytes per component and section. */
import type { SizeReport } from '../../contract.ts';
import { print, printJson, table } from '../output.ts';
import type { Cli } from '../program.ts';
import { type BuildOptions, building } from './build.ts';

const SECTIONS = ['text', 'rodata', 'data', 'bss'] as const;

type Sizes = SizeReport['total'];

const sumOf = (sizes: Sizes | undefined): number => SECTIONS.reduce((all, section) => all + (sizes?.[section] ?? 0), 0);

const signed = (bytes: number): string => (bytes > 0 ? `+${bytes}` : String(bytes));

function text({ components, total, image }: SizeReport, previous: SizeReport | null): string {
  const before = new Map(previous?.components.map((one) => [one.name, one]));
  const row = (name: string, microlib: string, sizes: Sizes, earlier: Sizes | undefined) => {
    const change = previous === null ? [] : [signed(sumOf(sizes) - sumOf(earlier))];
    return [name, microlib, ...SECTIONS.map((section) => String(sizes[section])), String(sumOf(sizes)), ...change];
  };
  const rows = [
    ['component', 'microlib', ...SECTIONS, 'sum', ...(previous === null ? [] : ['change'])],
    ...components.map((one) => row(one.name, one.microlib, one, before.get(one.name))),
    row('total', '', total, previous?.total),
  ];
  return `${table(rows, [2, 3, 4, 5, 6, 7])}\n\nimage file: ${image} bytes`;
}

export async function run(cli: Cli, [file]: readonly [string], options: BuildOptions): Promise<number> {
  return building(cli, file, options, ({ result: { size, previous } }) => {
    if (options.json) printJson({ total: size.total, components: size.components, image: size.image });
    else print(text(size, previous));
  });
}
