import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { findTool } from './toolchain.ts';

const top = mkdtempSync(join(tmpdir(), 'uniloom-tools-'));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(top, { recursive: true, force: true });
});

describe('findTool', () => {
  it('takes the first that can be run, and no script of a package', () => {
    const put = (path: string, mode: number) => {
      mkdirSync(dirname(join(top, path)), { recursive: true });
      writeFileSync(join(top, path), '#!/bin/sh\n');
      chmodSync(join(top, path), mode);
    };
    put('project/node_modules/.bin/ninja', 0o755);
    put('plain/ninja', 0o644);
    put('tools/ninja', 0o755);
    const folders = ['project/node_modules/.bin', 'plain', 'tools'].map((name) => join(top, name));
    vi.stubEnv('PATH', folders.join(delimiter));
    expect(findTool('ninja')).toBe(join(top, 'tools/ninja'));
    expect(findTool('no-such-tool')).toBeNull();
  });
});
