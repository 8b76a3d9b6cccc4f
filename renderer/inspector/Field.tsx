import { useEffect, useRef, useState } from 'react';

/** A text field that takes effect on Enter or when it is left; Escape goes back. */
export function TextField(props: {
  readonly value: string;
  readonly label: string;
  readonly onCommit: (value: string) => void;
  readonly id?: string;
  readonly placeholder?: string;
  readonly mono?: boolean;
  readonly disabled?: boolean;
  /** Why a value is refused, else null; shown while typing. */
  readonly refuse?: (value: string) => string | null;
  readonly tabIndex?: number;
  readonly testId?: string;
  /** After Enter or Escape: gives the keys back to whoever had them. */
  readonly onDone?: () => void;
}) {
  const { value, label, onCommit, refuse } = props;
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const refusal = text === value ? null : (refuse?.(text) ?? null);
  /** Escape was pressed: what was typed does not count, though the state still has it when the field is left. */
  const cancelled = useRef(false);
  const finish = () => {
    if (cancelled.current || text === value) return;
    if (refusal === null) onCommit(text);
    else setText(value);
  };
  return (
    <>
      <input
        id={props.id}
        className={props.mono === false ? 'input' : 'input mono'}
        value={text}
        aria-label={label}
        aria-invalid={refusal !== null}
        placeholder={props.placeholder}
        disabled={props.disabled}
        spellCheck={false}
        tabIndex={props.tabIndex}
        data-testid={props.testId}
        onChange={(event) => setText(event.target.value)}
        onBlur={finish}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            event.currentTarget.blur();
            props.onDone?.();
          }
          if (event.key === 'Escape') {
            setText(value);
            event.stopPropagation();
            cancelled.current = true;
            props.onDone?.();
            cancelled.current = false;
          }
        }}
      />
      {refusal === null ? null : (
        <span className="refused" role="alert">
          {refusal}
        </span>
      )}
    </>
  );
}
