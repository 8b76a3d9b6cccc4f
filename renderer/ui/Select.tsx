import { Select as Base } from '@base-ui/react/select';
import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import './ui.css';

export interface Choice<V extends string> {
  readonly value: V;
  readonly label: string;
  /** A second line: what it is for. */
  readonly hint?: string;
  readonly mark?: ReactNode;
}

/** A drop-down list. Its trigger has the role `combobox`, its items `option`. */
export function Select<V extends string>(props: {
  readonly value: V;
  readonly choices: readonly Choice<V>[];
  readonly label: string;
  readonly onChange: (value: V) => void;
  readonly testId?: string;
  readonly className?: string;
  readonly disabled?: boolean;
  readonly shown?: ReactNode;
  readonly id?: string;
  readonly tabIndex?: number;
  /** Who gets the keys when the list is closed; the trigger when absent. */
  readonly finalFocus?: () => HTMLElement | null;
}) {
  const { value, choices, label, onChange, testId, className, disabled, shown } = props;
  const current = choices.find((choice) => choice.value === value);
  return (
    <Base.Root value={value} disabled={disabled} onValueChange={(next) => next !== null && onChange(next as V)}>
      <Base.Trigger
        id={props.id}
        tabIndex={props.tabIndex}
        className={`select ${className ?? ''}`}
        aria-label={label}
        title={label}
        data-testid={testId}
      >
        {current?.mark}
        <span>{shown ?? current?.label ?? value}</span>
        <ChevronDown size={13} aria-hidden />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner className="popup-layer" sideOffset={5} alignItemWithTrigger={false} align="start">
          <Base.Popup className="popup" finalFocus={props.finalFocus}>
            {choices.map((choice) => (
              <Base.Item
                key={choice.value}
                value={choice.value}
                className="popup-item"
                data-testid={testId === undefined ? undefined : `${testId}-${choice.value}`}
              >
                {choice.mark}
                <span>
                  {choice.label}
                  {choice.hint === undefined ? null : <small>{choice.hint}</small>}
                </span>
                <Base.ItemIndicator>
                  <Check size={13} aria-hidden />
                </Base.ItemIndicator>
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
