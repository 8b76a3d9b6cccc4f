import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import css from './console.module.css';

interface Props {
  readonly results: { readonly index: number; readonly count: number };
  readonly onFind: (term: string, direction: 'next' | 'previous', incremental: boolean) => void;
  readonly onClose: () => void;
}

/** Find in the console: Enter for the next hit, Shift+Enter for the one before, Esc to leave. */
export function ConsoleFind({ results, onFind, onClose }: Props) {
  const { t } = useTranslation();
  const [term, setTerm] = useState('');
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  return (
    <search className={css.find}>
      <input
        ref={input}
        value={term}
        placeholder={t('dock.console.findPlaceholder')}
        aria-label={t('dock.console.find')}
        spellCheck={false}
        onChange={(event) => {
          setTerm(event.target.value);
          onFind(event.target.value, 'next', true);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onFind(term, event.shiftKey ? 'previous' : 'next', false);
          if (event.key === 'Escape') {
            event.stopPropagation();
            onClose();
          }
        }}
      />
      <span className={css.findCount} role="status">
        {term === ''
          ? ''
          : results.count === 0
            ? t('dock.console.noHits')
            : t('dock.console.hits', { index: results.index + 1, total: results.count })}
      </span>
      <button
        type="button"
        className={css.action}
        aria-label={t('dock.console.previous')}
        title={t('dock.console.previous')}
        onClick={() => onFind(term, 'previous', false)}
      >
        <ChevronUp size={14} />
      </button>
      <button
        type="button"
        className={css.action}
        aria-label={t('dock.console.next')}
        title={t('dock.console.next')}
        onClick={() => onFind(term, 'next', false)}
      >
        <ChevronDown size={14} />
      </button>
      <button
        type="button"
        className={css.action}
        aria-label={t('dock.console.endFind')}
        title={t('dock.console.endFind')}
        onClick={onClose}
      >
        <X size={14} />
      </button>
    </search>
  );
}
