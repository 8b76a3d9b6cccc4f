/**
 * Which devices an image wants of its machine: one for each linked component whose microlib drives one. Where a device
 * stands on its bus follows from the option by which the driver will look for it, so that both agree. Pure.
 */
import type { BackendKind, BusSpec, DeviceSpec } from '../catalog/types.ts';
import { type Diagnostic, diagnostic } from '../check/types.ts';
import { componentOptions, type OptionInfo } from '../kconfig/kconfig.ts';
import type { Graph, GraphComponent } from './types.ts';

export interface Device {
  /** The component that drives it; also the device's id. */
  readonly component: string;
  readonly type: string;
  readonly bus: string;
  readonly backend: BackendKind;
  /** Its number among the devices of its type, in the order of the bus. */
  readonly index: number;
  /** QEMU's `-device` arguments, each without its value for `{backend}`. */
  readonly qemu: readonly string[];
}

export interface DevicePlan {
  /** In the order of their slots. */
  readonly devices: readonly Device[];
  /** QEMU arguments of the buses that have one. */
  readonly args: readonly string[];
  /** UL0121 to UL0123. */
  readonly diagnostics: readonly Diagnostic[];
}

interface Wanted {
  readonly component: GraphComponent;
  readonly spec: DeviceSpec;
  readonly holds: (condition: string | undefined) => boolean;
  readonly values: ReadonlyMap<string, OptionInfo>;
  /** How the driver will look for it: `mac`, `52:54:…`. */
  readonly by: string;
  readonly option: string;
  readonly key: string;
}

/** A literal for QEMU's comma-separated option syntax. */
export const qemuLiteral = (text: string): string => text.replaceAll(',', ',,');

const NO_PLAN: DevicePlan = { devices: [], args: [], diagnostics: [] };

function wanted(component: GraphComponent, spec: DeviceSpec): Wanted {
  const { symbols, holds } = componentOptions(component.microlib, component.name, component.options, component.wired);
  const values = new Map(symbols.map((info) => [info.name, info]));
  const is = (condition: string | undefined) => condition === undefined || holds.has(condition);
  const match = spec.match.find((way) => is(way.if));
  const key = match === undefined ? '' : String(values.get(match.option)?.value ?? '');
  return { component, spec, values, holds: is, by: match?.by ?? '', option: match?.option ?? '', key };
}

/** Two drivers of one device: the first has it, the others are told. */
function twice(list: readonly Wanted[], report: (found: Diagnostic) => void): Wanted[] {
  const owners = new Map<string, Wanted>();
  return list.filter((one) => {
    if (one.by === '') return true;
    const id = `${one.spec.bus} ${one.spec.type} ${one.by} ${one.key.toLowerCase()}`;
    const owner = owners.get(id);
    if (owner === undefined) {
      owners.set(id, one);
      return true;
    }
    const { name } = one.component;
    const first = owner.component.name;
    report(
      diagnostic(
        'UL0122',
        'error',
        `'${name}' and '${first}' drive the same ${one.spec.type} device: ${one.by} ${one.key}`,
        {
          params: { component: name, first, type: one.spec.type, by: one.by, value: one.key },
          at: { component: name, option: one.option },
          because: [`A device has one driver; ${first}.${owner.option} is ${one.key}, too`],
        },
      ),
    );
    return false;
  });
}

/** The devices of one type in the order in which the bus has to show them: each wanted index at its place. */
function ordered(list: readonly Wanted[], report: (found: Diagnostic) => void): Wanted[] {
  const indexed = new Map(list.flatMap((one) => (one.by === 'index' ? [[Number(one.key), one] as const] : [])));
  const rest = list.filter((one) => one.by !== 'index');
  const order: Wanted[] = [];
  for (let place = 0; place < list.length; place += 1) {
    const one = indexed.get(place) ?? rest.shift();
    if (one !== undefined) order.push(one);
  }
  for (const [index, one] of indexed) {
    if (index < list.length && order[index] === one) continue;
    const { name } = one.component;
    const { type } = one.spec;
    const message = `'${name}' drives ${type} device ${index}, and the image has ${list.length} of them, from 0 on`;
    report(
      diagnostic('UL0123', 'error', message, {
        params: { component: name, type, index, count: list.length },
        at: { component: name, option: one.option },
      }),
    );
  }
  return order;
}

/** `text` with its places filled in; a value's own commas are doubled. */
function filled(text: string, one: Wanted, bus: BusSpec): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => {
    if (name === 'id') return one.component.name;
    if (name === 'bus') return bus.suffix;
    const info = one.values.get(name);
    return info === undefined ? place : qemuLiteral(info.text);
  });
}

function deviceOf(one: Wanted, index: number, bus: BusSpec, slot: number): Device {
  const { component, spec } = one;
  const place = bus.slot.replaceAll('{slot}', String(slot)).replaceAll('{hex}', slot.toString(16));
  const qemu = spec.qemu.map(({ device, properties }, nth) => {
    const own = properties.filter((each) => one.holds(each.if)).map(({ property }) => property);
    const first = nth === 0 ? ['id={id}', place, ...bus.properties] : [];
    return [device, ...first, ...own].map((part) => filled(part, one, bus)).join(',');
  });
  return { component: component.name, type: spec.type, bus: spec.bus, backend: spec.backend, index, qemu };
}

function noSlot({ component, spec }: Wanted, busName: string, bus: BusSpec | undefined, target: string): Diagnostic {
  const { name } = component;
  const slots = bus === undefined ? 0 : bus.last - bus.first + 1;
  const message =
    slots === 0
      ? `'${name}' drives a ${spec.type} device on the bus ${busName}, which ${target} does not have`
      : `No slot is left for '${name}': ${target} has ${slots} for devices of the bus ${busName}`;
  return diagnostic('UL0121', 'error', message, {
    params: { component: name, type: spec.type, bus: busName, target, slots },
    at: { component: name },
  });
}

const plans = new WeakMap<readonly GraphComponent[], DevicePlan>();

/** The devices of `graph`'s image. On a board that QEMU does not run there are none: its drivers meet models. */
export function planDevices({ components, board }: Graph): DevicePlan {
  const { machine } = board;
  if (machine.kind !== 'qemu') return NO_PLAN;
  let plan = plans.get(components);
  if (plan !== undefined) return plan;
  const diagnostics: Diagnostic[] = [];
  const report = (found: Diagnostic) => void diagnostics.push(found);
  const all = components.flatMap((component) => {
    const { device } = component.microlib;
    return component.linked && device !== undefined ? [wanted(component, device)] : [];
  });
  const single = twice(all, report);
  const devices: Device[] = [];
  const args: string[] = [];
  for (const name of new Set(single.map(({ spec }) => spec.bus))) {
    const bus = machine.devices[name];
    const onBus = single.filter(({ spec }) => spec.bus === name);
    const types = [...new Set(onBus.map(({ spec }) => spec.type))];
    const placed = types.flatMap((type) =>
      ordered(
        onBus.filter(({ spec }) => spec.type === type),
        report,
      ).map((one, index) => ({ one, index })),
    );
    if (bus !== undefined) args.push(...bus.args);
    placed.forEach(({ one, index }, nth) => {
      if (bus === undefined || bus.first + nth > bus.last) report(noSlot(one, name, bus, board.target));
      else devices.push(deviceOf(one, index, bus, bus.first + nth));
    });
  }
  plan = { devices, args, diagnostics };
  plans.set(components, plan);
  return plan;
}
