/**
 * `kraftfile`: a Kraftfile v0.6 with the libraries of Unikraft that come nearest. Unikraft has no wires, so what a
 * component is wired to is lost, and options have other names there: a start for a port, not the same image.
 */
import { Document } from 'yaml';
import type { Exporter } from './types.ts';

/** Microlib → Kconfig symbol of Unikraft's core 0.17, or external library. */
const COUNTERPARTS: Readonly<Record<string, { readonly option?: string; readonly library?: string }>> = {
  buddy: { option: 'CONFIG_LIBUKALLOCBBUDDY' },
  bump: { option: 'CONFIG_LIBUKALLOCREGION' },
  tlsf: { library: 'tlsf' },
  coop: { option: 'CONFIG_LIBUKSCHEDCOOP' },
  ns16550: { option: 'CONFIG_LIBNS16550' },
  mini: { option: 'CONFIG_LIBNOLIBC' },
  print: { option: 'CONFIG_LIBUKPRINT' },
  start: { option: 'CONFIG_LIBUKBOOT' },
};

function targetOf(target: string): { readonly architecture: string; readonly platform: string } | null {
  const [architecture, platform] = target.split('/');
  return architecture === undefined || platform === undefined ? null : { architecture, platform: 'qemu' };
}

export const kraftfileExporter: Exporter = {
  kind: 'kraftfile',
  title: 'Kraftfile',
  summary: 'Kraftfile v0.6 for KraftKit: the Unikraft libraries that come nearest to the components.',
  extension: '.Kraftfile.yaml',
  text: true,
  async produce({ composition, graph, build }) {
    const linked = graph.components.filter((component) => component.linked);
    const names = [...new Set(linked.map(({ microlib }) => microlib.name))].sort();
    const found = names.flatMap((name) => COUNTERPARTS[name] ?? []);
    const kconfig = Object.fromEntries(found.flatMap(({ option }) => (option ? [[option, 'y']] : [])));
    const libraries = Object.fromEntries(found.flatMap(({ library }) => (library ? [[library, 'stable']] : [])));
    const without = names.filter((name) => !(name in COUNTERPARTS));
    const targets = composition.targets.flatMap((target) => targetOf(target) ?? []);
    const unique = [
      ...new Map(targets.map((target) => [`${target.platform}/${target.architecture}`, target])).values(),
    ];
    const file = {
      spec: 'v0.6',
      name: composition.name,
      labels: { 'org.uniloom.target': build.target, 'org.uniloom.profile': build.profile },
      outdir: 'build',
      unikraft: { version: 'stable', kconfig },
      ...(Object.keys(libraries).length > 0 && { libraries }),
      targets: unique,
      ...((composition.boot.arguments?.length ?? 0) > 0 && { cmd: composition.boot.arguments }),
    };
    const document = new Document(file);
    const note = `No counterpart in Unikraft: ${without.join(', ')}. Wires have none either.`;
    document.commentBefore = ` From the Uniloom composition ${composition.name}.\n ${note}`;
    return { data: Buffer.from(document.toString({ lineWidth: 0 })), note };
  },
};
