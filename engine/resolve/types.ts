/** What completion says: what to add and wire so that a composition is valid, and why; or why nothing can make it so. */
import type { CandidateCost } from '../check/candidates.ts';
import type { Edit } from '../model/edits.ts';
import type { PortRef, TargetId } from '../model/types.ts';

/** One thing that was added. Its edits are part of the completion's, in the same order. */
export interface Addition {
  readonly kind: 'component' | 'wire' | 'option';
  /** The component's name, the wire's required port, or `COMPONENT.OPTION`. */
  readonly item: string;
  /** Imperative: "Add tlsf as heap". */
  readonly title: string;
  /** The reasons, outermost first: "app.heap needs alloc". Never empty. */
  readonly because: readonly string[];
  /** Of a component: what it costs on the target; null where that was not measured. */
  readonly cost: CandidateCost | null;
  readonly edits: readonly Edit[];
}

/** Something that the rules for the smallest composition do not decide for a person: several things would do. */
export interface Question {
  /** The required port it is about. Answers are given by it. */
  readonly port: PortRef;
  readonly api: string;
  readonly choices: readonly Choice[];
  /** `id` of the choice that was taken: the answer, or else the smallest composition's. */
  readonly taken: string;
}

export interface Choice {
  /** `add:MICROLIB.PORT` for a component that would be added, `use:COMPONENT.PORT` for one that is there. */
  readonly id: string;
  readonly title: string;
  /** When to choose it; empty where the manifest does not say. */
  readonly choose: string;
  readonly cost: CandidateCost | null;
}

/** Answers to questions: the id of a choice by required port. */
export type Answers = Readonly<Record<PortRef, string>>;

export type Completion =
  | {
      readonly is: 'complete';
      readonly target: TargetId;
      /** In the order in which a person would add them. Empty: the composition is complete as it is. */
      readonly additions: readonly Addition[];
      readonly questions: readonly Question[];
      /** All additions' edits: one step. */
      readonly edits: readonly Edit[];
    }
  | {
      readonly is: 'impossible';
      readonly target: TargetId;
      /** The smallest set of things that cannot be together: each a sentence about a port, a component or the target. */
      readonly contradiction: readonly Contradiction[];
    };

export interface Contradiction {
  /** What it is about: `app.heap`, `nic`, `x86_64/microvm`. */
  readonly item: string;
  readonly message: string;
}
