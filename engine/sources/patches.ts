/** Debian's patches on unpacked sources: those that the pin names, by `patch`, which refuses to leave the folder. */
import { spawn } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTool } from '../build/toolchain.ts';
import { archiveFormat } from '../catalog/thirdparty.ts';
import type { ThirdParty } from '../catalog/types.ts';
import { ContractError } from '../contract.ts';
import { packagingOf } from './cache.ts';
import { unpack } from './unpack.ts';

function patch(tool: string, file: string, folder: string, signal?: AbortSignal): Promise<void> {
  // No fuzz: a patch fits as it was written, if need be further up or down.
  const args = ['-p1', '--forward', '--batch', '--fuzz=0', '--no-backup-if-mismatch', '--read-only=ignore', '-i', file];
  return new Promise((resolve, reject) => {
    const child = spawn(tool, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], signal });
    let said = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        said = (said + text).slice(-2000);
      });
    child.once('error', reject);
    child.once('close', (status) => {
      if (status === 0) resolve();
      else reject(new Error(said.trim().split('\n').slice(-3).join(' ') || `patch ended with ${status}`));
    });
  });
}

/**
 * @param packaging the `.debian.tar` @param folder the unpacked sources
 * @throws Error that names the patch which is not there or does not fit; ContractError tool-missing
 */
export async function applyPatches(
  pin: ThirdParty,
  packaging: string,
  folder: string,
  signal?: AbortSignal,
): Promise<void> {
  const tool = findTool('patch');
  if (tool === null) throw new ContractError('tool-missing', 'missing: patch', 'apt-get install patch');
  const scratch = await mkdtemp(join(tmpdir(), 'uniloom-patches-'));
  try {
    const format = archiveFormat(packagingOf(pin)?.file ?? '') ?? 'tar';
    // `debian/patches/NAME`, all in the one folder `debian`.
    await unpack(packaging, format, scratch, 1, signal);
    const there = await readdir(join(scratch, 'patches')).catch((): string[] => []);
    for (const name of pin.patches) {
      if (!there.includes(name)) throw new Error(`its packaging has no patch '${name}'`);
      try {
        await patch(tool, join(scratch, 'patches', name), folder, signal);
      } catch (error) {
        throw new Error(`the patch '${name}' does not fit: ${(error as Error).message}`);
      }
    }
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
      if (entry.isFile()) await chmod(join(entry.parentPath, entry.name), 0o444);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
