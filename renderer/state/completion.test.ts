import { beforeEach, expect, test, vi } from 'vitest';
import type { Answers, Completion, Question } from '../../engine/resolve/types.ts';
import { costText, grouped, total } from '../dialogs/completionParts.ts';

/** The engine, as far as completion asks it: answers come when the test says so. */
const calls: { answers: Answers; reply: (completion: Completion) => void; fail: (error: Error) => void }[] = [];
vi.mock('../engine/client.ts', () => ({
  engine: () => ({
    call: (_: string, { answers }: { answers: Answers }) =>
      new Promise<Completion>((reply, fail) => calls.push({ answers, reply, fail })),
  }),
}));
const applied = vi.fn();
vi.mock('./compose.ts', () => ({ applyEdits: applied }));
const { answer, applyCompletion, closeCompletion, openCompletion, useCompletion } = await import('./completion.ts');
const { useDocument } = await import('./document.ts');
const { useUi } = await import('./ui.ts');

const question = (port: string, taken: string): Question => ({ port, api: 'alloc', choices: [], taken });
const completion = (...questions: Question[]): Completion => ({
  is: 'complete',
  target: 'host',
  additions: [],
  questions,
  edits: [{ op: 'put', path: ['name'], value: 'y', before: 'x' }],
});
/** Until the question is on its way: the document's edits go first. */
const sent = (count: number) => vi.waitFor(() => expect(calls).toHaveLength(count));
const settled = () => vi.waitFor(() => expect(useCompletion.getState().asking).toBe(false));

beforeEach(() => {
  calls.length = 0;
  applied.mockClear();
  useDocument.setState({ info: { id: 'd' } as never });
});

test('opens, asks, and does what was shown as one step', async () => {
  openCompletion();
  expect(useUi.getState().dialog).toBe('complete');
  await sent(1);
  expect(calls[0]?.answers).toEqual({});
  calls[0]?.reply(completion());
  await settled();
  applyCompletion();
  expect(applied).toHaveBeenCalledExactlyOnceWith(
    'Complete',
    completion().is === 'complete' ? expect.any(Array) : [],
    true,
  );
  expect(useUi.getState().dialog).toBeNull();
});

test('an answer asks again; answers to what is not asked any more go', async () => {
  openCompletion();
  await sent(1);
  calls[0]?.reply(completion(question('app.heap', 'a'), question('app.sched', 'b')));
  await settled();
  answer('app.heap', 'add:tlsf.alloc');
  await sent(2);
  expect(calls[1]?.answers).toEqual({ 'app.heap': 'add:tlsf.alloc' });
  calls[1]?.reply(completion(question('app.heap', 'add:tlsf.alloc')));
  await settled();
  answer('app.sched', 'add:coop.sched');
  await sent(3);
  expect(calls[2]?.answers).toEqual({ 'app.heap': 'add:tlsf.alloc', 'app.sched': 'add:coop.sched' });
  calls[2]?.reply(completion(question('app.sched', 'add:coop.sched')));
  await settled();
  answer('app.sched', 'add:none.sched');
  await sent(4);
  expect(calls[3]?.answers).toEqual({ 'app.sched': 'add:none.sched' });
});

test('an older answer that comes late is dropped', async () => {
  openCompletion();
  await sent(1);
  calls[0]?.reply(completion(question('app.heap', 'a')));
  await settled();
  answer('app.heap', 'one');
  await sent(2);
  answer('app.heap', 'two');
  await sent(3);
  calls[2]?.reply(completion(question('app.heap', 'two')));
  await settled();
  calls[1]?.reply(completion(question('app.heap', 'one')));
  await Promise.resolve();
  expect(useCompletion.getState().completion).toMatchObject({ questions: [{ taken: 'two' }] });
  closeCompletion();
});

test('a failure is said, and nothing is applied', async () => {
  openCompletion();
  await sent(1);
  calls[0]?.fail(new Error('there is no solver'));
  await settled();
  expect(useCompletion.getState()).toMatchObject({ completion: null, error: 'there is no solver' });
  applyCompletion();
  expect(applied).not.toHaveBeenCalled();
});

test('the parts of the preview', () => {
  const addition = (kind: 'component' | 'wire', image: number | null) => ({
    kind,
    item: kind,
    title: '',
    because: [''],
    cost: image === null ? null : { image, bss: 0 },
    edits: [],
  });
  const list = [addition('component', 1000), addition('wire', null), addition('component', null)];
  expect(grouped(list).map(({ kind, list: of }) => [kind, of.length])).toEqual([
    ['component', 2],
    ['wire', 1],
  ]);
  expect(total(list)).toEqual({ image: 1000, whole: false });
  expect(total(list.slice(0, 2))).toEqual({ image: 1000, whole: true });
  expect([costText(null), costText({ image: 187, bss: 0 })]).toEqual(['', '+ 187 B']);
});
