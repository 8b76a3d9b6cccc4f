/** The window's panes: folding them, and remembering their sizes. */
import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';
import { type GroupImperativeHandle, usePanelRef } from 'react-resizable-panels';
import { changeSettings, useSettings } from '../state/settings.ts';
import { setUi, useUi } from '../state/ui.ts';

/** Id of the row of panes: palette, canvas, options, inspector. */
export const COLUMNS = 'columns';

/** The next change of a layout comes from folding: to be remembered as one made by hand is. */
let folding = false;

type Fold = 'paletteFolded' | 'inspectorFolded' | 'dockFolded';

/** Width that the canvas keeps, pixels. */
const LEAST = 240;
/** Width of the options when they are shown for the first time, pixels. */
const OPTIONS_WIDTH = 340;

/** Keeps a panel in step with a flag of the ui store, both ways. */
export function useFold(key: Fold) {
  const ref = usePanelRef();
  const folded = useUi((state) => state[key]);
  useEffect(() => {
    const panel = ref.current;
    if (panel === null || panel.isCollapsed() === folded) return;
    folding = true;
    if (folded) panel.collapse();
    else panel.expand();
  }, [ref, folded]);
  const onResize = () => {
    const collapsed = ref.current?.isCollapsed() ?? false;
    if (collapsed !== useUi.getState()[key]) setUi({ [key]: collapsed });
  };
  return { panelRef: ref, onResize };
}

/** The same for the options: what they take they take from the canvas, and give it back. */
export function useOptionsFold(group: RefObject<GroupImperativeHandle | null>) {
  const ref = usePanelRef();
  const folded = useUi((state) => state.optionsFolded);
  const width = useRef(OPTIONS_WIDTH);
  useLayoutEffect(() => {
    const panel = ref.current;
    const layout = group.current?.getLayout();
    if (panel === null || layout === undefined || panel.isCollapsed() === folded) return;
    const { centre = 0, options = 0 } = layout;
    if (!folded) {
      const whole = document.getElementById(COLUMNS)?.clientWidth ?? 1440;
      const wanted = Math.min((width.current / whole) * 100, centre - (LEAST / whole) * 100);
      folding = true;
      group.current?.setLayout({ ...layout, centre: centre - wanted, options: wanted });
      return;
    }
    width.current = panel.getSize().inPixels;
    folding = true;
    group.current?.setLayout({ ...layout, centre: centre + options, options: 0 });
  }, [ref, group, folded]);
  const onResize = () => {
    const collapsed = ref.current?.isCollapsed() ?? false;
    if (collapsed !== useUi.getState().optionsFolded) setUi({ optionsFolded: collapsed });
  };
  return { panelRef: ref, onResize };
}

export const remember = (layout: Readonly<Record<string, number>>, meta: { readonly isUserInteraction: boolean }) => {
  if (!meta.isUserInteraction && !folding) return;
  folding = false;
  changeSettings({ panes: { ...useSettings.getState().panes, ...layout } });
};

export const sizes = (panes: Readonly<Record<string, number>>, ...ids: readonly string[]) =>
  ids.every((id) => panes[id] !== undefined) ? Object.fromEntries(ids.map((id) => [id, panes[id] ?? 0])) : undefined;
