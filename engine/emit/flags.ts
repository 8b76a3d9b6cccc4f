/** Compiler and linker flags: what every component gets, by profile. A board adds its own. */
import { COVERAGE_FLAGS, COVERAGE_LIBRARY } from './coverage.ts';
import type { ComponentPlan, Plan } from './plan.ts';
import type { ComponentSources } from './sources.ts';

const LANGUAGE = ['-std=c17', '-ffreestanding', '-fno-common', '-fno-strict-aliasing'];

const CODE = [
  '-ffunction-sections',
  '-fdata-sections',
  '-fno-omit-frame-pointer',
  '-fno-stack-protector',
  '-fno-asynchronous-unwind-tables',
  '-fcf-protection=none',
  '-fno-pie',
];

/**
 * By architecture. GCC would align every larger object of x86 to 16 or 32 bytes for the sake of compilers of the
 * 1990s: that wastes room, and a loader reads an ELF note of alignment 4 only.
 */
const BY_ARCH: Readonly<Record<string, readonly string[]>> = { x86_64: ['-malign-data=abi'] };

/**
 * By architecture, for speed. Most branches run once: to an emulator each is a block more to translate, to a processor one to
 * guess.
 */
const FAST: Readonly<Record<string, readonly string[]>> = { x86_64: ['-mbranch-cost=5'] };

const WARNINGS = ['-Wall', '-Wextra', '-Wmissing-prototypes', '-Werror'];

const BY_PROFILE = {
  debug: ['-Og', '-g'],
  release: ['-O2', '-g', '-flto', '-fno-fat-lto-objects'],
  size: ['-Os', '-g', '-flto', '-fno-fat-lto-objects'],
} as const;

const LTO_LINK = ['-flto=auto', '-flto-partition=one'];

/**
 * No path of this machine in the image. Compilers run with `PWD=/proc/self/cwd` (ninja.ts), which is the build folder
 * by a name that needs no quoting, whatever the folder is called.
 */
const NO_MACHINE = ['-ffile-prefix-map=/usr=+usr', '-ffile-prefix-map=/proc/self/cwd=.'];

/**
 * Debug information names each file by its component, so that two instances of one microlib are told apart
 * (build/owner.ts) and a debugger that runs in the build folder still finds it. `__FILE__` is for people.
 */
function pathFlags({ name, component }: ComponentPlan): string[] {
  const folders = [`src/${component.microlib.name}`, `own/${name}`, `gen/${name}`];
  return folders.flatMap((dir) => [
    `-fdebug-prefix-map=${dir}=obj/${name}/../../${dir}`,
    `-fmacro-prefix-map=${dir}=${name}`,
  ]);
}

/** Flags of every compilation. */
export function commonFlags(from: Plan): string[] {
  const { arch, cflags } = from.input.graph.board.toolchain;
  return [
    ...LANGUAGE,
    ...CODE,
    ...(BY_ARCH[arch] ?? []),
    ...WARNINGS,
    ...BY_PROFILE[from.profile],
    ...(from.profile === 'release' ? (FAST[arch] ?? []) : []),
    ...NO_MACHINE,
    ...cflags,
  ];
}

/** Flags of one component's compilations. Lines of third-party sources are not counted. */
export function componentFlags(
  from: Plan,
  component: ComponentPlan,
  sources: ComponentSources,
  isForeign: boolean,
): string[] {
  const folders = [`gen/${component.name}`, ...sources.includes, 'include'];
  const flags = folders.map((dir) => `-I${dir}`);
  const coverage = from.coverage && !isForeign ? COVERAGE_FLAGS : [];
  return [...flags, '-include', `gen/${component.name}/rename.h`, ...pathFlags(component), ...coverage];
}

/** Assembly takes neither the C dialect nor the rename header; `<uniloom/asm.h>` spells its symbols. */
export function assemblyFlags(from: Plan, component: ComponentPlan, sources: ComponentSources): string[] {
  const folders = [`gen/${component.name}`, ...sources.includes, 'include'];
  return [
    '-g',
    ...NO_MACHINE,
    ...pathFlags(component),
    `-DCOMPONENT=${component.name}`,
    ...folders.map((dir) => `-I${dir}`),
    ...from.input.graph.board.toolchain.cflags,
  ];
}

/** Flags of the link, in order. */
export function linkFlags(from: Plan): string[] {
  const { toolchain } = from.input.graph.board;
  const common = [
    '-no-pie',
    '-Wl,-T,link.lds',
    '-Wl,-Map=link.map',
    '-Wl,--gc-sections',
    '-Wl,--build-id=none',
    '-Wl,-z,noexecstack',
    '-Wl,--no-warn-rwx-segments',
  ];
  const freestanding = ['-nostdlib', '-static', '-Wl,-z,max-page-size=0x1000'];
  const optimise = from.scripted ? [] : [...commonFlags(from), ...LTO_LINK];
  return [
    ...optimise,
    ...common,
    ...(from.hosted ? [] : freestanding),
    ...toolchain.ldflags,
    ...(from.coverage ? [COVERAGE_LIBRARY] : []),
  ];
}
