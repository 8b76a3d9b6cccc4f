/**
 * The composition as plain, immutable data: what `uniloom.yaml` says (docs/composition-format.md).
 *
 * Everything in the app, the worker, the engine and the CLI works on this type. The YAML text is touched only at
 * open and save. Nothing outside `edits.ts` changes a value of these types.
 */

/** `arch/platform` (`x86_64/microvm`) or `host`. */
export type TargetId = string;

/** The profile a build is made in: `debug` binds in the linker script, `release` and `size` by label with LTO. */
export type Profile = 'debug' | 'release' | 'size';

/** A JSON value; what an edit carries. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** An option's value as written in the file. Kconfig decides what it means. */
export type OptionValue = boolean | number | string;

/** `COMPONENT.PORT`; `board.PORT` is an outer port of the target's board, `GROUP.PORT` one of a group. */
export type PortRef = string;

export interface Component {
  readonly microlib: string;
  readonly options?: { readonly [name: string]: OptionValue };
  /** C files of the composition's own folder that stand in for the microlib's sources. Relative, never leaving it. */
  readonly sources?: readonly string[];
  /** Targets the component exists on; all when absent. Patterns as in manifests (`x86_64/*`). */
  readonly targets?: readonly string[];
  /** Free text shown instead of the name. */
  readonly label?: string;
}

/** A parameter of a wire's kind: `functions` is a list of names. */
export type WireParameter = OptionValue | readonly string[];

export type WireKind = 'direct' | 'counted' | 'traced' | 'faulty' | 'gated';

export interface Wire {
  /** The required side. */
  readonly from: PortRef;
  /** The provided side. */
  readonly to: PortRef;
  /** Absent means `direct`. */
  readonly kind?: WireKind;
  /** Parameters of the kind (`faulty: {every: 3}`). */
  readonly with?: { readonly [name: string]: WireParameter };
}

/** A set of components that shows as one node. Its members are ordinary components of the composition. */
export interface Group {
  readonly members: readonly string[];
  /** Outer port name → inner port, for what the group provides and requires. */
  readonly provides?: { readonly [port: string]: PortRef };
  readonly requires?: { readonly [port: string]: PortRef };
  readonly label?: string;
}

export interface BootSettings {
  /** With a unit: `4M`, `512K`, `1G`. */
  readonly memory?: string;
  /** A variant of the target's machine: `pc` or `q35` on `x86_64/qemu-pc`. */
  readonly machine?: string;
  /** Passed to the guest's `main` after `--`. */
  readonly arguments?: readonly string[];
  /** `[NAME:]tcp:8080:80`; what stands behind devices is written as on the command line, see `backends.ts`. */
  readonly forwards?: readonly string[];
  /** The folder that is packed and given to what takes an initial archive. */
  readonly rootfs?: string;
  /** `[NAME=]FOLDER[,readonly]`. */
  readonly shares?: readonly string[];
  /** `[NAME=]FILE[,readonly]`. */
  readonly disks?: readonly string[];
  /** `[NAME=]user`, `socket:PATH`, `listen:PATH`, `tap:INTERFACE`. */
  readonly nets?: readonly string[];
}

export interface Position {
  readonly x: number;
  readonly y: number;
}

export interface Layout {
  /** Top-left corner of each component, of `board` and of groups, in canvas pixels. */
  readonly nodes?: { readonly [component: string]: Position };
  readonly viewport?: { readonly x: number; readonly y: number; readonly zoom: number };
  readonly frames?: readonly {
    readonly title: string;
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  }[];
}

export interface Composition {
  readonly uniloom: 1;
  readonly name: string;
  /** The first is the default. */
  readonly targets: readonly TargetId[];
  readonly components: { readonly [name: string]: Component };
  readonly wires: readonly Wire[];
  readonly groups: { readonly [name: string]: Group };
  /** Ambient API → the provided port that its unwired ports are bound to; before the board's own defaults. */
  readonly defaults: { readonly [api: string]: PortRef };
  readonly boot: BootSettings;
  readonly layout: Layout;
}

/** The name that stands for the target's board in port references and in `layout.nodes`. */
export const BOARD = 'board';

/** Component and port names: `[a-z][a-z0-9_]{0,30}`. */
export const NAME_PATTERN = /^[a-z][a-z0-9_]{0,30}$/;
