/**
 * A Linux guest in the same QEMU, to measure beside ours: Debian's cloud kernel, modules from its package, and one static
 * program of ours. The package is fetched by apt into the cache folder; nothing is installed.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root, which } from '../lib/run.mjs';

const sources = join(root, 'scripts/bench/linux');
/** What depends on the release's own kernel. */
const META = 'linux-image-cloud-amd64';
const PACKAGE = /Depends: (linux-image-\S+)/;

/** What virtio devices need, in the order of loading; `virtio_blk`, `virtio_net`, … are the caller's. */
export const VIRTIO_MODULES = [
  ...['virtio_ring', 'virtio', 'virtio_mmio', 'virtio_pci_modern_dev', 'virtio_pci_legacy_dev', 'virtio_pci'],
];

const MACHINES = {
  // With ACPI, by which the kernel finds its virtio devices.
  microvm: 'microvm',
  pc: 'pc,usb=off,hpet=off',
  q35: 'q35,usb=off,hpet=off,sata=off,smbus=off',
};

const cacheFolder = () =>
  join(
    process.env['UNILOOM_LINUX_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'uniloom'),
    'linux',
  );

/** The newest cloud kernel's package, unpacked: `{ kernel, modules }`, or why there is none. */
function linuxPackage() {
  const folder = cacheFolder();
  const unpacked = join(folder, 'unpacked');
  if (!existsSync(unpacked)) {
    for (const tool of ['apt-get', 'apt-cache', 'dpkg-deb']) if (which(tool) === null) return `there is no ${tool}`;
    const depends = spawnSync('apt-cache', ['depends', '--important', META], { encoding: 'utf8' }).stdout;
    const newest = PACKAGE.exec(depends)?.[1];
    if (newest === undefined) return 'no Linux kernel package';
    mkdirSync(folder, { recursive: true });
    const scratch = mkdtempSync(join(folder, 'fetch-'));
    try {
      const options = ['-q', '-o', 'APT::Sandbox::User=root'];
      if (spawnSync('apt-get', [...options, 'download', newest], { cwd: scratch, stdio: 'ignore' }).status !== 0)
        return 'no Linux kernel package';
      const file = readdirSync(scratch).find((name) => name.endsWith('.deb'));
      if (file === undefined) return 'no Linux kernel package';
      execFileSync('dpkg-deb', ['-x', join(scratch, file), join(scratch, 'x')]);
      renameSync(join(scratch, 'x'), unpacked);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }
  const kernel = readdirSync(join(unpacked, 'boot')).find((name) => name.startsWith('vmlinuz-'));
  if (kernel === undefined) return 'no Linux kernel package';
  return { kernel: join(unpacked, 'boot', kernel), modules: join(unpacked, 'lib/modules') };
}

/** An archive in cpio's format `newc`, as the kernel unpacks it. @param {readonly [string, Buffer, number][]} files path, contents, mode */
function cpio(files) {
  /** @type {Buffer[]} */
  const parts = [];
  const pad = (/** @type {number} */ size) => Buffer.alloc((4 - (size % 4)) % 4);
  const hex = (/** @type {number} */ value) => value.toString(16).padStart(8, '0');
  for (const [index, [path, data, mode]] of [
    ...files,
    /** @type {const} */ (['TRAILER!!!', Buffer.alloc(0), 0]),
  ].entries()) {
    const name = Buffer.from(`${path}\0`);
    const numbers = [index + 1, mode, 0, 0, 1, 0, data.length, 0, 0, 0, 0, name.length, 0];
    const header = Buffer.from(`070701${numbers.map(hex).join('')}`);
    parts.push(header, name, pad(header.length + name.length), data, pad(data.length));
  }
  return Buffer.concat(parts);
}

/** The folders of files before them. @param {readonly [string, Buffer, number][]} files @returns {[string, Buffer, number][]} */
function withFolders(files) {
  const folders = new Set(
    files.flatMap(([path]) => [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index))).filter(Boolean),
  );
  return [
    ...[...folders].sort().map((path) => /** @type {[string, Buffer, number]} */ ([path, Buffer.alloc(0), 0o040755])),
    ...files.map(([path, data, mode]) => /** @type {[string, Buffer, number]} */ ([path, data, mode])),
  ];
}

/**
 * Debian packages, unpacked into one folder of the cache: its path, or why there is none.
 * @param {string} name of the folder @param {readonly string[]} packages
 * @returns {{ folder: string } | { skipped: string }}
 */
export function debianFolder(name, packages) {
  const folder = join(cacheFolder(), name);
  if (existsSync(folder)) return { folder };
  for (const tool of ['apt-get', 'dpkg-deb']) if (which(tool) === null) return { skipped: `there is no ${tool}` };
  mkdirSync(cacheFolder(), { recursive: true });
  const scratch = mkdtempSync(join(cacheFolder(), 'fetch-'));
  try {
    const options = ['-q', '-o', 'APT::Sandbox::User=root', 'download', ...packages];
    if (spawnSync('apt-get', options, { cwd: scratch, stdio: 'ignore' }).status !== 0)
      return { skipped: `apt-get cannot download ${packages.join(', ')}` };
    for (const file of readdirSync(scratch).filter((path) => path.endsWith('.deb')))
      execFileSync('dpkg-deb', ['-x', join(scratch, file), join(scratch, 'x')]);
    renameSync(join(scratch, 'x'), folder);
    return { folder };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** @param {string} source @param {string} out @param {readonly string[]} flags */
const compile = (source, out, flags) =>
  execFileSync('gcc', ['-O2', '-Wall', '-Wextra', '-static', '-o', out, source, ...flags]);

/** @param {string} folder */
function tscKhz(folder) {
  const program = join(folder, 'tsc-khz');
  compile(join(sources, 'tsc-khz.c'), program, []);
  return execFileSync(program, { encoding: 'utf8' }).trim();
}

/**
 * A kernel module; null for one that is built in.
 * @param {string} folder @param {string} name
 */
function moduleOf(folder, name) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const path = files.find((file) => file.endsWith(`/${name}.ko`) || file.endsWith(`/${name}.ko.xz`));
  if (path !== undefined) {
    const file = join(folder, path);
    return path.endsWith('.xz') ? execFileSync('xz', ['-dc', file], { maxBuffer: 1 << 26 }) : readFileSync(file);
  }
  const builtin = files.find((file) => file.endsWith('modules.builtin')) ?? '';
  if (readFileSync(join(folder, builtin), 'utf8').includes(`/${name}.ko\n`)) return null;
  throw new Error(`the kernel's package has no module ${name}`);
}

/** Processor milliseconds that a process has had. @param {number} pid */
export function cpuMs(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/**
 * Boots it, runs the program, and gives what it printed, each line with the processor time that QEMU had had then.
 * @param {object} how
 * @param {string} how.program a C source, linked statically
 * @param {readonly string[]} [how.args] its arguments
 * @param {'microvm' | 'pc' | 'q35'} [how.machine]
 * @param {readonly string[]} [how.modules] names of kernel modules, in the order of loading
 * @param {readonly string[]} [how.qemu] more arguments, such as devices
 * @param {readonly string[]} [how.accel] `['tcg']`
 * @param {boolean} [how.icount] count instructions as nanoseconds: what the guest measures are guest instructions
 * @param {string} [how.memory]
 * @param {readonly [string, Buffer, number][]} [how.files] more files: path, contents, mode
 * @param {(line: string) => void} [how.onLine] told of each line when it comes
 * @param {(pid: number) => void} [how.onStart] told of QEMU's process
 * @param {(wire: import('node:stream').Duplex) => void} [how.onWire] gets the other end of QEMU's descriptor 3
 * @returns {Promise<{ lines: { text: string, cpuMs: number }[] } | { skipped: string }>}
 */
export async function linuxGuest(how) {
  const found = linuxPackage();
  if (typeof found === 'string') return { skipped: found };
  const folder = mkdtempSync(join(tmpdir(), 'uniloom-linux-'));
  try {
    compile(join(sources, 'init.c'), join(folder, 'init'), []);
    compile(how.program, join(folder, 'bench'), ['-pthread']);
    /** @type {[string, Buffer, number][]} */
    const files = [
      ['init', readFileSync(join(folder, 'init')), 0o100755],
      ['bench', readFileSync(join(folder, 'bench')), 0o100755],
    ];
    let modules = '';
    for (const name of how.modules ?? []) {
      const data = moduleOf(found.modules, name);
      if (data === null) continue;
      files.push([`${name}.ko`, data, 0o100644]);
      modules += `/${name}.ko\n`;
    }
    files.push(['modules', Buffer.from(modules), 0o100644]);
    files.push(['arguments', Buffer.from(['/bench', ...(how.args ?? [])].map((arg) => `${arg}\n`).join('')), 0o100644]);
    writeFileSync(join(folder, 'initrd'), cpio(withFolders([...files, ...(how.files ?? [])])));
    // Where the guest has no clock to measure its counter by, or a busy host misleads it, it would not come up.
    const khz = how.icount === true ? '1000000' : tscKhz(folder);
    const kernelArgs = [
      ...['console=ttyS0', 'quiet', 'panic=-1', 'rdinit=/init', 'mitigations=off', 'random.trust_cpu=on'],
      ...['tsc=reliable', `tsc_early_khz=${khz}`, 'no_timer_check', 'reboot=t'],
    ];
    const args = [
      ...[
        '-M',
        MACHINES[how.machine ?? 'microvm'],
        '-accel',
        (how.accel ?? ['tcg']).join(','),
        '-m',
        how.memory ?? '256M',
      ],
      ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot', '-smp', '1', '-serial', 'stdio'],
      ...(how.icount === true ? ['-icount', 'shift=0,sleep=off'] : []),
      ...['-kernel', found.kernel, '-initrd', join(folder, 'initrd'), '-append', kernelArgs.join(' ')],
      ...(how.qemu ?? []),
    ];
    return { lines: await runGuest(args, how) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {readonly string[]} args
 * @param {Pick<Parameters<typeof linuxGuest>[0], 'onLine' | 'onStart' | 'onWire'>} how
 */
async function runGuest(args, { onLine, onStart, onWire }) {
  const wire = onWire ? 'pipe' : 'ignore';
  const child = spawn('qemu-system-x86_64', args, { stdio: ['ignore', 'pipe', 'inherit', wire] });
  onWire?.(/** @type {import('node:stream').Duplex} */ (child.stdio[3]));
  /** @type {{ text: string, cpuMs: number }[]} */
  const lines = [];
  const ended = new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  const stop = () => child.kill('SIGKILL');
  process.once('exit', stop);
  if (child.pid !== undefined) onStart?.(child.pid);
  try {
    for await (const line of createInterface({ input: /** @type {import('node:stream').Readable} */ (child.stdout) })) {
      const text = line.trimEnd();
      // The kernel's own words.
      if (/^\[ *\d+\.\d+\] /.test(text)) continue;
      lines.push({ text, cpuMs: child.pid === undefined ? 0 : cpuMs(child.pid) });
      onLine?.(text);
    }
    await ended;
  } finally {
    process.off('exit', stop);
  }
  const last = lines.at(-1)?.text;
  if (last !== 'ended 0')
    throw new Error(
      `the Linux guest did not end well:\n${lines
        .slice(-20)
        .map(({ text }) => text)
        .join('\n')}`,
    );
  return lines.slice(0, -1);
}

// `node scripts/bench/linux-guest.mjs PROGRAM.c [ARG...]` shows what a program prints.
if (process.argv[1] === import.meta.filename) {
  const [program = join(sources, 'switch.c'), ...args] = process.argv.slice(2);
  const result = await linuxGuest({ program, args });
  console.log('skipped' in result ? `skipped: ${result.skipped}` : result.lines.map(({ text }) => text).join('\n'));
}
