/** Opening, saving, building, booting: what needs the engine, and the questions on the way. */
import { ContractError, type DocumentInfo, type ProcedureInput } from '../../engine/contract.ts';
import { setDefaultTarget, setSources } from '../../engine/model/commands.ts';
import { engine } from '../engine/client.ts';
import { t } from '../i18n.ts';
import { useCatalog } from './catalog.ts';
import { commit, flushed, isDirty, load, saved, useDocument } from './document.ts';
import { describeJob, forgetJobs, restoreJobs, runningJob, useJobs } from './jobs.ts';
import { changeSettings, useSettings } from './settings.ts';
import { setUi, toast, useUi } from './ui.ts';

/** Saving of the code view, registered by the app's dock. */
export const sources: { saveAll: () => Promise<void>; discardAll: () => void } = {
  saveAll: async () => {},
  discardAll: () => {},
};

/** What goes on after a question is answered. */
let after: (() => void) | null = null;
/** The file picker's answer. */
let picked: ((path: string | null, overwrite: boolean) => void) | null = null;
type Purpose = 'open' | 'save' | 'export' | 'file' | 'folder';
export const pickerRequest = {
  mode: 'open' as Purpose,
  suggested: '',
  extension: 'uniloom',
  /** The folder to begin in; null: wherever the picker was. */
  start: null as string | null,
};

function complain(error: unknown): void {
  if (error instanceof ContractError) toast('bad', error.message, error.hint);
  else toast('bad', error instanceof Error ? error.message : String(error));
}

/** Runs `work`; what fails is said, not thrown. */
export async function attempt(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    complain(error);
  }
}

/** The file's path, from the system's dialog or ours; null when cancelled. */
async function pick(
  purpose: Purpose,
  suggested: string,
  extension = 'uniloom',
  start: string | null = null,
): Promise<{ path: string; overwrite: boolean } | null> {
  const native = await engine().call('dialog.pick', { purpose, suggested });
  // A native dialog has asked already whether to replace a file.
  if (native.native) return native.path === null ? null : { path: native.path, overwrite: true };
  return new Promise((resolve) => {
    Object.assign(pickerRequest, { mode: purpose, suggested, extension, start });
    picked = (path, overwrite) => resolve(path === null ? null : { path, overwrite });
    setUi({ dialog: 'picker' });
  });
}

/** A file or folder inside the composition's, relative to it; null when cancelled. What lies elsewhere is refused with a word. */
export async function pickInside(purpose: 'file' | 'folder'): Promise<string | null> {
  const folder = useDocument.getState().info?.folder;
  if (folder === undefined) return null;
  const found = await pick(purpose, folder, '', folder);
  if (found === null) return null;
  if (found.path.startsWith(`${folder}/`)) return found.path.slice(folder.length + 1);
  toast('bad', t('device.outside'), t('device.outsideHint', { folder: useDocument.getState().info?.folderLabel }));
  return null;
}

export function answerPicker(path: string | null, overwrite = false): void {
  setUi({ dialog: null });
  const resolve = picked;
  picked = null;
  resolve?.(path, overwrite);
}

/** The answer to whether a file is replaced, and its name. */
let replacing: ((agreed: boolean) => void) | null = null;
export const replaceRequest = { name: '' };

export function answerReplace(agreed: boolean): void {
  setUi({ dialog: null });
  const resolve = replacing;
  replacing = null;
  resolve?.(agreed);
}

/** Runs `write`; where a file is in the way, asks and runs it again. Null: the user said no. */
async function orReplace<T>(
  where: { readonly path?: string; readonly overwrite?: boolean },
  write: (where: { readonly path?: string; readonly overwrite?: boolean }) => Promise<T>,
): Promise<T | null> {
  try {
    return await write(where);
  } catch (error) {
    if (!(error instanceof ContractError) || error.code !== 'exists' || where.overwrite === true) throw error;
    replaceRequest.name = where.path?.split(/[\\/]/).at(-1) ?? '';
    const agreed = await new Promise<boolean>((resolve) => {
      replacing = resolve;
      setUi({ dialog: 'replace' });
    });
    return agreed ? write({ ...where, overwrite: true }) : null;
  }
}

async function show(info: DocumentInfo): Promise<void> {
  const last = useDocument.getState().info;
  load(info);
  forgetJobs();
  const { catalog } = useCatalog.getState();
  const target = info.composition.targets.find((one) => Object.hasOwn(catalog.boards, one));
  setUi({
    target: target ?? info.composition.targets[0] ?? Object.keys(catalog.boards)[0] ?? '',
    nodes: [],
    wires: [],
    port: null,
    quickAdd: null,
    boardOpen: false,
    dirtyFiles: [],
    openRequest: null,
    dialog: info.restored ? 'restore' : null,
    reveal: { nodes: [], zoom: 'open' },
  });
  restoreJobs(await engine().call('job.list', { document: info.id }));
  if (last !== null && last.id !== info.id)
    await engine()
      .call('document.close', { document: last.id, discard: true })
      .catch(() => {});
}

/** Asks about unsaved changes first, where there are any. */
export function guarded(work: () => Promise<void>): void {
  const dirty = isDirty(useDocument.getState()) || useUi.getState().dirtyFiles.length > 0;
  if (!dirty) {
    void attempt(work);
    return;
  }
  after = () => void attempt(work);
  setUi({ dialog: 'unsaved' });
}

export function answerUnsaved(answer: 'save' | 'discard' | 'cancel'): void {
  setUi({ dialog: null });
  const next = after;
  after = null;
  if (answer === 'cancel' || next === null) return;
  if (answer === 'discard') {
    sources.discardAll();
    next();
  } else
    void attempt(async () => {
      if (await save()) next();
    });
}

export const openPath = (path: string): void =>
  guarded(async () => show(await engine().call('document.open', { path })));

export const openWithPicker = (): void =>
  guarded(async () => {
    const found = await pick('open', '');
    if (found !== null) await show(await engine().call('document.open', { path: found.path }));
  });

export const createFrom = (template: string | null): void =>
  guarded(async () => show(await engine().call('document.create', { template })));

/** Shows a document without questions: at the start. */
export const showFirst = show;

/** The engine says that the file changed on the disk. */
export function changedOnDisk(document: string, deleted: boolean): void {
  if (document === useDocument.getState().info?.id) setUi({ dialog: 'conflict', fileDeleted: deleted });
}

/**
 * Saves the composition and changed sources; asks where, when it has no place yet or `as` is set.
 * @returns false when the user cancelled.
 */
export async function save(as = false): Promise<boolean> {
  const { info, composition } = useDocument.getState();
  if (info === null) return false;
  let where: { path?: string; overwrite?: boolean } = {};
  if (info.path === null || as) {
    const found = await pick('save', `${composition.name}.uniloom`);
    if (found === null) return false;
    where = found;
  }
  await flushed();
  await sources.saveAll();
  const then = useDocument.getState().history;
  try {
    const written = await orReplace(where, (to) => engine().call('document.save', { document: info.id, ...to }));
    if (written === null) return false;
    saved(written, then);
  } catch (error) {
    if (!(error instanceof ContractError) || error.code !== 'conflict') throw error;
    setUi({ dialog: 'conflict' });
    return false;
  }
  toast('info', t('toast.saved'));
  return true;
}

/** Writes over what another program has written. */
export async function overwrite(): Promise<void> {
  const { info, history } = useDocument.getState();
  setUi({ dialog: null });
  if (info === null) return;
  saved(await engine().call('document.save', { document: info.id, overwrite: true }), history);
}

/** Takes the file as it is on disk. */
export async function reload(): Promise<void> {
  const { info } = useDocument.getState();
  setUi({ dialog: null });
  if (info !== null) await show(await engine().call('document.reload', { document: info.id }));
}

/** What a build, an export or a file list is about. */
export function buildInput(): ProcedureInput<'build.start'> | null {
  const { info } = useDocument.getState();
  const { target } = useUi.getState();
  return info === null || target === '' ? null : { document: info.id, target, profile: useSettings.getState().profile };
}

/** Runs `work` in a trusted folder: asks where it is not, and goes on when the user says so. */
export async function trusting(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof ContractError) || error.code !== 'trust-required') throw error;
    after = () => void attempt(work);
    setUi({ dialog: 'trust' });
  }
}

export function answerTrust(agreed: boolean): void {
  setUi({ dialog: null });
  const next = after;
  after = null;
  const { info } = useDocument.getState();
  if (!agreed || info === null) return;
  void attempt(async () => {
    const { trusted } = await engine().call('document.trust', { document: info.id });
    useDocument.setState({ info: { ...info, trusted } });
    if (trusted) next?.();
  });
}

/** Starts a build or a boot of the document as it stands, sources saved first. */
export async function start(kind: 'build' | 'boot'): Promise<void> {
  const input = buildInput();
  const { info, composition } = useDocument.getState();
  if (input === null || info === null || runningJob(useJobs.getState()) !== undefined) return;
  await trusting(async () => {
    useJobs.setState({ starting: kind });
    try {
      await flushed();
      await sources.saveAll();
      const call = kind === 'boot' ? 'boot.start' : 'build.start';
      const { job } = await engine().call(call, input);
      describeJob(job, kind, info.id, { target: input.target, profile: input.profile, name: composition.name });
      setUi({ dock: 'console', dockFolded: false });
    } finally {
      useJobs.setState({ starting: null });
    }
  });
}

export async function stop(): Promise<void> {
  const job = runningJob(useJobs.getState());
  if (job !== undefined) await engine().call('job.cancel', { job: job.id });
}

/** Chooses the target to work on; one that the composition does not list is added to it. */
export function chooseTarget(target: string): void {
  const { composition } = useDocument.getState();
  setUi({ target, boardOpen: false });
  if (!composition.targets.includes(target)) {
    const change = setDefaultTarget(composition, target);
    commit(change);
  }
}

export const chooseProfile = (profile: 'debug' | 'release' | 'size'): void => changeSettings({ profile });

/** Copies a component's sources into the composition's folder, to be edited there. */
export async function adopt(component: string): Promise<void> {
  const { info } = useDocument.getState();
  if (info === null) return;
  const { sources: files } = await engine().call('files.adopt', { document: info.id, component });
  commit(setSources(useDocument.getState().composition, component, files));
  const first = files[0];
  if (first !== undefined) setUi({ dock: 'files', dockFolded: false, openRequest: { file: first } });
}

/** Asks where, and writes an export there. */
export async function writeExport(kind: string, extension: string): Promise<{ path: string; bytes: number } | null> {
  const input = buildInput();
  if (input === null) return null;
  const { name } = useDocument.getState().composition;
  const found = await pick('export', `${name}.${extension}`, extension);
  if (found === null) return null;
  await flushed();
  return orReplace(found, (to) => engine().call('export.write', { ...input, kind, ...found, ...to }));
}
