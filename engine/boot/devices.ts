/** QEMU's arguments for the devices of an image and what stands behind them. */
import type { Backend } from '../graph/backends.ts';
import { type DevicePlan, qemuLiteral } from '../graph/devices.ts';

/** A stream beside the machine's own: a console that is a device, what a card sends, or the other end of a card's wire. */
export type Channel =
  | { readonly kind: 'console' | 'mirror'; readonly component: string }
  /** Connected to the unix socket at `path` before QEMU starts. */
  | { readonly kind: 'wire'; readonly component: string; readonly path: string };

export interface DeviceArguments {
  readonly args: readonly string[];
  /** Those that want a file descriptor each, in their order. */
  readonly channels: readonly Channel[];
}

/** Chardevs share their name space with our own console, control and monitor. */
const idOf = ({ component, kind }: Backend): string => (kind === 'console' ? `console.${component}` : component);

/** The ids of what mirrors the frames that the card of `component` sends. */
export const mirrorOf = (component: string) => ({ filter: `mirror.${component}`, channel: `sent.${component}` });

/** Its ports lead somewhere that can be asked whether it answers. */
const isMirrored = (backend: Backend): boolean =>
  backend.kind === 'net' && backend.net === 'user' && backend.forwards.some(({ protocol }) => protocol === 'tcp');

const flag = (name: string, on: boolean): string => (on ? `,${name}=on` : '');

type Net = Extract<Backend, { kind: 'net' }>;

/**
 * To connect itself QEMU has a newer kind of network, `stream`, which wakes its loop twice more for each frame: a tenth of the
 * processor's time where frames come one at a time.
 */
const isConnected = (backend: Backend): backend is Net => backend.kind === 'net' && backend.net === 'socket';

function netArguments(id: string, { net, at, forwards }: Net): string[] {
  if (net === 'user') {
    const led = forwards.map(({ protocol, host, guest }) => `,hostfwd=${protocol}:127.0.0.1:${host}-:${guest}`);
    return ['-netdev', `user,id=${id}${led.join('')}`];
  }
  if (net === 'tap') return ['-netdev', `tap,id=${id},ifname=${qemuLiteral(at)},script=no,downscript=no`];
  return ['-netdev', `stream,id=${id},server=on,addr.type=unix,addr.path=${qemuLiteral(at)}`];
}

function backendArguments(backend: Backend): string[] {
  const id = idOf(backend);
  switch (backend.kind) {
    case 'net':
      return netArguments(id, backend);
    case 'disk': {
      // A node of the block layer takes the name as it is; `-drive file=` would read a protocol out of it.
      const file = `file.driver=file,file.filename=${qemuLiteral(backend.path)}`;
      return ['-blockdev', `driver=raw,node-name=${id},${file}${flag('read-only', backend.readOnly)}`];
    }
    case 'share': {
      const folder = `path=${qemuLiteral(backend.path)},security_model=none,multidevs=remap`;
      return ['-fsdev', `local,id=${id},${folder}${flag('readonly', backend.readOnly)}`];
    }
    case 'entropy':
      return ['-object', `rng-builtin,id=${id}`];
    // A console's chardev has a descriptor of its own, see `deviceArguments`.
    case 'console':
    case 'none':
      return [];
  }
}

/** @param firstFd the descriptor of the first channel */
export function deviceArguments(plan: DevicePlan, backends: readonly Backend[], firstFd: number): DeviceArguments {
  const byComponent = new Map(backends.map((backend) => [backend.component, backend]));
  const args = [...plan.args];
  const channels: Channel[] = [];
  const open = (option: '-chardev' | '-netdev', id: string, channel: Channel) => {
    args.push(option, `socket,id=${id},fd=${firstFd + channels.length}`);
    channels.push(channel);
  };
  for (const { component, qemu } of plan.devices) {
    const backend = byComponent.get(component);
    if (backend === undefined) continue;
    if (backend.kind === 'console') open('-chardev', idOf(backend), { kind: 'console', component });
    if (isConnected(backend)) open('-netdev', idOf(backend), { kind: 'wire', component, path: backend.at });
    else args.push(...backendArguments(backend));
    if (isMirrored(backend)) {
      const { filter, channel } = mirrorOf(component);
      open('-chardev', channel, { kind: 'mirror', component });
      args.push('-object', `filter-mirror,id=${filter},netdev=${idOf(backend)},queue=rx,outdev=${channel}`);
    }
    for (const device of qemu) args.push('-device', device.replaceAll('{backend}', idOf(backend)));
  }
  return { args, channels };
}
