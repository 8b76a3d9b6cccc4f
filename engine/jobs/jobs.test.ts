import { describe, expect, it } from 'vitest';
import { type BuildResult, ContractError, type JobEvent } from '../contract.ts';
import { createJobs } from './jobs.ts';
import { OUTPUT_LIMIT } from './output.ts';

function jobsWithLog() {
  const events: JobEvent[] = [];
  return { events, jobs: createJobs((event) => events.push(event)) };
}
const nothing = { result: null, diagnostics: [] };

describe('a job', () => {
  it('says what it does, output in its place', async () => {
    const { events, jobs } = jobsWithLog();
    const id = jobs.start('build', 'doc', async (job) => {
      job.output('one ');
      job.output('two');
      job.report({ type: 'phase', phase: 'building' });
      job.output('three');
      return nothing;
    });
    const info = await jobs.wait(id);
    expect(info).toMatchObject({ state: 'done', output: 'one twothree', error: null });
    expect(events.map((event) => (event.type === 'output' ? event.data : event.type))).toEqual([
      'started',
      'one two',
      'phase',
      'three',
      'ended',
    ]);
  });

  it('keeps the end of what it put out, and is there for a client that comes later', async () => {
    const { jobs } = jobsWithLog();
    const id = jobs.start('boot', 'doc', async (job) => {
      for (let i = 0; i < 100; i++) job.output('x'.repeat(10_000));
      job.output('end');
      return nothing;
    });
    await jobs.wait(id);
    const [info] = jobs.list('doc');
    expect(info?.output).toHaveLength(OUTPUT_LIMIT);
    expect(info?.output.endsWith('xend')).toBe(true);
    expect(jobs.list('other')).toEqual([]);
  });

  it('keeps what a boot has built, for a client that comes while it runs', async () => {
    const { jobs } = jobsWithLog();
    const built = { target: 'host', profile: 'debug' } as BuildResult;
    const id = jobs.start('boot', 'doc', async (job) => {
      job.report({ type: 'built', result: built });
      expect(jobs.get(id).built).toBe(built);
      return nothing;
    });
    expect(jobs.get(id).built).toBeNull();
    expect(await jobs.wait(id)).toMatchObject({ state: 'done', built, result: null });
  });

  it('keeps what is known of forwarded ports', async () => {
    const { jobs } = jobsWithLog();
    const forward = { proto: 'tcp', hostPort: 8080, guestPort: 80, component: 'net0', readyMs: null } as const;
    const id = jobs.start('boot', 'doc', async (job) => {
      job.report({ type: 'forwards', forwards: [forward] });
      job.report({ type: 'forwards', forwards: [{ ...forward, readyMs: 90 }] });
      return nothing;
    });
    expect(jobs.get(id).forwards).toEqual([]);
    await jobs.wait(id);
    expect(jobs.get(id).forwards).toEqual([{ ...forward, readyMs: 90 }]);
  });

  it('tells a flood in few events, in their order, with nothing lost', async () => {
    const { events, jobs } = jobsWithLog();
    const call = (number: number, result: string | null) => ({
      ...{ number, wire: 0, from: 'app.heap', to: 'heap.alloc', function: 'malloc' },
      ...{ beginNs: 0, endNs: null, arguments: [], more: false, result },
    });
    const id = jobs.start('boot', 'doc', async (job) => {
      job.report({ type: 'fetch', archive: 'lwip', from: 'Debian', bytes: 1, total: 2 });
      job.report({ type: 'fetch', archive: 'lwip', from: 'Debian', bytes: 2, total: 2 });
      job.report({ type: 'phase', phase: 'running' });
      for (let i = 0; i < 1000; i++) {
        const entry = { component: 'app', phase: 'main', beginNs: 0, endNs: i } as const;
        job.report({ type: 'timeline', entries: [entry] });
        job.report({ type: 'trace', calls: [call(i, null)], dropped: i });
        if (i > 0) job.report({ type: 'trace', calls: [call(i - 1, 'back')], dropped: i });
      }
      return nothing;
    });
    const info = await jobs.wait(id);
    expect(events.map(({ type }) => type)).toEqual(['started', 'fetch', 'phase', 'timeline', 'trace', 'ended']);
    expect(events[1]).toMatchObject({ bytes: 2 });
    expect(info.timeline).toMatchObject([{ endNs: 999 }]);
    const trace = events.find((event) => event.type === 'trace');
    expect(trace?.calls.map(({ result }) => result)).toEqual([...Array(999).fill('back'), null]);
    expect(trace?.dropped).toBe(999);
  });

  it('is cancelled through its signal, and takes no input afterwards', async () => {
    const { jobs } = jobsWithLog();
    const typed: string[] = [];
    const id = jobs.start('boot', 'doc', (job) => {
      job.onInput((data) => typed.push(data));
      return new Promise((resolve) => job.signal.addEventListener('abort', () => resolve(nothing)));
    });
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    jobs.input(id, 'a');
    jobs.cancel(id);
    expect((await jobs.wait(id)).state).toBe('cancelled');
    jobs.input(id, 'b');
    expect(typed).toEqual(['a']);
  });

  it('that throws has failed, with the error', async () => {
    const { jobs } = jobsWithLog();
    const id = jobs.start('build', 'doc', () =>
      Promise.reject(new ContractError('tool-missing', 'no gcc', 'install it')),
    );
    expect(await jobs.wait(id)).toMatchObject({
      state: 'failed',
      error: { code: 'tool-missing', message: 'no gcc', hint: 'install it' },
    });
    expect(() => jobs.cancel('nothing')).toThrow(ContractError);
  });

  it('old ones are forgotten', async () => {
    const { jobs } = jobsWithLog();
    for (let i = 0; i < 20; i++) await jobs.wait(jobs.start('build', 'doc', async () => nothing));
    expect(jobs.list('doc')).toHaveLength(8);
  });
});
