/** Asking the engine to complete the composition: what it would add and why, the answers given so far, and doing it. */
import { create } from 'zustand';
import { ContractError } from '../../engine/contract.ts';
import type { Answers, Completion } from '../../engine/resolve/types.ts';
import { engine } from '../engine/client.ts';
import { applyEdits } from './compose.ts';
import { flushed, useDocument } from './document.ts';
import { setUi, useUi } from './ui.ts';

export interface CompletionState {
  /** The last answer; it stays while the next one is awaited, so that nothing jumps. */
  readonly completion: Completion | null;
  /** What people chose, by required port. */
  readonly answers: Answers;
  readonly asking: boolean;
  readonly error: string | null;
}

const NOTHING: CompletionState = { completion: null, answers: {}, asking: false, error: null };

export const useCompletion = create<CompletionState>()(() => NOTHING);

/** Counts questions: the answer to an older one is dropped. */
let asked = 0;

async function ask(answers: Answers): Promise<void> {
  const { info } = useDocument.getState();
  if (info === null) return;
  asked += 1;
  const mine = asked;
  useCompletion.setState({ answers, asking: true, error: null });
  try {
    await flushed();
    const { target } = useUi.getState();
    const completion = await engine().call('resolve.complete', { document: info.id, target, answers: { ...answers } });
    if (mine === asked) useCompletion.setState({ completion, asking: false });
  } catch (error) {
    const text = error instanceof ContractError || error instanceof Error ? error.message : String(error);
    if (mine === asked) useCompletion.setState({ completion: null, asking: false, error: text });
  }
}

/** Opens the preview. */
export function openCompletion(): void {
  useCompletion.setState(NOTHING);
  setUi({ dialog: 'complete', port: null, quickFix: null });
  void ask({});
}

export function closeCompletion(): void {
  asked += 1;
  useCompletion.setState({ asking: false });
  setUi({ dialog: null });
}

/** Chooses for a port; answers to questions that are not asked any more go. */
export function answer(port: string, choice: string): void {
  const { completion, answers } = useCompletion.getState();
  const open = completion?.is === 'complete' ? completion.questions.map((question) => question.port) : [];
  const kept = Object.entries(answers).filter(([other]) => open.includes(other));
  void ask({ ...Object.fromEntries(kept), [port]: choice });
}

/** Does what the preview shows, as one step, and shows all of it. */
export function applyCompletion(): void {
  const { completion } = useCompletion.getState();
  setUi({ dialog: null });
  if (completion?.is !== 'complete' || completion.edits.length === 0) return;
  applyEdits('Complete', completion.edits, true);
  setUi({ reveal: { nodes: [], zoom: 'all' } });
}
