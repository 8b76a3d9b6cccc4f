/** A board for tests that runs its image as an ordinary process, without a catalog. */
import type { Board } from '../catalog/types.ts';

export const processBoard: Board = {
  name: 'host',
  title: 'Host',
  target: 'host',
  summary: '',
  dir: 'platform/host',
  components: {},
  wires: [],
  provides: {},
  requires: {},
  defaults: {},
  toolchain: { kind: 'hosted', arch: 'x86_64', cflags: [], ldflags: [] },
  machine: { kind: 'process', memory: { least: '1M', default: '16M' } },
};
