/**
 * `window.uniloom`: what Electron's preload gives the page, and what main, preload and renderer agree on. Types only.
 */
import type {
  Diagnostic,
  ErrorInfo,
  EventName,
  Events,
  ProcedureInput,
  ProcedureName,
  ProcedureOutput,
} from './contract.ts';

/** IPC loses the properties of errors, so a failure travels as data. */
export type CallReply<T> =
  | { readonly ok: true; readonly output: T }
  | { readonly ok: false; readonly error: ErrorInfo & { readonly diagnostics: readonly Diagnostic[] } };

/** One item of the native menu, made by the renderer from its action registry. */
export interface MenuItem {
  /** The action's id; absent for a separator or a submenu. */
  readonly id?: string;
  /** Absent: a separator. */
  readonly label?: string;
  /** An Electron accelerator, for display: the renderer handles the key itself. */
  readonly accelerator?: string;
  readonly enabled?: boolean;
  readonly submenu?: readonly MenuItem[];
}

/** The page's side of the contract over IPC. */
export interface Bridge {
  call<P extends ProcedureName>(procedure: P, input: ProcedureInput<P>): Promise<CallReply<ProcedureOutput<P>>>;
  on<E extends EventName>(event: E, listener: (payload: Events[E]) => void): () => void;
  /** Sets the window's native menu; absent where the page is shown without one. */
  menu?(items: readonly MenuItem[]): void;
}

declare global {
  interface Window {
    /** In Electron only. */
    readonly uniloom?: Bridge;
  }
}
