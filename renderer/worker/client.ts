/** Keeps the checker's worker in step with the document and puts its results into the store. */
import { useCatalog } from '../state/catalog.ts';
import { calm, steady, useChecks } from '../state/checks.ts';
import { subscribeEdits, useDocument } from '../state/document.ts';
import { onAsk, told } from '../state/fixes.ts';
import { useUi } from '../state/ui.ts';
import { merged } from './changes.ts';
import type { FromChecker, ToChecker } from './protocol.ts';

/** Starts the worker; it lives as long as the page. */
export function startChecker(): void {
  const worker = new Worker(new URL('./checker.worker.ts', import.meta.url), { type: 'module', name: 'checker' });
  const send = (message: ToChecker) => worker.postMessage(message);
  const sendAll = () => {
    const { revision, composition } = useDocument.getState();
    send({ type: 'document', revision, composition });
  };
  let last = useChecks.getState();
  worker.onmessage = (event: MessageEvent<FromChecker>) => {
    const message = event.data;
    if (message.type === 'lost') sendAll();
    else if (message.type === 'fixes') told(message.fixes);
    if (message.type !== 'checked') return;
    last = merged(last, message.result);
    const { revision, composition } = useDocument.getState();
    // An answer to an older question is not shown: a newer one is under way.
    if (last.revision === revision && last.target === useUi.getState().target)
      useChecks.setState(steady(useChecks.getState(), calm(last, Object.keys(composition.components).length === 0)));
  };
  onAsk((revision, index) => send({ type: 'fixes', revision, index }));
  useCatalog.subscribe(({ catalog }) => send({ type: 'catalog', catalog }));
  send({ type: 'catalog', catalog: useCatalog.getState().catalog });
  let target = '';
  const follow = (next: string) => {
    if (next === target) return;
    target = next;
    send({ type: 'target', target });
  };
  follow(useUi.getState().target);
  useUi.subscribe((state) => follow(state.target));
  subscribeEdits(({ revision, edits, composition }) =>
    send(edits === null ? { type: 'document', revision, composition } : { type: 'edits', revision, edits }),
  );
}
