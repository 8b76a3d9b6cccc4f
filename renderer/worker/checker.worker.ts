/** The worker: follows the document by edits and checks it. Edits that arrive together are checked once. */
import { makeChecker } from './checker.ts';
import type { FromChecker, ToChecker } from './protocol.ts';

const scope = globalThis as unknown as DedicatedWorkerGlobalScope;
const checker = makeChecker();
const say = (message: FromChecker | null) => {
  if (message !== null) scope.postMessage(message);
};

let waiting = false;
scope.onmessage = (event: MessageEvent<ToChecker>) => {
  say(checker.receive(event.data));
  // A question changes nothing.
  if (waiting || event.data.type === 'fixes') return;
  waiting = true;
  // After the messages that are in the queue already.
  setTimeout(() => {
    waiting = false;
    say(checker.run());
  });
};
