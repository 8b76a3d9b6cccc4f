/** `uniloom doctor`: which tools of the environment are there. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { print, printJson, table } from '../output.ts';
import type { Cli } from '../program.ts';
import { withEngine } from '../session.ts';
import { DONE, TOOL_MISSING } from '../status.ts';

/** The set-up script installs what is missing, or prints the one command that would. */
function install(root: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const stdio: ('inherit' | number)[] = ['inherit', process.stderr.fd, 'inherit'];
    const child = spawn(process.execPath, [join(root, 'scripts/setup.mjs')], { stdio });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

export async function run(
  cli: Cli,
  _args: readonly [],
  options: { readonly json?: boolean; readonly fix?: boolean },
): Promise<number> {
  if (options.fix) await install(cli.root);
  return withEngine(cli, async (engine) => {
    const report = await engine.call('doctor.run', {});
    const missing = report.tools.filter((tool) => tool.path === null);
    if (options.json) printJson(report);
    else {
      print(
        table(
          report.tools.map((tool) => [
            tool.path ? 'ok' : 'MISSING',
            tool.name,
            tool.version ?? '',
            tool.path ?? tool.purpose,
          ]),
        ),
      );
      if (report.install !== null) print(`\nInstall what is missing: ${report.install}`);
    }
    return missing.length === 0 ? DONE : TOOL_MISSING;
  });
}
