/** `window.uniloom`: what Electron's preload (or the mock of testing/) gives the page. */
import type {
  Diagnostic,
  ErrorInfo,
  EventName,
  Events,
  ProcedureInput,
  ProcedureName,
  ProcedureOutput,
} from '../../engine/contract.ts';

/** IPC loses the properties of errors, so a failure travels as data. */
export type CallReply<T> =
  | { readonly ok: true; readonly output: T }
  | { readonly ok: false; readonly error: ErrorInfo & { readonly diagnostics: readonly Diagnostic[] } };

/** An item of the native menu; without a label a separator. */
export interface NativeMenuItem {
  readonly id?: string;
  readonly label?: string;
  readonly accelerator?: string;
  readonly enabled?: boolean;
  readonly submenu?: readonly NativeMenuItem[];
}

export interface Bridge {
  call<P extends ProcedureName>(procedure: P, input: ProcedureInput<P>): Promise<CallReply<ProcedureOutput<P>>>;
  on<E extends EventName>(event: E, listener: (payload: Events[E]) => void): () => void;
  menu?(items: readonly NativeMenuItem[]): void;
}

declare global {
  interface Window {
    readonly uniloom?: Bridge;
  }
}
