/** The catalog: every API, microlib and board that was found. Plain data, so that it travels to the renderer's worker. */
import type { Diagnostic } from '../check/types.ts';
import type { OptionValue, Profile, TargetId } from '../model/types.ts';

/** `{type: 'void *', name: 'malloc'}`: one C declarator as the strict parser read it. */
export interface CParam {
  /** The C type without the name, normalised: `const void *`. */
  readonly type: string;
  readonly name: string;
  /** For pointers to caller's memory: which way the bytes go, and the parameter that says how many. */
  readonly buffer?: { readonly direction: 'in' | 'out' | 'inout'; readonly size?: string };
}

export type CallContext = 'init' | 'thread' | 'interrupt' | 'panic';

export interface ApiFunction {
  readonly name: string;
  readonly returns: string;
  readonly params: readonly CParam[];
  /** Attributes of the prototype, e.g. `noreturn`. */
  readonly attributes: readonly string[];
  readonly doc: string;
  /** The C expression a failed call returns (`NULL`, `-ENOMEM`), or null when it cannot fail. */
  readonly fails: string | null;
  readonly blocks: boolean;
  readonly contexts: readonly CallContext[];
}

export interface Api {
  readonly name: string;
  readonly version: number;
  readonly title: string;
  readonly summary: string;
  /** Colour family of its ports and wires: memory, time, sched, io, hardware, core, text, net, files. */
  readonly family: string;
  /** A port of it without a wire is bound to the default provider; late by definition. */
  readonly ambient: boolean;
  /** `port`: bound per port. `global`: plain C names with one provider in an image. */
  readonly linkage: 'port' | 'global';
  /** Every component may use it without requiring it (only `cmem`, which the compiler itself calls). */
  readonly implicit: boolean;
  /** Provided by the engine's generated runtime (`composition`, `cputime`). */
  readonly runtime: boolean;
  readonly functions: readonly ApiFunction[];
  /** Folder of the API relative to the catalog root (`apis/alloc`). */
  readonly dir: string;
  /** Header of types, included by every port header of this API, relative to `dir` (`include/alloc_types.h`). */
  readonly types?: string;
  /** Conveniences per port, relative to `dir`; `PORT_` stands for the port's prefix (`inline.h`). */
  readonly inline?: string;
  /** For `linkage: global`: the header that users include, relative to `dir`. */
  readonly header?: string;
}

export interface ProvidedPort {
  readonly port: string;
  readonly api: string;
  readonly version: number;
  /** Has all functions, and cannot do all that the API is for (a scheduler without threads): a whole one is offered first. */
  readonly partial?: boolean;
  /** A scheduler that takes the processor from its threads: what they share wants locks. */
  readonly preemptive?: boolean;
  /** Its sources learn from `PORT_USED`, 0 or 1, whether something is wired to it: what nobody asks for is not done at all. */
  readonly used?: boolean;
  /** The port exists only while this holds: a Kconfig expression of the microlib's options (`STATS && POOL_KB > 64`). */
  readonly if?: string;
  readonly doc?: string;
}

export interface RequiredPort {
  readonly port: string;
  readonly api: string;
  /** The least version. */
  readonly version: number;
  readonly count: 'one' | 'optional' | 'many';
  readonly late: boolean;
  /** Of an optional port of a board: nobody is told that the image has what would serve it. */
  readonly quiet?: boolean;
  /** Of a port of many: without any wire the component can do nothing. */
  readonly wanted?: boolean;
  /** Of a port of API `sched`: the component hands it work that interrupts leave (`PORT_defer`). */
  readonly defers?: boolean;
  /** As of a provided port. Where it does not exist nothing can be wired to it, and nothing need be. */
  readonly if?: string;
  readonly doc?: string;
}

export interface SourceFile {
  /** Relative to the microlib's folder, or to the top of its archive. */
  readonly path: string;
  /** It is in the archive that `thirdParty` pins. */
  readonly archive?: boolean | undefined;
  readonly targets?: readonly string[];
  readonly cflags?: readonly string[];
}

/** Where an archive can be had. Each origin has its own packing, so its own SHA-256. */
export type Origin =
  | {
      readonly from: 'debian';
      /** The source package, its version, and which of its files is the archive. */
      readonly package: string;
      readonly version: string;
      readonly file: string;
      readonly sha256: string;
      /** Its `.debian.tar`, which has the patches. */
      readonly packaging?: { readonly file: string; readonly sha256: string } | undefined;
    }
  | { readonly from: 'upstream'; readonly url: string; readonly sha256: string };

/** Somebody else's sources, pinned: never in the repository (docs/sources.md). */
export interface ThirdParty {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** Leading folders that are taken away. */
  readonly strip: number;
  /** In the order in which they are tried. */
  readonly origins: readonly Origin[];
  /** Files of `debian/patches` that are applied, in this order. */
  readonly patches: readonly string[];
}

export type MainKind = 'none' | 'plain' | 'args';

export interface Microlib {
  readonly name: string;
  readonly version: string;
  readonly title: string;
  readonly summary: string;
  /** One line: when to choose it rather than another provider. */
  readonly choose?: string;
  /** Palette group and node colour: apps, memory, sched, drivers, core, arch, platform, libc, models, tests. */
  readonly category: string;
  readonly licence: string;
  readonly targets: readonly string[];
  readonly instances: 'many' | 'one';
  /** Has `int init(void)`, run in the wires' order. */
  readonly init: boolean;
  /** `plain`: `int main(void)`; `args`: `int main(int argc, char **argv)`. */
  readonly main: MainKind;
  /** Has `void fini(void)`, run after the mains, those of users before those of what they require. */
  readonly fini?: boolean;
  readonly provides: readonly ProvidedPort[];
  readonly requires: readonly RequiredPort[];
  readonly sources: readonly SourceFile[];
  /** The microlib in whose folder the sources and include folders are, where that is another one. */
  readonly sourcesOf?: string;
  /** Include folders relative to the microlib's. */
  readonly include: readonly string[];
  readonly thirdParty?: ThirdParty | undefined;
  /** Include folders of the archive; `.` is its top. */
  readonly archiveInclude?: readonly string[] | undefined;
  /** Compiler flags of the archive's sources, before those of each. */
  readonly archiveCflags?: readonly string[] | undefined;
  /** Globals that the scan of the sources cannot see: made by macros out of pieces. They are renamed as well. */
  readonly globals?: readonly string[] | undefined;
  /** Symbols of the host's C library that it may use (host platform only). */
  readonly imports: readonly string[];
  /** Has code that a linker script or hardware enters (the ELF entry `_start`): linked even when no wire reaches it. */
  readonly root: boolean;
  /** Names that stay global as they are (`_start`, `main` on host). */
  readonly exports: readonly string[];
  /** Folder relative to the catalog root (`memory/tlsf`). */
  readonly dir: string;
  /** The folder of `sourcesOf`: sources are read there. */
  readonly sourceDir?: string;
  /** The text of its Kconfig template, with `$(component)`; empty when it has no options. */
  readonly kconfig: string;
  /** Options that can be set at boot without rebuilding. */
  readonly bootOptions: readonly string[];
  /** Those of them that `boot` sets where nobody else does, and to what. */
  readonly bootFills?: Readonly<Record<string, BootFill>> | undefined;
  /** The device that a component of it drives. */
  readonly device?: DeviceSpec;
  /** The port of which the loader's archive comes: in a file that the boot option names, or by QEMU's `-initrd`. */
  readonly initrd?: { readonly port: string; readonly option?: string };
  readonly costs: readonly Cost[];
}

/** What stands behind a device on the side of whoever boots. */
export type BackendKind = 'net' | 'disk' | 'share' | 'entropy' | 'console' | 'none';

/** Text with places `{id}`, `{backend}`, `{bus}` and `{OPTION}`, there while its condition holds. */
export interface DeviceProperty {
  readonly property: string;
  /** A Kconfig expression of the microlib's options. */
  readonly if?: string;
}

/** The device that a component drives: how QEMU is told to have it, and how the driver finds it. */
export interface DeviceSpec {
  /** What its bus counts: devices of one type are numbered from 0 on. */
  readonly type: string;
  /** The kind of slot that it takes from the board. */
  readonly bus: string;
  readonly backend: BackendKind;
  /** Options that say which device it is; of the ways that hold. `index` is the number among those of its type. */
  readonly match: readonly { readonly by: string; readonly option: string; readonly if?: string }[];
  /** QEMU's `-device` arguments: the first takes the slot, others sit on it. */
  readonly qemu: readonly { readonly device: string; readonly properties: readonly DeviceProperty[] }[];
  /** On boards without QEMU: the boot option that is given the path of the backend. */
  readonly option?: string;
}

/** The slots that a board has for devices of one bus. */
export interface BusSpec {
  /** What `{bus}` stands for: `device`, `pci`. */
  readonly suffix: string;
  /** Property that places a device, of `{slot}` (decimal) or `{hex}`; slots are taken from `first` on. */
  readonly slot: string;
  readonly first: number;
  readonly last: number;
  /** Properties of every device. */
  readonly properties: readonly string[];
  /** QEMU arguments where there is a device on the bus at all. */
  readonly args: readonly string[];
}

/** What `boot` can fill an option in with: the time of day, in milliseconds since 1970, or random bytes as hexadecimal digits. */
export type BootFill = 'unix-ms' | { readonly random: number };

/** Measured by `npm run measure`; see the microlib's costs.json. */
export interface Cost {
  readonly target: TargetId;
  readonly profile: Profile;
  readonly compiler: string;
  readonly text: number;
  readonly rodata: number;
  readonly data: number;
  readonly bss: number;
}

/** A board is a group from the catalog: what a target is made of. */
export interface Board {
  readonly name: string;
  readonly title: string;
  readonly target: TargetId;
  readonly summary: string;
  readonly dir: string;
  readonly components: {
    readonly [name: string]: { readonly microlib: string; readonly options?: { readonly [name: string]: OptionValue } };
  };
  readonly wires: readonly { readonly from: string; readonly to: string }[];
  /** Outer ports → inner `COMPONENT.PORT`. */
  readonly provides: { readonly [port: string]: string };
  readonly requires: { readonly [port: string]: string };
  /** Ambient and global APIs → inner provider. */
  readonly defaults: { readonly [api: string]: string };
  readonly toolchain: Toolchain;
  /** What `boot` does with it; see engine/boot. */
  readonly machine: MachineSpec;
}

export interface Toolchain {
  /** `freestanding`: our link.lds, no libc. `hosted`: linked by the compiler driver against the host's libc. */
  readonly kind: 'freestanding' | 'hosted';
  readonly arch: string;
  readonly cflags: readonly string[];
  readonly ldflags: readonly string[];
  /** Load address of the image (freestanding), bytes. */
  readonly loadAddress?: number;
}

export type MachineSpec =
  | {
      readonly kind: 'qemu';
      readonly system: string;
      /** The first is the default. */
      readonly variants: readonly {
        readonly name: string;
        /** `-M` value. */
        readonly machine: string;
        readonly args: readonly string[];
      }[];
      /** QEMU arguments after the variant's own. `{console}` and `{control}` are chardev ids. */
      readonly args: readonly string[];
      /** What can be plugged in, by bus. */
      readonly devices: { readonly [bus: string]: BusSpec };
      readonly memory: { readonly least: string; readonly default: string };
    }
  | { readonly kind: 'process'; readonly memory: { readonly least: string; readonly default: string } };

export interface Catalog {
  readonly apis: { readonly [name: string]: Api };
  readonly microlibs: { readonly [name: string]: Microlib };
  /** By target. */
  readonly boards: { readonly [target: TargetId]: Board };
  /** What could not be read; the rest of the catalog stands. */
  readonly diagnostics: readonly Diagnostic[];
}
