import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Group, Panel, Separator, useGroupRef } from 'react-resizable-panels';
import type { ProcedureOutput } from '../../engine/contract.ts';
import { Canvas } from '../canvas/Canvas.tsx';
import { type ConnectionState, engine } from '../engine/client.ts';
import { Inspector } from '../inspector/Inspector.tsx';
import { OptionsPanel } from '../options/OptionsPanel.tsx';
import { Ghost, Palette } from '../palette/Palette.tsx';
import { useSettings } from '../state/settings.ts';
import { useUi } from '../state/ui.ts';
import './app.css';
import { Dialogs } from './Dialogs.tsx';
import { DockHost } from './DockHost.tsx';
import { COLUMNS, remember, sizes, useFold, useOptionsFold } from './panes.ts';
import { QuickFix } from './QuickFix.tsx';
import { StatusLine } from './StatusLine.tsx';
import { Toast } from './Toast.tsx';
import { TopBar } from './TopBar.tsx';

/** Height of the dock's tab strip, pixels: what is left of it when it is folded. */
const STRIP = 34;

/** The window. */
export function App({ app }: { readonly app: ProcedureOutput<'app.info'> | null }) {
  const { t } = useTranslation();
  const [connection, setConnection] = useState<ConnectionState>('connecting');
  const [panes] = useState(() => useSettings.getState().panes);
  const tall = useUi((state) => state.dockTall);
  useEffect(() => engine().watch(setConnection), []);
  const palette = useFold('paletteFolded');
  const inspector = useFold('inspectorFolded');
  const columns = useGroupRef();
  const options = useOptionsFold(columns);
  const dock = useFold('dockFolded');
  const optionsFolded = useUi((state) => state.optionsFolded);
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
              id={COLUMNS}
              groupRef={columns}
              orientation="horizontal"
              defaultLayout={sizes(panes, 'palette', 'centre', 'options', 'inspector')}
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
              <Separator className="gutter upright" aria-label={t('layout.options')} />
              <Panel
                id="options"
                defaultSize={0}
                minSize={270}
                maxSize={620}
                collapsible
                groupResizeBehavior="preserve-pixel-size"
                {...options}
              >
                {optionsFolded ? null : <OptionsPanel />}
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
      <QuickFix />
      <Toast />
      <Dialogs app={app} />
    </div>
  );
}
