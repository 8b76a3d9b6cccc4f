/** Copy and paste of components, within a window and between windows: JSON as the clipboard's text. */
import { z } from 'zod';
import { type Fragment, fragmentOf, paste, removeComponents } from '../../engine/model/commands.ts';
import { NAME_PATTERN } from '../../engine/model/types.ts';
import { commit, useDocument } from '../state/document.ts';
import { select, useUi } from '../state/ui.ts';

const name = z.string().regex(NAME_PATTERN);
const value = z.union([z.boolean(), z.number(), z.string()]);
const ref = z.string().max(64);
/** What another window may give us is read like a file: nothing that this does not describe gets in. */
const clip = z.object({
  uniloomFragment: z.literal(1),
  components: z.record(
    name,
    z.object({
      microlib: name,
      options: z.record(z.string().max(64), value).optional(),
      targets: z.array(z.string().max(64)).optional(),
      label: z.string().max(200).optional(),
    }),
  ),
  wires: z
    .array(
      z.object({
        from: ref,
        to: ref,
        kind: z.enum(['direct', 'counted', 'traced', 'faulty', 'gated']).optional(),
        with: z.record(z.string(), z.union([value, z.array(z.string())])).optional(),
      }),
    )
    .max(10_000),
  nodes: z.record(name, z.object({ x: z.number(), y: z.number() })),
});

/** The clipboard's text for a fragment. Own sources stay behind: their files are in the folder copied from. */
export function writeClip(fragment: Fragment): string {
  const components = Object.fromEntries(
    Object.entries(fragment.components).map(([key, { sources: _, ...rest }]) => [key, rest]),
  );
  return JSON.stringify({ uniloomFragment: 1, ...fragment, components }, null, 1);
}

/** The fragment that `text` holds; null where it is something else. */
export function readClip(text: string): Fragment | null {
  if (!text.includes('uniloomFragment')) return null;
  try {
    const { components, wires, nodes } = clip.parse(JSON.parse(text));
    return { components, wires, nodes };
  } catch {
    return null;
  }
}

const inText = (event: Event): boolean =>
  event.target instanceof HTMLElement &&
  event.target.closest('input, textarea, [contenteditable], .monaco-editor, .xterm') !== null;

let pasted = 0;

function pasteText(text: string): boolean {
  const fragment = readClip(text);
  if (fragment === null) return false;
  pasted += 1;
  const change = paste(useDocument.getState().composition, fragment, { x: 40 * pasted, y: 40 * pasted });
  if (commit(change)) select(change.names);
  return true;
}

/** Listens for the clipboard's events. */
export function startClipboard(): () => void {
  const put = (event: ClipboardEvent, cut: boolean) => {
    const { nodes } = useUi.getState();
    if (inText(event) || nodes.length === 0 || !window.getSelection()?.isCollapsed) return;
    const { composition } = useDocument.getState();
    const fragment = fragmentOf(composition, nodes);
    if (Object.keys(fragment.components).length === 0) return;
    event.clipboardData?.setData('text/plain', writeClip(fragment));
    event.preventDefault();
    pasted = 0;
    if (cut && commit(removeComponents(composition, nodes))) select([]);
  };
  const onCopy = (event: ClipboardEvent) => put(event, false);
  const onCut = (event: ClipboardEvent) => put(event, true);
  const onPaste = (event: ClipboardEvent) => {
    if (!inText(event) && pasteText(event.clipboardData?.getData('text/plain') ?? '')) event.preventDefault();
  };
  document.addEventListener('copy', onCopy);
  document.addEventListener('cut', onCut);
  document.addEventListener('paste', onPaste);
  return () => {
    document.removeEventListener('copy', onCopy);
    document.removeEventListener('cut', onCut);
    document.removeEventListener('paste', onPaste);
  };
}
