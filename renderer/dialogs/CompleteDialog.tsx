/** The preview of a completion: what is added and why, what there is to choose, the edits; or why nothing helps. */
import { CircleCheck, CircleSlash, Cog, FileDiff, Plus, Sparkle, Spline } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Addition, Completion, Contradiction, Question } from '../../engine/resolve/types.ts';
import { engineText } from '../app/engineText.ts';
import { DiffView } from '../dock/DiffView.tsx';
import { editLines } from '../dock/editPreview.ts';
import ui from '../dock/ui.module.css';
import { useEditWords } from '../dock/useEditWords.ts';
import { bytes } from '../state/format.ts';
import css from './complete.module.css';
import { costText, grouped, total } from './completionParts.ts';
import dialog from './dialogs.module.css';
import { Modal } from './Modal.tsx';

interface Props {
  readonly open: boolean;
  readonly completion: Completion | null;
  readonly asking: boolean;
  readonly error: string | null;
  /** Why it cannot be applied (a read-only document), else null. */
  readonly readOnly: string | null;
  readonly onAnswer: (port: string, choice: string) => void;
  readonly onApply: () => void;
  readonly onOpen: (item: string) => void;
  readonly onClose: () => void;
}

const GLYPHS = { component: Plus, wire: Spline, option: Cog } as const;

function QuestionList({ question, onAnswer }: { readonly question: Question; readonly onAnswer: Props['onAnswer'] }) {
  const { t } = useTranslation();
  const { port, api, choices, taken } = question;
  return (
    <fieldset className={css.question} data-testid={`question-${port}`}>
      <legend>{t('complete.question', { port, api })}</legend>
      {choices.map(({ id, title, choose, cost }) => (
        <label key={id} className={css.choice} data-taken={id === taken || undefined}>
          <input
            type="radio"
            name={`complete-${port}`}
            value={id}
            checked={id === taken}
            data-testid={`choice-${id}`}
            onChange={() => onAnswer(port, id)}
          />
          <span>
            <b>{engineText(title)}</b>
            {choose === '' ? null : <small>{choose}</small>}
          </span>
          <em>{id.startsWith('use:') ? t('complete.isThere') : costText(cost)}</em>
        </label>
      ))}
    </fieldset>
  );
}

function AdditionRow({ addition }: { readonly addition: Addition }) {
  const words = useEditWords();
  const Glyph = GLYPHS[addition.kind];
  return (
    <li className={css.addition} data-testid={`addition-${addition.item}`}>
      <Glyph size={14} aria-hidden />
      <span>
        <b>{words(addition.title, addition.edits)}</b>
        <small>{addition.because.map(engineText).join(' → ')}</small>
      </span>
      <em>{costText(addition.cost)}</em>
    </li>
  );
}

function Contradictions(props: { readonly list: readonly Contradiction[]; readonly onOpen: Props['onOpen'] }) {
  return (
    <ul className={css.list} data-testid="contradiction">
      {props.list.map(({ item, message }) => (
        <li key={`${item}${message}`} className={css.addition}>
          <CircleSlash size={14} aria-hidden />
          <span>
            <b>{engineText(message)}</b>
          </span>
          <button type="button" className={ui.link} onClick={() => props.onOpen(item)}>
            {item}
          </button>
        </li>
      ))}
    </ul>
  );
}

function Body(props: Props & { readonly diff: boolean }) {
  const { t } = useTranslation();
  const { completion, error, diff } = props;
  if (error !== null) return <p className={css.error}>{error}</p>;
  if (completion === null) return <p className={dialog.muted}>{t('complete.asking')}</p>;
  if (completion.is === 'impossible') return <Contradictions list={completion.contradiction} onOpen={props.onOpen} />;
  const { additions, questions, edits } = completion;
  if (additions.length === 0 && questions.length === 0)
    return (
      <p className={css.complete} data-testid="complete-already">
        <CircleCheck size={18} aria-hidden />
        {t('complete.already', { target: completion.target })}
      </p>
    );
  const adds = diff ? (
    <section>
      <h3>{t('complete.diff')}</h3>
      <DiffView lines={editLines(edits)} label={t('complete.diff')} />
    </section>
  ) : (
    grouped(additions).map(({ kind, list }) => (
      <section key={kind}>
        <h3>{t(`complete.kinds.${kind}`, { count: list.length })}</h3>
        <ul className={css.list}>
          {list.map((addition) => (
            <AdditionRow key={addition.item} addition={addition} />
          ))}
        </ul>
      </section>
    ))
  );
  return (
    <div className={css.parts} aria-busy={props.asking} data-columns={questions.length > 0 || undefined}>
      {questions.length === 0 ? null : (
        <div className={css.column}>
          <section>
            <h3>{t('complete.questions', { count: questions.length })}</h3>
            {questions.map((question) => (
              <QuestionList key={question.port} question={question} onAnswer={props.onAnswer} />
            ))}
          </section>
        </div>
      )}
      <div className={css.column}>{adds}</div>
    </div>
  );
}

export function CompleteDialog(props: Props) {
  const { t } = useTranslation();
  const { open, completion, asking, readOnly, onClose } = props;
  const [diff, setDiff] = useState(false);
  const apply = useRef<HTMLButtonElement>(null);
  const done = useRef<HTMLButtonElement>(null);
  const adds = completion?.is === 'complete' && completion.edits.length > 0;
  const sum = adds ? total(completion.additions) : null;
  useEffect(() => {
    if (!open) setDiff(false);
  }, [open]);
  // The buttons come with the first answer: Enter does what the preview shows.
  useEffect(() => {
    if (open && completion !== null && !document.activeElement?.matches('input[type=radio]'))
      (apply.current ?? done.current)?.focus();
  }, [open, completion]);
  const impossible = completion?.is === 'impossible';
  return (
    <Modal
      open={open}
      onClose={onClose}
      size={completion?.is === 'complete' && completion.questions.length > 0 ? 'large' : 'medium'}
      testid="dialog-complete"
      icon={impossible ? <CircleSlash size={19} /> : <Sparkle size={19} />}
      title={t(impossible ? 'complete.impossible' : 'complete.title')}
      description={
        impossible ? t('complete.impossibleText', { count: completion.contradiction.length }) : t('complete.text')
      }
      tone={impossible ? 'bad' : undefined}
      actions={
        adds ? (
          <>
            <button
              type="button"
              className={ui.button}
              aria-pressed={diff}
              data-testid="complete-diff"
              onClick={() => setDiff(!diff)}
            >
              <FileDiff size={14} aria-hidden />
              {t(diff ? 'complete.showReasons' : 'complete.showDiff')}
            </button>
            <span className={css.sum} data-testid="complete-cost" aria-live="polite">
              {sum === null || sum.image === 0
                ? t('complete.noCost')
                : t(sum.whole ? 'complete.cost' : 'complete.costAtLeast', { size: bytes(sum.image) })}
            </span>
            <button type="button" className={ui.button} onClick={onClose}>
              {t('dialogs.cancel')}
            </button>
            <button
              ref={apply}
              type="button"
              className={ui.primary}
              data-testid="complete-apply"
              disabled={readOnly !== null}
              aria-disabled={asking}
              title={readOnly ?? undefined}
              onClick={() => {
                if (!asking) props.onApply();
              }}
            >
              {t('complete.apply')}
            </button>
          </>
        ) : (
          <button ref={done} type="button" className={ui.primary} data-testid="complete-close" onClick={onClose}>
            {t('dialogs.close')}
          </button>
        )
      }
    >
      <Body {...props} diff={diff} />
    </Modal>
  );
}
