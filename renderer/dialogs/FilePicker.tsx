/** Our own picker, for the browser shell: folders, compositions and where wanted files, through the `list` prop. */
import { CornerLeftUp, File, Folder, Workflow } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DirectoryEntry } from '../../engine/contract.ts';
import ui from '../dock/ui.module.css';
import css from './dialogs.module.css';
import { Modal } from './Modal.tsx';
import picker from './picker.module.css';
import { existing, isFileName, join, sortEntries, withExtension } from './pickerNames.ts';
import type { FilePickerProps } from './types.ts';

interface Listing {
  readonly path: string;
  readonly parent: string | null;
  readonly entries: readonly DirectoryEntry[];
}

/** The listing of a folder; an answer that a newer question has overtaken is dropped. */
function useListing(open: boolean, list: FilePickerProps['list'], start: string | undefined) {
  const [path, setPath] = useState<string | undefined>(start);
  useEffect(() => {
    if (open && start !== undefined) setPath(start);
  }, [open, start]);
  const [listing, setListing] = useState<Listing | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    if (!open) return;
    let wanted = true;
    setProblem(null);
    list(path).then(
      (answer) => wanted && setListing({ ...answer, entries: sortEntries(answer.entries) }),
      (error: unknown) => wanted && setProblem(error instanceof Error ? error.message : String(error)),
    );
    return () => {
      wanted = false;
    };
  }, [open, path, list]);
  return { listing, problem, go: setPath };
}

export function FilePicker(props: FilePickerProps) {
  const { t } = useTranslation();
  const { open, mode, onClose, onPick, extension = 'uniloom' } = props;
  const saving = mode === 'save' || mode === 'export';
  const { listing, problem, go } = useListing(open, props.list, props.start);
  const [name, setName] = useState(props.suggested ?? '');
  const [chosen, setChosen] = useState<string | null>(null);
  const [asking, setAsking] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!open) return;
    setName(props.suggested ?? '');
    setChosen(null);
    setAsking(null);
  }, [open, props.suggested]);

  const entries = listing?.entries ?? [];
  const fileName = withExtension(name, extension);
  const valid = isFileName(fileName);
  const selected = entries.find((entry) => entry.path === chosen);
  const activate = (entry: DirectoryEntry) => {
    setAsking(null);
    if (entry.kind === 'folder') {
      setChosen(null);
      go(entry.path);
    } else if (saving) setName(entry.name);
    else onPick(entry.path, false);
  };
  const save = (overwrite: boolean) => {
    if (listing === null || !valid) return;
    if (!overwrite && existing(entries, fileName) !== undefined) setAsking(fileName);
    else onPick(join(listing.path, fileName), overwrite);
  };
  const submit = () => {
    if (saving) save(asking !== null && asking === fileName);
    else if (mode === 'folder') onPick(selected?.path ?? listing?.path ?? '', false);
    else if (selected !== undefined) activate(selected);
  };
  const asks = asking !== null && asking === fileName;
  return (
    <Modal
      open={open}
      onClose={onClose}
      size="medium"
      testid="dialog-picker"
      title={t(`dialogs.picker.${mode}Title`)}
      initialFocus={saving ? field : undefined}
      actions={
        <>
          {asks ? (
            <span className={picker.question} role="alert">
              <b>{t('dialogs.picker.exists', { name: asking, interpolation: { escapeValue: false } })}</b>{' '}
              {t('dialogs.picker.existsText')}
            </span>
          ) : null}
          <span className={css.grow} />
          <button type="button" className={ui.button} onClick={asks ? () => setAsking(null) : onClose}>
            {t(asks ? 'dialogs.picker.back' : 'dialogs.cancel')}
          </button>
          <button
            type="button"
            className={asks ? ui.danger : ui.primary}
            disabled={
              saving ? listing === null || !valid : mode === 'folder' ? listing === null : selected === undefined
            }
            data-testid="picker-accept"
            onClick={submit}
          >
            {t(`dialogs.picker.${asks ? 'overwrite' : saving ? 'save' : mode === 'open' ? 'open' : 'choose'}`)}
          </button>
        </>
      }
    >
      <div className={picker.where}>
        <button
          type="button"
          className={ui.icon}
          aria-label={t('dialogs.picker.up')}
          title={t('dialogs.picker.up')}
          disabled={listing === null || listing.parent === null}
          data-testid="picker-up"
          onClick={() => listing?.parent && go(listing.parent)}
        >
          <CornerLeftUp size={15} />
        </button>
        <output className={picker.path} aria-label={t('dialogs.picker.path')} data-testid="picker-path">
          <bdi>{listing?.path ?? '…'}</bdi>
        </output>
      </div>
      <ul className={picker.entries} aria-label={t('dialogs.picker.entries')}>
        {entries.map((entry) => (
          <li key={entry.path}>
            <button
              type="button"
              className={picker.entry}
              data-kind={entry.kind}
              data-testid={`entry-${entry.name}`}
              aria-pressed={entry.path === chosen}
              title={t(`dialogs.picker.${entry.kind}`)}
              onClick={() => {
                setChosen(entry.path);
                setAsking(null);
                if (saving && entry.kind === 'composition') setName(entry.name);
              }}
              onDoubleClick={() => activate(entry)}
              onKeyDown={(event) => {
                if (event.key !== 'Enter') return;
                event.preventDefault();
                activate(entry);
              }}
            >
              {entry.kind === 'folder' ? (
                <Folder size={15} />
              ) : entry.kind === 'file' ? (
                <File size={15} />
              ) : (
                <Workflow size={15} />
              )}
              <bdi>{entry.name}</bdi>
            </button>
          </li>
        ))}
        {problem !== null ? (
          <li className={picker.note} role="alert">
            {t('dialogs.picker.failed', { message: problem, interpolation: { escapeValue: false } })}
          </li>
        ) : listing === null ? (
          <li className={picker.note}>{t('dialogs.picker.loading')}</li>
        ) : entries.length === 0 ? (
          <li className={picker.note}>{t('dialogs.picker.emptyFolder')}</li>
        ) : null}
      </ul>
      {saving ? (
        <label className={picker.name}>
          <span>{t('dialogs.picker.name')}</span>
          <input
            ref={field}
            className={css.input}
            value={name}
            spellCheck={false}
            aria-invalid={name !== '' && !valid}
            title={name !== '' && !valid ? t('dialogs.picker.badName') : undefined}
            data-testid="picker-name"
            onChange={(event) => {
              setName(event.target.value);
              setAsking(null);
            }}
            onKeyDown={(event) => {
              // Enter asks at most: replacing a file takes the button.
              if (event.key === 'Enter') save(false);
            }}
          />
        </label>
      ) : null}
    </Modal>
  );
}
