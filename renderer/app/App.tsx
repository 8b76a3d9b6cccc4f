import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Group, Panel, Separator, usePanelRef } from 'react-resizable-panels';
import type { ProcedureOutput } from '../../engine/contract.ts';
import { Canvas } from '../canvas/Canvas.tsx';
import { type ConnectionState, engine } from '../engine/client.ts';
import { Inspector } from '../inspector/Inspector.tsx';
import { Ghost, Palette } from '../palette/Palette.tsx';
import { changeSettings, useSettings } from '../state/settings.ts';
import { setUi, useUi } from '../state/ui.ts';
import './app.css';
import { Dialogs } from './Dialogs.tsx';
import { DockHost } from './DockHost.tsx';
import { StatusLine } from './StatusLine.tsx';
import { Toast } from './Toast.tsx';
import { TopBar } from './TopBar.tsx';

/** Height of the dock's tab strip, pixels: what is left of it when it is folded. */
const STRIP = 34;

/** Keeps a panel in step with a flag of the ui store, both ways. */
function useFold(key: 'paletteFolded' | 'inspectorFolded' | 'dockFolded') {
  const ref = usePanelRef();
  const folded = useUi((state) => state[key]);
  useEffect(() => {
    const panel = ref.current;
    if (panel === null || panel.isCollapsed() === folded) return;
    if (folded) panel.collapse();
    else panel.expand();
  }, [ref, folded]);
  const onResize = () => {
    const collapsed = ref.current?.isCollapsed() ?? false;
    if (collapsed !== useUi.getState()[key]) setUi({ [key]: collapsed });
  };
  return { panelRef: ref, onResize };
}

const remember = (layout: Readonly<Record<string, number>>, meta: { readonly isUserInteraction: boolean }) => {
  if (meta.isUserInteraction) changeSettings({ panes: { ...useSettings.getState().panes, ...layout } });
};

const sizes = (panes: Readonly<Record<string, number>>, ...ids: readonly string[]) =>
  ids.every((id) => panes[id] !== undefined) ? Object.fromEntries(ids.map((id) => [id, panes[id] ?? 0])) : undefined;

/** The window. */
export function App({ app }: { readonly app: ProcedureOutput<'app.info'> | null }) {
  const { t } = useTranslation();
  const [connection, setConnection] = useState<ConnectionState>('connecting');
  const [panes] = useState(() => useSettings.getState().panes);
  const tall = useUi((state) => state.dockTall);
  useEffect(() => engine().watch(setConnection), []);
  const palette = useFold('paletteFolded');
  const inspector = useFold('inspectorFolded');
  const dock = useFold('dockFolded');
  return (
    <div className="app">
      <TopBar />
      <main>
        <Group
          orientation="vertical"
          defaultLayout={sizes(panes, 'upper', 'dock')}
          onLayoutChanged={remember}
          className={tall ? 'tall' : ''}
        >
          <Panel id="upper" minSize={160}>
            <Group
              orientation="horizontal"
              defaultLayout={sizes(panes, 'palette', 'centre', 'inspector')}
              onLayoutChanged={remember}
            >
              <Panel
                id="palette"
                defaultSize={240}
                minSize={180}
                maxSize={420}
                collapsible
                groupResizeBehavior="preserve-pixel-size"
                {...palette}
              >
                <Palette />
              </Panel>
              <Separator className="gutter upright" aria-label={t('layout.palette')} />
              <Panel id="centre" minSize={240}>
                <Canvas />
              </Panel>
              <Separator className="gutter upright" aria-label={t('layout.inspector')} />
              <Panel
                id="inspector"
                defaultSize={288}
                minSize={220}
                maxSize={520}
                collapsible
                groupResizeBehavior="preserve-pixel-size"
                {...inspector}
              >
                <Inspector />
              </Panel>
            </Group>
          </Panel>
          <Separator className="gutter" aria-label={t('layout.dock')} />
          <Panel
            id="dock"
            defaultSize={236}
            minSize={110}
            collapsible
            collapsedSize={STRIP}
            groupResizeBehavior="preserve-pixel-size"
            {...dock}
          >
            <DockHost />
          </Panel>
        </Group>
      </main>
      <StatusLine connection={connection} />
      <Ghost />
      <Toast />
      <Dialogs app={app} />
    </div>
  );
}
