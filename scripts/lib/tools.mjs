/** The programs outside npm that Uniloom uses, the Debian packages that have them, and how they get installed. */
import { existsSync } from 'node:fs';
import { EXIT_MISSING, run, succeeds, which } from './run.mjs';

/** @typedef {{ package: string, commands: readonly string[], files?: readonly string[], purpose: string }} Tool */

/** @type {readonly Tool[]} */
export const runTools = [
  { package: 'gcc', commands: ['gcc'], purpose: 'compiles the microlibs' },
  {
    package: 'binutils',
    commands: ['ld', 'nm', 'objcopy', 'readelf', 'addr2line'],
    purpose: 'links, checks and measures images',
  },
  {
    package: 'libc6-dev',
    commands: [],
    files: ['/usr/include/stdio.h'],
    purpose: 'the C library that the host target links against',
  },
  { package: 'ninja-build', commands: ['ninja'], purpose: 'runs the build' },
  { package: 'xz-utils', commands: ['xz'], purpose: 'unpacks third-party sources' },
  { package: 'qemu-system-x86', commands: ['qemu-system-x86_64'], purpose: 'boots the images' },
];

/** @type {readonly Tool[]} */
export const testTools = [
  ...runTools,
  { package: 'ccache', commands: ['ccache'], purpose: 'the tests compile nothing twice' },
  { package: 'chromium', commands: ['chromium'], purpose: 'end-to-end tests' },
  { package: 'gdb', commands: ['gdb'], purpose: 'the test of uniloom debug' },
  {
    package: 'dosfstools',
    commands: [],
    files: ['/usr/sbin/mkfs.fat', '/usr/sbin/fsck.fat'],
    purpose: 'makes and checks FAT disks beside our own',
  },
  { package: 'mtools', commands: ['mcopy'], purpose: 'reads and writes FAT disks beside our own' },
  { package: 'kconfig-frontends', commands: ['kconfig-conf'], purpose: 'reference for the emitted Kconfig' },
  {
    package: 'python3-kconfiglib',
    commands: [],
    files: ['/usr/lib/python3/dist-packages/kconfiglib.py'],
    purpose: 'reference for the emitted Kconfig',
  },
  {
    package: 'fonts-noto-cjk',
    commands: [],
    files: ['/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc'],
    purpose: 'Chinese text in screenshots',
  },
];

/** @param {readonly Tool[]} tools */
export function missing(tools) {
  return tools.filter(
    (tool) =>
      !tool.commands.every((command) => which(command)) || !(tool.files ?? []).every((file) => existsSync(file)),
  );
}

/**
 * Installs what is missing with apt-get (as root, or through `sudo -n`), or prints the one command to run and ends
 * the process with status 3.
 * @param {readonly Tool[]} tools
 */
export async function ensureTools(tools) {
  const wanted = missing(tools);
  if (wanted.length === 0) return;
  const packages = wanted.map((tool) => tool.package);
  const install = ['apt-get', 'install', '-y', '--no-install-recommends', ...packages];
  const command = `sudo apt-get update && sudo ${install.join(' ')}`;
  for (const tool of wanted) console.error(`uniloom: ${tool.package} is missing: ${tool.purpose}`);

  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const able = which('apt-get') && (sudo.length === 0 || (which('sudo') && succeeds('sudo', ['-n', 'true'])));
  if (able) {
    const apt = (/** @type {string[]} */ args) => {
      const [program = 'apt-get', ...rest] = [...sudo, ...args];
      return run(program, rest, {
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      });
    };
    console.error(`uniloom: installing ${packages.join(', ')}`);
    // Installing from the package list at hand saves the update where that list is good.
    if ((await apt(install)) === 0 || ((await apt(['apt-get', 'update'])) === 0 && (await apt(install)) === 0)) {
      if (missing(tools).length === 0) return;
    }
  }
  console.error(`uniloom: please install what is missing, then start again:\n\n    ${command}\n`);
  process.exit(EXIT_MISSING);
}
