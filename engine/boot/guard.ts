/**
 * No guest outlives the process that booted it, not even by SIGKILL, which no handler sees.
 *
 * One `sh` per engine process reads our notes from a pipe: `+ PID` when a guest starts, `- PID` when it has ended. The
 * kernel closes the pipe when we die, however that happens; the shell then kills what is still noted, and ends. It
 * runs in a session of its own, so that a signal to our terminal's group does not take it along. (PR_SET_PDEATHSIG
 * would need a helper binary, and fires when the thread that started the guest ends, not the process.)
 */
import { type ChildProcess, spawn } from 'node:child_process';

const SCRIPT = `
while read -r op pid; do
  case $op in
  +) alive="$alive $pid" ;;
  -) rest=; for p in $alive; do [ "$p" = "$pid" ] || rest="$rest $p"; done; alive=$rest ;;
  esac
done
for p in $alive; do kill -9 "$p" 2>/dev/null; done
`;

let watcher: ChildProcess | undefined;

function note(line: string): void {
  watcher?.stdin?.write(`${line}\n`);
}

/** Starts the watcher, so that the first guest need not wait for it. Safe to call often. */
export function startGuard(): void {
  if (watcher) return;
  const child = spawn('/bin/sh', ['-c', SCRIPT], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  watcher = child;
  const gone = () => {
    if (watcher === child) watcher = undefined;
  };
  child.on('error', gone);
  child.on('exit', gone);
  child.stdin?.on('error', gone);
  // The watcher waits for us, never the other way round.
  child.unref();
  const stdin: { unref?: () => void } | null = child.stdin as { unref?: () => void } | null;
  stdin?.unref?.();
}

/** From now until it has ended, `child` dies with us. Call right after the spawn, before anything is awaited. */
export function guard(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  startGuard();
  note(`+ ${pid}`);
  child.once('exit', () => note(`- ${pid}`));
}
