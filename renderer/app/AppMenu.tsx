import { Menu } from '@base-ui/react/menu';
import { Check, ChevronRight, Menu as MenuGlyph } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { shown } from '../actions/keys.ts';
import { actions } from '../actions/registry.ts';
import type { Action, ActionGroup } from '../actions/types.ts';

const GROUPS: readonly ActionGroup[] = ['file', 'edit', 'arrange', 'view', 'run', 'help'];

/** An action in a menu; where it cannot be run it says why. */
export function ActionItem({ action }: { readonly action: Action }) {
  const { t } = useTranslation();
  const enabled = action.enabled();
  const detail = action.detail?.() ?? '';
  const Glyph = action.icon;
  const keys = action.keys?.[0];
  return (
    <Menu.Item
      className="popup-item"
      disabled={enabled !== true}
      title={enabled === true ? undefined : t(enabled)}
      data-testid={`menu-${action.id}`}
      onClick={action.run}
    >
      {action.checked?.() === true ? (
        <Check size={14} aria-label={t('common.on')} />
      ) : Glyph === undefined ? (
        <span className="no-icon" />
      ) : (
        <Glyph size={14} aria-hidden />
      )}
      <span>
        {t(action.label)}
        {detail === '' ? null : <em> {detail}</em>}
        {enabled === true ? null : <small>{t(enabled)}</small>}
      </span>
      {keys === undefined ? null : <kbd>{shown(keys)}</kbd>}
    </Menu.Item>
  );
}

/** The menu of everything, from the registry. */
export function AppMenu() {
  const { t } = useTranslation();
  return (
    <Menu.Root>
      <Menu.Trigger
        className="icon-button"
        aria-label={t('menu.label')}
        title={t('menu.label')}
        data-testid="menu-button"
      >
        <MenuGlyph size={17} aria-hidden />
      </Menu.Trigger>
      <Menu.Portal>
        <Menu.Positioner className="popup-layer" sideOffset={6} align="start">
          <Menu.Popup className="popup menu">
            {GROUPS.map((group) => (
              <Menu.SubmenuRoot key={group}>
                <Menu.SubmenuTrigger className="popup-item" data-testid={`menu-${group}`}>
                  <span>{t(`menu.${group}`)}</span>
                  <ChevronRight size={14} aria-hidden />
                </Menu.SubmenuTrigger>
                <Menu.Portal>
                  <Menu.Positioner className="popup-layer" sideOffset={4} alignOffset={-5}>
                    <Menu.Popup className="popup menu wide">
                      {actions
                        .filter((action) => action.group === group)
                        .map((action) => (
                          <ActionItem key={action.id} action={action} />
                        ))}
                    </Menu.Popup>
                  </Menu.Positioner>
                </Menu.Portal>
              </Menu.SubmenuRoot>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
