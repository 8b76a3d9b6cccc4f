/** The commands and their options. What a command does is in a file of its own, loaded when it is asked for. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { KCONFIG_OPTIONS, type KconfigOption } from './kconfig-options.ts';
import { DONE, USAGE } from './status.ts';

export interface Cli {
  readonly version: string;
  /** The checkout (or package) that holds microlibs/, assets/ and dist/. */
  readonly root: string;
}

/** What a command answers with: its exit status. */
export type Action<A extends readonly unknown[], O> = (cli: Cli, args: A, options: O) => Promise<number>;

const positive = (text: string): number => {
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError('It is a number above 0.');
  return value;
};
const port = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65535)
    throw new InvalidArgumentError('It is a port, 0 to 65535.');
  return value;
};
const collect = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

const json = () => new Option('--json', 'print exactly one JSON document');
const target = () => new Option('--target <target>', 'target; the composition’s first when absent');
const profile = () =>
  new Option('--profile <profile>', 'how to build').choices(['debug', 'release', 'size']).default('debug');
const trust = () => new Option('--trust', 'trust this folder from now on: its code will be built and run');
const coverage = () =>
  new Option('--coverage', 'an image that counts lines: boot writes .gcda files into the build folder');
const kconfigOption = ({ name, value, text, many, required, choices, by }: KconfigOption): Option => {
  const option = new Option(value === undefined ? `--${name}` : `--${name} <${value}>`, text);
  if (many) option.argParser(collect);
  if (required) option.makeOptionMandatory();
  if (choices !== undefined) option.choices(choices);
  if (by !== undefined) option.default(by);
  return option;
};
const FILE = 'a composition (uniloom.yaml, NAME.uniloom) or the folder that holds one';

/** A program whose actions put their status into `result`. */
function build(cli: Cli, result: { status: number }): Command {
  const program = new Command('uniloom')
    .description('Composes micro-libraries into a unikernel, builds it, boots it.')
    .version(cli.version)
    .enablePositionalOptions()
    .showHelpAfterError('(uniloom COMMAND --help says more)')
    .exitOverride();
  const command = (usage: string, summary: string, ...options: Option[]): Command => {
    const made = program.command(usage).description(summary).exitOverride();
    for (const option of options) made.addOption(option);
    return made;
  };
  /** Runs the module's `run` with the positional arguments and the options. */
  const runs = (made: Command, load: () => Promise<{ run: Action<never, never> }>) =>
    made.action(async (...given: unknown[]) => {
      const args = given.slice(0, -2);
      const options = given.at(-2);
      const { run } = await load();
      result.status = await run(cli, args as never, options as never);
    });

  runs(
    command('open', 'open the desktop app, or where that cannot run the same app in a browser').argument(
      '[FILE]',
      FILE,
    ),
    () => import('./commands/open.ts'),
  );
  runs(
    command('serve', 'serve the app to a browser; prints its address with a one-time token', json())
      .argument('[FILE]', FILE)
      .option('--port <port>', 'port on 127.0.0.1; 0: any free one', port, 0)
      .option('--no-open', 'do not open a browser'),
    () => import('./commands/serve.ts'),
  );
  runs(
    command('doctor', 'which tools are there, which are missing', json()).option('--fix', 'install what is missing'),
    () => import('./commands/doctor.ts'),
  );
  runs(command('templates', 'compositions to start from', json()), () => import('./commands/templates.ts'));
  runs(
    command('new', 'start a composition', json())
      .argument('<DIR>', 'its folder; made if absent')
      .option('--template <name>', 'what to start from; an empty composition when absent'),
    () => import('./commands/new.ts'),
  );
  runs(
    command('catalog', 'microlibs and APIs', json()).argument('[NAME]', 'one microlib or API'),
    () => import('./commands/catalog.ts'),
  );
  runs(
    command('sources', 'third-party sources: which are pinned, where they are', json())
      .argument('[NAMES...]', 'only what these microlibs pin')
      .option('--fetch', 'fetch and unpack what is not here'),
    () => import('./commands/sources.ts'),
  );
  runs(
    command('check', 'say what is wrong; runs nothing', json(), target()).argument('<FILE>', FILE),
    () => import('./commands/check.ts'),
  );
  runs(
    command('explain', 'why a component, wire or option is as it is', json(), target())
      .argument('<FILE>', FILE)
      .argument('<ITEM>', 'COMPONENT, COMPONENT.PORT, COMPONENT.OPTION, a wire as A.PORT->B.PORT, CODE or CODE@ITEM'),
    () => import('./commands/explain.ts'),
  );
  runs(
    command('fix', 'apply one fix of a diagnostic', json(), target())
      .argument('<FILE>', FILE)
      .requiredOption('--diagnostic <CODE[@ITEM]>', 'which: UL0102@app.console')
      .option('--choice <N>', 'which of its fixes', positive, 1)
      .option('--write', 'change the file; without it the result is printed'),
    () => import('./commands/fix.ts'),
  );
  runs(
    command('complete', 'say what to add and wire so that it is valid, and why', json(), target())
      .argument('<FILE>', FILE)
      .option('--answer <PORT=ID>', 'which of several choices a port gets; may be repeated', collect)
      .option('--write', 'change the file; without it the additions are only told'),
    () => import('./commands/complete.ts'),
  );
  runs(
    command('add', 'add a component', json())
      .argument('<FILE>', FILE)
      .argument('<MICROLIB>', 'from the catalog')
      .option('--as <NAME>', 'its name; the microlib’s when absent'),
    () => import('./commands/add.ts'),
  );
  runs(
    command('remove', 'remove a component and its wires', json())
      .argument('<FILE>', FILE)
      .argument('<NAME>', 'component'),
    () => import('./commands/remove.ts'),
  );
  runs(
    command('wire', 'bind a required port to a provided one', json())
      .argument('<FILE>', FILE)
      .argument('<FROM>', 'COMPONENT.PORT that requires')
      .argument('<TO>', 'COMPONENT.PORT that provides; board.PORT for the board’s')
      .addOption(
        new Option('--kind <kind>', 'kind of the wire').choices(['direct', 'counted', 'traced', 'faulty', 'gated']),
      )
      .option(
        '--with <NAME=VALUE>',
        'parameter of the kind, such as every=3 or functions=malloc,free; may be repeated',
        collect,
      ),
    () => import('./commands/wire.ts'),
  );
  runs(
    command('unwire', 'take wires away', json())
      .argument('<FILE>', FILE)
      .argument('<FROM>', 'COMPONENT.PORT that requires')
      .argument('[TO]', 'only the wire to this port'),
    () => import('./commands/unwire.ts'),
  );
  runs(
    command('set', 'set options', json())
      .argument('<FILE>', FILE)
      .argument('<NAME.OPTION=VALUE...>', 'an empty value goes back to the default'),
    () => import('./commands/set.ts'),
  );
  runs(
    command('import', 'a .config, changed in any Kconfig tool, back into a composition', json())
      .argument('<PATH>', 'a .config that Uniloom emitted, or its folder')
      .requiredOption('--out <FILE>', 'the composition; of one that is there, layout, labels and groups are kept'),
    () => import('./commands/import.ts'),
  );
  runs(
    command('emit', 'write the self-contained build directory', json(), target(), profile(), trust())
      .argument('<FILE>', FILE)
      .requiredOption('--out <DIR>', 'where to'),
    () => import('./commands/emit.ts'),
  );
  runs(
    command('build', 'build the image', json(), target(), profile(), trust(), coverage())
      .argument('<FILE>', FILE)
      .option('--out <DIR>', 'build in this folder; in the cache when absent'),
    () => import('./commands/build.ts'),
  );
  runs(
    command('boot', 'build if needed, boot, stream the console', json(), target(), profile(), trust(), coverage())
      .argument('<FILE>', FILE)
      .argument('[ARGS...]', 'behind --: arguments for the guest')
      .addOption(new Option('--accel <accel>', 'accelerator').choices(['auto', 'kvm', 'tcg']).default('auto'))
      .option('--machine <name>', 'variant of the target’s machine (pc, q35)')
      .option('--memory <size>', 'guest memory, such as 4M')
      .addOption(new Option('--any-memory', 'allow less memory than the target says it needs').hideHelp())
      .option('--set <NAME.OPTION=V>', 'set a boot option; may be repeated', collect)
      .option('--gdb [port]', 'wait for gdb on this port (1234)', port)
      .option(
        '--forward <[NAME:]PROTO:HOST:GUEST>',
        'forward a port, such as tcp:8080:80 (0: any free one); may be repeated',
        collect,
      )
      .option('--disk <[NAME=]FILE[,readonly]>', 'a raw disk image for a block device; may be repeated', collect)
      .option('--share <[NAME=]DIR[,readonly]>', 'a folder to share with the guest; may be repeated', collect)
      .option('--rootfs <DIR>', 'a folder whose files the image has at boot, as an archive in memory')
      .option('--net <[NAME=]NET>', 'user, socket:PATH, listen:PATH or tap:INTERFACE; may be repeated', collect)
      .option('--capture <FILE>', 'write the frames that a net_capture sees, for Wireshark')
      .option('--timeout <seconds>', 'fail when the guest has not ended by then', positive)
      .option('--expect <regex>', 'fail unless the console shows this')
      .option('--timeline', 'print when each init and main ran, and the heap after it')
      .option('--trace', 'print the calls on traced wires')
      .option('--dry-run', 'print the command instead of running it')
      .option('--out <DIR>', 'build in this folder'),
    () => import('./commands/boot.ts'),
  );
  runs(
    command('debug', 'boot halted under gdb, breakpoint at main', target(), profile(), trust())
      .argument('<FILE>', FILE)
      .option('--machine <name>', 'variant of the target’s machine')
      .option('--memory <size>', 'guest memory')
      .option('--set <NAME.OPTION=V>', 'set a boot option; may be repeated', collect)
      .option('--batch', 'stop at main, print a backtrace and end'),
    () => import('./commands/debug.ts'),
  );
  runs(
    command(
      'size',
      'bytes per component and section, and what changed since the build before',
      json(),
      target(),
      profile(),
      trust(),
    ).argument('<FILE>', FILE),
    () => import('./commands/size.ts'),
  );
  runs(
    command('export', 'manifests and archives', json(), target(), profile(), trust())
      .argument('[FILE]', FILE)
      .option('--list', 'which kinds there are')
      .option('--as <kind>', 'what to write')
      .option('--out <path>', 'where to'),
    () => import('./commands/export.ts'),
  );
  runs(
    command('kconfig', 'the Kconfig engine alone, on any tree', ...KCONFIG_OPTIONS.map(kconfigOption)),
    () => import('./commands/kconfig.ts'),
  );
  return program;
}

/** Runs one command line; resolves with the exit status, never rejects. */
export async function runCli(args: readonly string[], cli: Cli): Promise<number> {
  const result = { status: DONE };
  try {
    await build(cli, result).parseAsync(args, { from: 'user' });
    return result.status;
  } catch (error) {
    // Commander has printed its message; help and --version are no errors.
    if (error instanceof CommanderError) return error.exitCode === 0 ? DONE : USAGE;
    // It brings the contract and its schemas; most command lines never fail.
    const { reportFailure } = await import('./failure.ts');
    return reportFailure(error, args.includes('--json'));
  }
}
