/** All shortcuts, in groups, with a filter over their names and keys. */
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import css from './dialogs.module.css';
import { Modal } from './Modal.tsx';
import { groupShortcuts, keysOf } from './shortcutGroups.ts';
import sheet from './shortcuts.module.css';
import type { ShortcutsSheetProps } from './types.ts';

export function ShortcutsSheet({ open, onClose, shortcuts }: ShortcutsSheetProps) {
  const { t } = useTranslation();
  const [filter, setFilter] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!open) setFilter('');
  }, [open]);
  const groups = groupShortcuts(shortcuts, filter, t('dialogs.shortcuts.general'));
  return (
    <Modal
      open={open}
      onClose={onClose}
      size="large"
      testid="dialog-shortcuts"
      title={t('dialogs.shortcuts.title')}
      initialFocus={field}
    >
      <input
        ref={field}
        type="search"
        className={css.input}
        value={filter}
        placeholder={t('dialogs.shortcuts.filter')}
        aria-label={t('dialogs.shortcuts.filter')}
        onChange={(event) => setFilter(event.target.value)}
      />
      {groups.length === 0 ? <p className={css.muted}>{t('dialogs.shortcuts.none')}</p> : null}
      <div className={sheet.groups}>
        {groups.map((group) => (
          <section key={group.name}>
            <h3>{group.name}</h3>
            <ul>
              {group.items.map((item) => (
                <li key={`${item.label} ${item.shortcut}`}>
                  <span>{item.label}</span>
                  <span className={sheet.keys}>
                    {keysOf(item.shortcut).map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </span>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Modal>
  );
}
