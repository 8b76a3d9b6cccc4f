import { FolderOpen, LayoutTemplate, Play } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { perform } from '../actions/registry.ts';
import { useCatalog } from '../state/catalog.ts';
import { addAt } from '../state/compose.ts';
import { useDocument } from '../state/document.ts';
import { canvasApi } from './api.ts';

/** What an empty canvas offers. */
export function EmptyCanvas() {
  const { t } = useTranslation();
  const { catalog, loaded } = useCatalog();
  const opened = useDocument((state) => state.info !== null);
  if (!loaded) return null;
  const apps = Object.values(catalog.microlibs).filter(({ category }) => category === 'apps');
  const app = apps.find(({ name }) => name === 'hello') ?? apps[0];
  const startWithApp = () => {
    if (app === undefined) return;
    const at = canvasApi()?.middle() ?? { x: 100, y: 100 };
    addAt(app.name, { x: at.x - 200, y: at.y });
  };
  return (
    <div className="empty-canvas" data-testid="empty-canvas">
      <h2>{t('empty.title')}</h2>
      <p>{t('empty.wire')}</p>
      <div className="choices">
        <button type="button" onClick={() => perform('file.new')}>
          <LayoutTemplate size={22} aria-hidden />
          <b>{t('empty.template')}</b>
          <span>{t('empty.templateHint')}</span>
        </button>
        <button type="button" onClick={() => perform('file.open')}>
          <FolderOpen size={22} aria-hidden />
          <b>{t('empty.open')}</b>
          <span>{t('empty.openHint')}</span>
        </button>
        <button type="button" onClick={startWithApp} disabled={app === undefined || !opened}>
          <Play size={22} aria-hidden />
          <b>{t('empty.app')}</b>
          <span>{t('empty.appHint', { name: app?.title ?? '' })}</span>
        </button>
      </div>
    </div>
  );
}
