/**
 * The sources of each component and the headers that they include, found by following `#include` lines: a manifest
 * lists C files only, and nothing that no file includes is copied.
 */
import { isInside, matchesTarget } from '../catalog/shapes.ts';
import { archiveName } from '../catalog/thirdparty.ts';
import type { Microlib, SourceFile } from '../catalog/types.ts';
import { createCopier, dirname, join, normal, type Searched, type Tree } from './includes.ts';
import type { ComponentPlan, Plan } from './plan.ts';
import { EmitError, type EmittedFile, type SourceId } from './types.ts';

export interface CompileUnit {
  readonly component: string;
  /** Emitted path of the source. */
  readonly path: string;
  readonly object: string;
  readonly language: 'c' | 'asm';
  /** From a third-party archive. */
  readonly isForeign: boolean;
  readonly cflags: readonly string[];
}

export interface ComponentSources {
  readonly units: readonly CompileUnit[];
  /** Emitted include folders, the nearest first. */
  readonly includes: readonly string[];
  /** Texts of its C sources and private headers, for the rename list. */
  readonly texts: readonly string[];
}

export interface SourceSet {
  readonly components: ReadonlyMap<string, ComponentSources>;
  readonly files: ReadonlyMap<string, EmittedFile>;
  readonly origins: ReadonlyMap<string, SourceId>;
}

/** Object names hold nothing that a shell or ninja could misread. */
export function objectName(path: string): string {
  const plain = path.replace(/[^A-Za-z0-9_./-]/gu, (char) => `+${char.codePointAt(0)?.toString(16)}+`);
  return `${plain}.o`;
}

export function collectSources(from: Plan): SourceSet {
  const files = new Map<string, EmittedFile>();
  const origins = new Map<string, SourceId>();
  const components = new Map<string, ComponentSources>();
  for (const component of from.components) {
    components.set(component.name, collect(from, component, files, origins));
    const archive = archiveTree(component.component.microlib);
    for (const name of archive === undefined ? [] : LICENCES) {
      const id: SourceId = `archive:${archive?.root}/${name}`;
      const text = from.input.readSource(id);
      if (text === undefined) continue;
      const path = `${archive?.emitted}/${name}`;
      files.set(path, { path, text });
      origins.set(path, id);
    }
  }
  return { components, files, origins };
}

/** What goes with an archive's sources wherever they go. */
const LICENCES = ['COPYING', 'COPYRIGHT', 'LICENCE', 'LICENSE', 'LICENSE.txt', 'LICENSE.md', 'NOTICE'];

/** The archive's files go beside the microlib's own, in a folder that none of those can be in by accident. */
function archiveTree({ name, thirdParty }: Microlib): Tree | undefined {
  if (thirdParty === undefined) return undefined;
  const root = archiveName(thirdParty);
  return { prefix: 'archive:', root, emitted: `src/${name}/${root}`, objects: root };
}

function collect(
  from: Plan,
  component: ComponentPlan,
  files: Map<string, EmittedFile>,
  origins: Map<string, SourceId>,
): ComponentSources {
  const { microlib, sources: own } = component.component;
  const library: Tree = {
    prefix: 'catalog:',
    root: microlib.sourceDir ?? microlib.dir,
    emitted: `src/${microlib.name}`,
    objects: '',
  };
  const folder: Tree = { prefix: 'source:', root: '', emitted: `own/${component.name}`, objects: '' };
  const archive = archiveTree(microlib);
  const listed = microlib.sources.filter((source) => source.archive !== true);
  const sourceDirs = [...new Set(listed.map((source) => dirname(source.path)))];
  // Own sources started as copies of the microlib's and still include its private headers.
  const dirs = own === undefined ? microlib.include : [...microlib.include, ...sourceDirs];
  const searched: Searched[] = [
    ...dirs.map((dir) => ({ tree: library, dir })),
    ...(archive === undefined ? [] : (microlib.archiveInclude ?? []).map((dir) => ({ tree: archive, dir }))),
  ];
  const includes = searched.map(({ tree, dir }) => join(tree.emitted, normal(dir) ?? '').replace(/\/$/, ''));
  const { texts, copy, copyNamed } = createCopier(from.input.readSource, searched, files, origins);

  const here = microlib.sources.filter(
    (source) => source.targets === undefined || matchesTarget(from.input.graph.target, source.targets),
  );
  const unitOf = (tree: Tree, flags: readonly string[]) => (source: SourceFile) => ({
    path: source.path,
    cflags: [...flags, ...(source.cflags ?? [])],
    tree,
  });
  // A component's own sources stand in for the microlib's own; the archive's stay pinned.
  const wanted = [
    ...(own?.map((path) => ({ path, cflags: [], tree: folder })) ??
      here.filter((source) => source.archive !== true).map(unitOf(library, []))),
    ...(archive === undefined
      ? []
      : here.filter((source) => source.archive === true).map(unitOf(archive, microlib.archiveCflags ?? []))),
  ];
  const units = wanted.map(({ path, cflags, tree }): CompileUnit => {
    const clean = normal(path);
    if (clean === undefined || clean === '' || path.startsWith('/') || (tree !== folder && !isInside(path))) {
      throw new EmitError('UL0005', `${path} leaves its folder`, { component: component.name, file: path });
    }
    const emitted = copy(tree, clean);
    if (emitted === undefined && tree === archive) {
      throw new EmitError(
        'UL0306',
        `'${component.name}': ${tree.root} has no ${path}, or is not here yet (uniloom sources --fetch)`,
        {
          component: component.name,
          file: `${tree.root}/${path}`,
        },
      );
    }
    if (emitted === undefined) {
      throw new EmitError('UL0008', `'${component.name}': ${path} cannot be read`, {
        component: component.name,
        file: path,
      });
    }
    const object = `obj/${component.name}/${objectName(join(tree.objects, clean))}`;
    const language = clean.endsWith('.S') ? 'asm' : 'c';
    return { component: component.name, path: emitted, object, language, isForeign: tree === archive, cflags };
  });
  copyNamed();
  return { units, includes, texts };
}
