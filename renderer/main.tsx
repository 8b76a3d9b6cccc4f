/** The page's start: language and theme, the catalog, the document that was asked for. */
import { createRoot } from 'react-dom/client';
import './theme/tokens.css';
import './theme/base.css';
import { startClipboard } from './actions/clipboard.ts';
import { startKeys } from './actions/keys.ts';
import { perform } from './actions/registry.ts';
import { App } from './app/App.tsx';
import { startNativeMenu } from './app/nativeMenu.ts';
import { engine } from './engine/client.ts';
import { setLanguage, systemLanguage } from './i18n.ts';
import { useCatalog } from './state/catalog.ts';
import { isDirty, useDocument } from './state/document.ts';
import { onJobEvent } from './state/jobs.ts';
import { followCanvas } from './state/options.ts';
import { followSelection } from './state/selection.ts';
import { attempt, changedOnDisk, showFirst } from './state/session.ts';
import { useSettings } from './state/settings.ts';
import { setUi, useUi } from './state/ui.ts';
import { startTheme } from './theme/theme.ts';
import { startChecker } from './worker/client.ts';

function followSettings(): void {
  startTheme();
  let language = '';
  const follow = ({ language: chosen }: ReturnType<typeof useSettings.getState>) => {
    if (chosen === language) return;
    language = chosen;
    setLanguage(chosen === 'system' ? systemLanguage() : chosen);
  };
  follow(useSettings.getState());
  useSettings.subscribe(follow);
}

/** Side panes that were folded when the app was last used. */
function restoreFolds(): void {
  const { panes } = useSettings.getState();
  const folded = (id: string, standard: number) => (panes[id] ?? standard) === 0;
  setUi({
    paletteFolded: folded('palette', 1),
    inspectorFolded: folded('inspector', 1),
    optionsFolded: folded('options', 0),
  });
}

function followEngine(): void {
  engine().on('job', onJobEvent);
  engine().on('action', ({ id }) => perform(id));
  engine().on('document.changed', ({ document, deleted }) => changedOnDisk(document, deleted));
  useDocument.subscribe(({ broken }) => {
    if (broken === null) return;
    useDocument.setState({ broken: null });
    setUi({ dialog: 'conflict', fileDeleted: false });
  });
}

function guardUnload(): void {
  window.addEventListener('beforeunload', (event) => {
    if (isDirty(useDocument.getState()) || useUi.getState().dirtyFiles.length > 0) event.preventDefault();
  });
}

function followTitle(): void {
  const follow = () => {
    const state = useDocument.getState();
    document.title =
      state.info === null ? 'Uniloom' : `${isDirty(state) ? '• ' : ''}${state.composition.name} – Uniloom`;
  };
  useDocument.subscribe(follow);
}

const [app, catalog, settings] = await Promise.all([
  engine().call('app.info', {}),
  engine().call('catalog.get', {}),
  engine().call('settings.get', {}),
]);
useSettings.setState(settings);
useCatalog.setState({ catalog, loaded: true });
followSettings();
restoreFolds();
followEngine();
guardUnload();
followTitle();
startKeys();
startClipboard();
startChecker();
followSelection();
followCanvas();
startNativeMenu();

/** Where the path of the open document is kept while the page reloads; Electron's main process knows it by itself. */
const OPEN = 'uniloom.open';

/** What to show first: after a reload what was open before it, else what the app was started with. */
function firstPath(): string | null {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  const before = navigation?.type === 'reload' ? sessionStorage.getItem(OPEN) : null;
  return before ?? app.startFile;
}

function followPath(): void {
  useDocument.subscribe(({ info }) => {
    if (info === null) return;
    if (info.path === null) sessionStorage.removeItem(OPEN);
    else sessionStorage.setItem(OPEN, info.path);
  });
}

// The window is drawn on its document: what a fast hand did before there is one would be lost.
await attempt(async () => {
  const client = engine();
  const path = firstPath();
  followPath();
  await showFirst(
    path === null
      ? await client.call('document.create', { template: null })
      : await client.call('document.open', { path }),
  );
});

const root = document.getElementById('root');
if (root !== null) createRoot(root).render(<App app={app} />);
