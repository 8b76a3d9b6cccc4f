import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProcedureOutput } from '../../engine/contract.ts';
import { shown } from '../actions/keys.ts';
import { actions } from '../actions/registry.ts';
import { AboutDialog } from '../dialogs/AboutDialog.tsx';
import { ConflictDialog } from '../dialogs/ConflictDialog.tsx';
import { FilePicker } from '../dialogs/FilePicker.tsx';
import { Gallery } from '../dialogs/Gallery.tsx';
import { ReplaceDialog, RestoreDialog, TrustDialog, UnsavedDialog } from '../dialogs/Questions.tsx';
import { ShortcutsSheet } from '../dialogs/ShortcutsSheet.tsx';
import type { MicrolibLook } from '../dialogs/types.ts';
import { engine } from '../engine/client.ts';
import { useCatalog } from '../state/catalog.ts';
import { useDocument } from '../state/document.ts';
import { categoryColour } from '../state/ports.ts';
import {
  answerPicker,
  answerReplace,
  answerTrust,
  answerUnsaved,
  attempt,
  createFrom,
  openPath,
  openWithPicker,
  overwrite,
  pickerRequest,
  reload,
  replaceRequest,
} from '../state/session.ts';
import { setUi, useUi } from '../state/ui.ts';
import { CommandPalette } from './CommandPalette.tsx';
import { CompleteHost } from './CompleteHost.tsx';

const close = () => setUi({ dialog: null });

function GalleryHost({ open }: { readonly open: boolean }) {
  const catalog = useCatalog((state) => state.catalog);
  const [templates, setTemplates] = useState<ProcedureOutput<'templates.list'>>([]);
  const [recents, setRecents] = useState<ProcedureOutput<'recent.list'>>([]);
  useEffect(() => {
    if (!open) return;
    void attempt(async () => {
      const [all, recent] = await Promise.all([engine().call('templates.list', {}), engine().call('recent.list', {})]);
      setTemplates(all);
      setRecents(recent);
    });
  }, [open]);
  const look = (name: string): MicrolibLook | undefined => {
    const microlib = catalog.microlibs[name];
    if (microlib === undefined) return undefined;
    const plain = (api: string) => catalog.apis[api]?.ambient !== true && catalog.apis[api]?.linkage !== 'global';
    return {
      title: microlib.title,
      colour: categoryColour(microlib.category),
      provides: microlib.provides.map(({ api }) => api).filter(plain),
      requires: microlib.requires.map(({ api }) => api).filter(plain),
    };
  };
  const then = (work: () => void) => {
    close();
    work();
  };
  return (
    <Gallery
      open={open}
      onClose={close}
      templates={templates}
      recents={recents}
      look={look}
      onCreate={(template) => then(() => createFrom(template))}
      onOpenRecent={(path) => then(() => openPath(path))}
      onOpenFile={() => then(openWithPicker)}
    />
  );
}

function ConflictHost({ open, name }: { readonly open: boolean; readonly name: string }) {
  const [compare, setCompare] = useState<{ mine: string; theirs: string } | null>(null);
  const info = useDocument((state) => state.info);
  const deleted = useUi((state) => state.fileDeleted);
  useEffect(() => {
    if (!open) setCompare(null);
  }, [open]);
  const load = () =>
    void attempt(async () => {
      if (info === null) return;
      const { text } = await engine().call('document.text', { document: info.id });
      const file = info.path?.split(/[\\/]/).at(-1) ?? 'uniloom.yaml';
      const { target } = useUi.getState();
      const input = { document: info.id, target, profile: 'debug' as const, file: `source:${file}` };
      const theirs = await engine().call('files.read', input);
      setCompare({ mine: text, theirs: theirs.text });
    });
  return (
    <ConflictDialog
      open={open}
      onClose={close}
      name={name}
      deleted={deleted}
      compare={compare}
      onReload={() => void attempt(reload)}
      onCompare={load}
      onOverwrite={() => void attempt(overwrite)}
    />
  );
}

const listFolder = (path?: string) =>
  engine().call('fs.list', { ...(path !== undefined && { path }), files: pickerRequest.mode === 'file' });

/** All dialogs; which one is open is in the ui store. */
export function Dialogs({ app }: { readonly app: ProcedureOutput<'app.info'> | null }) {
  const { t } = useTranslation();
  const dialog = useUi((state) => state.dialog);
  const dirtyFiles = useUi((state) => state.dirtyFiles);
  const name = useDocument((state) => state.composition.name);
  const info = useDocument((state) => state.info);
  return (
    <>
      <GalleryHost open={dialog === 'gallery'} />
      <FilePicker
        open={dialog === 'picker'}
        onClose={() => answerPicker(null)}
        mode={pickerRequest.mode}
        suggested={pickerRequest.suggested}
        extension={pickerRequest.extension}
        {...(pickerRequest.start !== null && { start: pickerRequest.start })}
        list={listFolder}
        onPick={answerPicker}
      />
      <TrustDialog
        open={dialog === 'trust'}
        onClose={() => answerTrust(false)}
        folder={info?.folderLabel ?? ''}
        onTrust={() => answerTrust(true)}
      />
      <UnsavedDialog
        open={dialog === 'unsaved'}
        onClose={() => answerUnsaved('cancel')}
        name={name}
        files={dirtyFiles.map((id) => id.replace(/^\w+:/, ''))}
        onSave={() => answerUnsaved('save')}
        onDiscard={() => answerUnsaved('discard')}
      />
      <ReplaceDialog
        open={dialog === 'replace'}
        onClose={() => answerReplace(false)}
        name={replaceRequest.name}
        onReplace={() => answerReplace(true)}
      />
      <RestoreDialog
        open={dialog === 'restore'}
        onClose={close}
        name={name}
        onRestore={close}
        onDiscard={() => void attempt(reload)}
      />
      <ConflictHost open={dialog === 'conflict'} name={name} />
      <AboutDialog
        open={dialog === 'about'}
        onClose={close}
        version={app?.version ?? ''}
        shell={app?.shell ?? ''}
        platform={app?.platform ?? ''}
      />
      <ShortcutsSheet
        open={dialog === 'shortcuts'}
        onClose={close}
        shortcuts={actions.flatMap(({ label, keys, group }) =>
          keys?.[0] === undefined ? [] : [{ label: t(label), shortcut: shown(keys[0]), group: t(`menu.${group}`) }],
        )}
      />
      <CompleteHost />
      <CommandPalette />
    </>
  );
}
