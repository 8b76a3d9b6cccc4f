/** The worker: follows the document by edits and checks it. Edits that arrive together are checked once. */
import { makeChecker } from './checker.ts';
import type { FromChecker, ToChecker } from './protocol.ts';

const scope = globalThis as unknown as DedicatedWorkerGlobalScope;
const checker = makeChecker();
const say = (message: FromChecker | null) => {
  if (message !== null) scope.postMessage(message);
};

let working = false;
/** A step at a time: an edit that comes meanwhile is checked before the next. */
function work(): void {
  if (working || !checker.isBusy()) return;
  working = true;
  setTimeout(() => {
    working = false;
    say(checker.work());
    work();
  });
}

let waiting = false;
scope.onmessage = (event: MessageEvent<ToChecker>) => {
  say(checker.receive(event.data));
  // A question changes nothing.
  if (event.data.type === 'fixes') work();
  if (waiting || event.data.type === 'fixes') return;
  waiting = true;
  // After the messages that are in the queue already.
  setTimeout(() => {
    waiting = false;
    say(checker.run());
  });
};
