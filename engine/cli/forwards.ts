/** What `uniloom boot` says of forwarded ports: each once, when there is something to say. */
import type { Forward } from '../contract.ts';
import { forwardText } from '../model/forwards.ts';

export interface ForwardTeller {
  /** What is new in `forwards`. */
  lines(forwards: readonly Forward[]): string[];
  /** What never came, at the end. */
  rest(forwards: readonly Forward[]): string[];
}

const placeOf = (forward: Forward): string => `${forwardText(forward)} (guest port ${forward.guestPort})`;

export function createForwardTeller(): ForwardTeller {
  const told = new Set<string>();
  return {
    lines: (forwards) =>
      forwards.flatMap((forward) => {
        const place = placeOf(forward);
        const line =
          forward.proto === 'udp'
            ? `forwarded: ${place}; UDP does not tell when the guest answers`
            : forward.readyMs === null
              ? null
              : `ready: ${place}`;
        if (line === null || told.has(line)) return [];
        told.add(line);
        return [line];
      }),
    rest: (forwards) =>
      forwards.flatMap((forward) =>
        forward.proto === 'tcp' && forward.readyMs === null
          ? [`not ready: ${placeOf(forward)}; the guest has accepted no connection`]
          : [],
      ),
  };
}
