/** A file or folder in the composition's folder: typed, or chosen. */
import { FolderOpen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { pathRefusal } from '../../engine/model/sourcepath.ts';
import { attempt, pickInside } from '../state/session.ts';
import { TextField } from './Field.tsx';

export function PathField(props: {
  readonly kind: 'file' | 'folder';
  readonly label: string;
  readonly value: string;
  /** Of the text field; the button's is `TESTID-browse`, or `browseTestId`. */
  readonly testId: string;
  readonly browseTestId?: string;
  /** Empty: none. */
  readonly onCommit: (path: string) => void;
}) {
  const { t } = useTranslation();
  const browse = async () => {
    const path = await pickInside(props.kind);
    if (path !== null) props.onCommit(path);
  };
  return (
    <div className="field">
      <span>{props.label}</span>
      <span className="with-button">
        <TextField
          value={props.value}
          label={props.label}
          placeholder={t('device.nothing')}
          testId={props.testId}
          refuse={(next) => (next === '' || pathRefusal(next) === null ? null : t('device.outside'))}
          onCommit={props.onCommit}
        />
        <button
          type="button"
          className="icon-button"
          aria-label={t('device.browse')}
          title={t('device.browse')}
          data-testid={props.browseTestId ?? `${props.testId}-browse`}
          onClick={() => void attempt(browse)}
        >
          <FolderOpen size={13} aria-hidden />
        </button>
      </span>
    </div>
  );
}
