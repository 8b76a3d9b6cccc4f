/**
 * Open documents: what the contract's `document.*`, `templates.*`, `recent.*`, `settings.*` and `files.*` procedures do.
 * The renderer's store owns a document's composition; here is the replica that follows by edits, the file on disk, and
 * the journal of what is not saved.
 */
import { mkdir, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { nanoid } from 'nanoid';
import type { Catalog } from '../catalog/types.ts';
import { ContractError, type DocumentInfo, type Events, type FileInfo, type TemplateInfo } from '../contract.ts';
import type { Edit } from '../model/edits.ts';
import { printComposition, printOver } from '../model/print.ts';
import { validate } from '../model/validate.ts';
import { requireInside } from './access.ts';
import { writeAtomic } from './atomic.ts';
import { createJournals } from './drafts.ts';
import { ioError } from './errors.ts';
import { queue } from './jsonfile.ts';
import { FILE_NAME, load, realFile, understand } from './load.ts';
import { isWithin } from './paths.ts';
import { createRecent, type RecentEntry } from './recent.ts';
import { edited, infoOf, type Replica, requireWritable, textOf } from './replica.ts';
import { forgottenDrafts, restored } from './restore.ts';
import { removeDraft, saveReplica, saveTarget } from './save.ts';
import { createSettings, type SettingsStore } from './settings.ts';
import { adoptSources, listSources, readComposition, readSource, writeSource } from './sources.ts';
import { copyTemplate, listTemplates } from './templates.ts';
import { createTrust } from './trust.ts';
import { type Watch, watchFile } from './watch.ts';

export interface DocumentsOptions {
  readonly shell: 'electron' | 'browser' | 'cli';
  /** The checkout: `assets/` and `microlibs/` are in it. */
  readonly root: string;
  /** What the browser shell may open and save in. */
  readonly workspace: string;
  readonly stateDir: string;
  catalog(): Promise<Catalog>;
  onChanged(event: Events['document.changed']): void;
}

interface Input {
  readonly document: string;
}

export interface Documents {
  open(input: { readonly path: string }): Promise<DocumentInfo>;
  create(input: {
    readonly template: string | null;
    readonly name?: string | undefined;
    readonly targets?: readonly string[] | undefined;
  }): Promise<DocumentInfo>;
  edit(
    input: Input & { readonly revision: number; readonly label: string; readonly edits: readonly Edit[] },
  ): Promise<{ revision: number }>;
  save(
    input: Input & { readonly path?: string | undefined; readonly overwrite?: boolean | undefined },
  ): Promise<DocumentInfo>;
  reload(input: Input): Promise<DocumentInfo>;
  /** With `discard` unsaved changes are forgotten, else they come back when the document is opened again. */
  closeDocument(input: Input & { readonly discard: boolean }): Promise<null>;
  text(input: Input): Promise<{ text: string }>;
  trust(input: Input): Promise<{ trusted: boolean }>;
  /** The document as it is now. @throws ContractError `not-found` */
  get(document: string): DocumentInfo;
  templates(): Promise<readonly TemplateInfo[]>;
  recent(): Promise<readonly RecentEntry[]>;
  readonly settings: SettingsStore;
  listFiles(input: Input): Promise<readonly FileInfo[]>;
  readFile(input: Input & { readonly file: string }): Promise<{ text: string; version: string }>;
  writeFile(
    input: Input & { readonly file: string; readonly text: string; readonly version: string },
  ): Promise<{ version: string }>;
  adopt(input: Input & { readonly component: string }): Promise<{ sources: readonly string[] }>;
  /** Ends all watches. Unsaved changes are in the journals. */
  close(): Promise<void>;
}

interface Open {
  replica: Replica;
  watch: Watch | null;
  readonly inTurn: ReturnType<typeof queue>;
}

/** What a new composition runs on until the user chooses. */
const NEW_TARGETS = ['x86_64/microvm', 'x86_64/qemu-pc', 'host'];

export function createDocuments(options: DocumentsOptions): Documents {
  const { stateDir, root } = options;
  const assetsDir = join(root, 'assets');
  const catalogDir = join(root, 'microlibs');
  const draftsDir = join(stateDir, 'drafts');
  // A command line tool saves what it does at once, and must not take what an app has not saved yet.
  const isApp = options.shell !== 'cli';
  const journals = createJournals(stateDir, String(process.pid));
  const trust = createTrust(stateDir, [assetsDir, draftsDir]);
  const recent = createRecent(stateDir);
  const settings = createSettings(stateDir);
  const opened = new Map<string, Open>();
  const opening = queue();

  const find = (id: string): Open => {
    const found = opened.get(id);
    if (!found) throw new ContractError('not-found', 'The document is not open', 'Open it again.');
    return found;
  };
  const inTurn = <T>(id: string, work: (open: Open) => Promise<T>): Promise<T> => find(id).inTurn(() => work(find(id)));

  const requireAllowed = async (file: string) => {
    if (options.shell === 'browser') await requireInside([options.workspace, assetsDir, draftsDir], file);
  };

  const begin = (replica: Replica): DocumentInfo => {
    const open: Open = { replica, watch: null, inTurn: queue() };
    opened.set(replica.id, open);
    watchAgain(open);
    return infoOf(replica);
  };
  const watchAgain = (open: Open) => {
    const { id, file, draft } = open.replica;
    void open.watch?.close();
    open.watch =
      isApp && !draft
        ? watchFile(
            file,
            () => open.replica.hash,
            open.inTurn,
            (deleted) => options.onChanged({ document: id, deleted }),
          )
        : null;
  };

  /** What the file says, and on top of it what the journal says was not saved. */
  const read = async (file: string, id: string, draft: boolean): Promise<Replica> => {
    const { text, hash, composition, readOnly, diagnostics } = await load(file);
    const fresh: Replica = {
      id,
      file,
      draft,
      text,
      hash,
      composition,
      revision: 0,
      entries: [],
      readOnly,
      trusted: await trust.isTrusted(file),
      restored: false,
      diagnostics,
    };
    return isApp && readOnly === null ? restored(fresh, journals) : fresh;
  };

  const journal = async ({ replica }: Open) => {
    if (!isApp) return;
    // A journal that cannot be written (a full disk) must not stop the work; the next change tries again.
    await journals.append(replica.file, replica.text, replica.entries).catch(() => {});
  };

  const isOpen = (file: string) => [...opened.values()].some(({ replica }) => replica.file === file);

  const documents: Documents = {
    open: ({ path }) =>
      opening(async () => {
        const file = await realFile(path);
        await requireAllowed(file);
        for (const { replica } of opened.values()) if (replica.file === file) return infoOf(replica);
        const drafts = await realpath(draftsDir).catch(() => null);
        const replica = await read(file, nanoid(12), drafts !== null && isWithin(drafts, file));
        if (!replica.draft && isApp) await recent.add(file, replica.composition.name);
        return begin(replica);
      }),

    create: ({ template, name, targets }) =>
      opening(async () => {
        const id = nanoid(12);
        const folder = join(draftsDir, id);
        try {
          await mkdir(folder, { recursive: true });
          const start = template === null ? null : await copyTemplate(assetsDir, template, folder);
          const from = start === null ? null : understand(start, FILE_NAME).composition;
          const { composition, problems } = validate({
            ...(from ?? { uniloom: 1, name: 'untitled', targets: NEW_TARGETS }),
            ...(name !== undefined && { name }),
            ...(targets !== undefined && targets.length > 0 && { targets }),
          });
          if (composition === null)
            throw new ContractError('bad-input', problems[0]?.message ?? 'That is no composition');
          const text = start === null ? printComposition(composition) : printOver(start, composition);
          await writeAtomic(join(folder, FILE_NAME), text);
          return begin(await read(await realpath(join(folder, FILE_NAME)), id, true));
        } catch (error) {
          throw ioError(error, 'make a new document');
        }
      }),

    edit: ({ document, revision, label, edits }) =>
      inTurn(document, async (open) => {
        open.replica = edited(open.replica, revision, label, edits);
        await journal(open);
        return { revision: open.replica.revision };
      }),

    save: ({ document, path, overwrite = false }) =>
      inTurn(document, async (open) => {
        const before = open.replica;
        requireWritable(before);
        const target = path === undefined ? null : await saveTarget(path);
        if (target !== null) await requireAllowed(target);
        for (const other of opened.values())
          if (other !== open && other.replica.file === target)
            throw new ContractError('conflict', `'${basename(target)}' is open in another window`);
        const saved = await saveReplica(before, target, overwrite);
        const moved = saved.file !== before.file;
        // What the user had trusted stays so at its new place; among files of others only the file itself.
        if (moved && before.trusted && !(await trust.isTrusted(saved.file)))
          await trust.trust(saved.ownFolder ? dirname(saved.file) : saved.file, saved.ownFolder ? 'folder' : 'file');
        open.replica = {
          ...before,
          file: saved.file,
          draft: false,
          text: saved.text,
          hash: saved.hash,
          entries: [],
          restored: false,
          trusted: await trust.isTrusted(saved.file),
          diagnostics: understand(saved.text, basename(saved.file)).diagnostics,
        };
        await journals.drop(before.file);
        if (moved && before.draft) await removeDraft(before);
        if (moved || open.watch === null) watchAgain(open);
        if (isApp) await recent.add(saved.file, before.composition.name);
        return infoOf(open.replica);
      }),

    reload: ({ document }) =>
      inTurn(document, async (open) => {
        const { id, file, draft, revision } = open.replica;
        // Read first: where the file is broken, the document stays as it is.
        await load(file);
        await journals.drop(file);
        open.replica = { ...(await read(file, id, draft)), revision: revision + 1 };
        return infoOf(open.replica);
      }),

    closeDocument: ({ document, discard }) =>
      inTurn(document, async (open) => {
        opened.delete(document);
        await open.watch?.close();
        const { file, draft, entries } = open.replica;
        if (discard) await journals.drop(file);
        if (draft && discard) await removeDraft(open.replica);
        else if (draft && entries.length === 0) await removeDraft(open.replica);
        return null;
      }),

    text: async ({ document }) => ({ text: textOf(find(document).replica) }),

    trust: ({ document }) =>
      inTurn(document, async (open) => {
        await trust.trust(dirname(open.replica.file));
        open.replica = { ...open.replica, trusted: true };
        return { trusted: true };
      }),

    get: (document) => infoOf(find(document).replica),
    templates: () => listTemplates(assetsDir),
    recent: async () => [
      ...(isApp ? await forgottenDrafts(draftsDir, journals, isOpen) : []),
      ...(await recent.list()),
    ],
    settings,

    async listFiles({ document }) {
      const { replica } = find(document);
      return listSources(dirname(replica.file), replica.composition, await options.catalog());
    },
    async readFile({ document, file }) {
      const { replica } = find(document);
      // The composition as it is on disk, to be compared with what is open.
      if (file === `source:${basename(replica.file)}`) return readComposition(replica.file);
      return readSource(dirname(replica.file), replica.composition, await options.catalog(), catalogDir, file);
    },
    writeFile: ({ document, file, text, version }) =>
      inTurn(document, async (open) => {
        const { replica } = open;
        requireWritable(replica);
        const catalog = await options.catalog();
        const written = { id: file, text, version };
        const result = await writeSource(dirname(replica.file), replica.composition, catalog, written);
        // A draft of which only a source was changed is worth keeping as well.
        if (replica.draft && replica.entries.length === 0) {
          open.replica = { ...replica, entries: [{ revision: 1, label: `Change ${file}`, edits: [] }] };
          await journal(open);
        }
        return result;
      }),
    adopt: ({ document, component }) =>
      inTurn(document, async ({ replica }) => {
        requireWritable(replica);
        const catalog = await options.catalog();
        return adoptSources(dirname(replica.file), replica.composition, catalog, catalogDir, component);
      }),

    async close() {
      const watches = [...opened.values()].map(({ watch }) => watch?.close());
      opened.clear();
      await Promise.all(watches);
    },
  };
  return documents;
}
