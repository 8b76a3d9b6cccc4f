/** Which process a journal belongs to, so that two running apps do not take each other's unsaved work. */
import { readFile } from 'node:fs/promises';

async function startOf(pid: number): Promise<string | null> {
  try {
    const [status, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
    ]);
    // proc(5): field 22 is the start time; the second, in brackets, may hold spaces.
    return `${boot.trim()}/${status.slice(status.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return null;
  }
}

/** `PID BOOT/START`: unlike the id alone it is never used twice. */
export async function ownerOf(pid: number): Promise<string> {
  return `${pid} ${(await startOf(pid)) ?? '?'}`;
}

/** Whether the process that `owner` names still runs. */
export async function isRunning(owner: string): Promise<boolean> {
  const pid = Number.parseInt(owner, 10);
  return Number.isInteger(pid) && pid > 0 && (await startOf(pid)) !== null && (await ownerOf(pid)) === owner;
}
