/** Templates as cards with a picture of their graph; recent files; an empty canvas. */
import { FilePlus2, FolderOpen, History } from 'lucide-react';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { TemplateInfo } from '../../engine/contract.ts';
import ui from '../dock/ui.module.css';
import css from './gallery.module.css';
import { Modal } from './Modal.tsx';
import { NODE_HEIGHT, NODE_WIDTH, templatePicture } from './templatePicture.ts';
import type { GalleryProps } from './types.ts';

const WIDTH = 216;
const HEIGHT = 92;

function TemplatePicture({ template, look }: { template: TemplateInfo } & Pick<GalleryProps, 'look'>) {
  const { t } = useTranslation();
  const picture = useMemo(() => templatePicture(template.microlibs, look, WIDTH, HEIGHT), [template, look]);
  return (
    <svg
      className={css.picture}
      viewBox={`-16 -14 ${WIDTH + 32} ${HEIGHT + 28}`}
      role="img"
      aria-label={t('dialogs.gallery.picture', { names: template.microlibs.join(', ') })}
    >
      {picture.wires.map((wire) => (
        <path key={wire.path} d={wire.path} stroke={wire.colour} />
      ))}
      {picture.nodes.map((node) => (
        <g key={node.name} transform={`translate(${node.x} ${node.y})`}>
          <rect className={css.node} width={NODE_WIDTH} height={NODE_HEIGHT} rx={5} />
          <rect x={6} y={6} width={6} height={6} rx={2} fill={node.colour} />
          <rect
            className={css.nodeName}
            x={17}
            y={7.5}
            width={Math.min(24, 6 + node.name.length * 2)}
            height={3}
            rx={1.5}
          />
        </g>
      ))}
    </svg>
  );
}

export function Gallery(props: GalleryProps) {
  const { t } = useTranslation();
  const first = useRef<HTMLButtonElement>(null);
  return (
    <Modal
      open={props.open}
      onClose={props.onClose}
      size="large"
      initialFocus={first}
      testid="dialog-gallery"
      title={t('dialogs.gallery.title')}
      description={t('dialogs.gallery.text')}
    >
      <div className={css.gallery}>
        <ul className={css.cards} aria-label={t('dialogs.gallery.templates')}>
          {props.templates.map((template, index) => (
            <li key={template.name}>
              <button
                ref={index === 0 ? first : undefined}
                type="button"
                className={css.card}
                data-testid={`template-${template.name}`}
                onClick={() => props.onCreate(template.name)}
              >
                <TemplatePicture template={template} look={props.look} />
                <span className={css.cardText}>
                  <b>{t(`engine.templates.${template.name}.title`, { defaultValue: template.title })}</b>
                  <span>{t(`engine.templates.${template.name}.summary`, { defaultValue: template.summary })}</span>
                </span>
              </button>
            </li>
          ))}
          <li>
            <button
              type="button"
              className={`${css.card} ${css.blank}`}
              data-testid="template-empty"
              onClick={() => props.onCreate(null)}
            >
              <span className={css.blankPicture}>
                <FilePlus2 size={26} aria-hidden="true" />
              </span>
              <span className={css.cardText}>
                <b>{t('dialogs.gallery.empty')}</b>
                <span>{t('dialogs.gallery.emptyText')}</span>
              </span>
            </button>
          </li>
        </ul>
        <aside className={css.recent}>
          <h3 className={ui.heading}>{t('dialogs.gallery.recent')}</h3>
          {props.recents.length === 0 ? <p className={css.none}>{t('dialogs.gallery.noRecent')}</p> : null}
          <ul>
            {props.recents.map((recent) => (
              <li key={recent.path}>
                <button
                  type="button"
                  className={css.recentItem}
                  title={recent.label}
                  onClick={() => props.onOpenRecent(recent.path)}
                >
                  <History size={14} aria-hidden="true" />
                  <span>
                    <b>{recent.name}</b>
                    <small>{recent.label}</small>
                  </span>
                </button>
              </li>
            ))}
          </ul>
          <button type="button" className={ui.button} data-testid="gallery-open" onClick={props.onOpenFile}>
            <FolderOpen size={15} aria-hidden="true" />
            {t('dialogs.gallery.open')}
          </button>
        </aside>
      </div>
    </Modal>
  );
}
