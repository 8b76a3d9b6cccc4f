/** `uniloom size`: bytes per component and section. */
import type { SizeReport } from '../../contract.ts';
import { print, printJson, table } from '../output.ts';
import type { Cli } from '../program.ts';
import { type BuildOptions, building } from './build.ts';

const SECTIONS = ['text', 'rodata', 'data', 'bss'] as const;

function text({ components, total, image }: SizeReport): string {
  const row = (name: string, microlib: string, sizes: SizeReport['total']) => {
    const sum = SECTIONS.reduce((all, section) => all + sizes[section], 0);
    return [name, microlib, ...SECTIONS.map((section) => String(sizes[section])), String(sum)];
  };
  const rows = [
    ['component', 'microlib', ...SECTIONS, 'sum'],
    ...components.map((one) => row(one.name, one.microlib, one)),
    row('total', '', total),
  ];
  return `${table(rows, [2, 3, 4, 5, 6])}\n\nimage file: ${image} bytes`;
}

export async function run(cli: Cli, [file]: readonly [string], options: BuildOptions): Promise<number> {
  return building(cli, file, options, ({ result: { size } }) => {
    if (options.json) printJson({ total: size.total, components: size.components, image: size.image });
    else print(text(size));
  });
}
