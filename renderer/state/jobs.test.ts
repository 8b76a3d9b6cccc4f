import { beforeEach, expect, test } from 'vitest';
import type { BuildResult, JobInfo } from '../../engine/contract.ts';
import { closeJob, consoleSource, forgetJobs, onJobEvent, restoreJobs, useJobs } from './jobs.ts';

const NO_SIZES = { text: 0, rodata: 0, data: 0, bss: 0 };
const built = (target: string): BuildResult => ({
  ...{ image: { path: '/b/image', bytes: 9 }, folder: '/b', target, profile: 'release', compiled: [], milliseconds: 1 },
  ...{ size: { image: 9, total: NO_SIZES, components: [] }, previous: null },
});
const info = (over: Partial<JobInfo>): JobInfo => ({
  ...{ id: 'j', kind: 'boot', document: 'd', state: 'running', output: 'Hello\n', diagnostics: [], forwards: [] },
  ...{ timeline: [], built: null, result: null, error: null },
  ...over,
});

beforeEach(forgetJobs);

test('a page that is loaded anew knows what a boot that runs has built', () => {
  restoreJobs([info({ built: built('host') })]);
  expect(useJobs.getState().size).toMatchObject({ target: 'host', profile: 'release', report: { image: 9 } });
  expect(useJobs.getState().jobs[0]).toMatchObject({ target: 'host', profile: 'release', state: 'running' });
  // The last of several is meant, whatever made it.
  restoreJobs([
    info({ built: built('host') }),
    info({ id: 'k', kind: 'build', state: 'done', result: built('x86_64/microvm') }),
  ]);
  expect(useJobs.getState().size?.target).toBe('x86_64/microvm');
});

test('the text of a run goes with its tab', () => {
  restoreJobs([info({ state: 'done' }), info({ id: 'k' })]);
  expect(consoleSource.text('j')).toBe('Hello\n');
  closeJob('j');
  expect(consoleSource.text('j')).toBe('');
  // One that runs stays.
  closeJob('k');
  expect(consoleSource.text('k')).toBe('Hello\n');
});

test('who listens no more is forgotten, and nobody else', () => {
  const heard: string[] = [];
  const stop = consoleSource.subscribe('j', () => heard.push('one'));
  stop();
  consoleSource.subscribe('j', () => heard.push('two'));
  stop();
  onJobEvent({ type: 'output', job: 'j', data: 'x' });
  expect(heard).toEqual(['two']);
});
