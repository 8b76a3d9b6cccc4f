/** The native menu: what the renderer's action registry says, plus the roles that only the system can play. */
import type { MenuItemConstructorOptions } from 'electron';
import { z } from 'zod';
import type { MenuItem } from '../engine/bridge.ts';

const item: z.ZodType<MenuItem> = z.lazy(() =>
  z.object({
    id: z.string().max(100).optional(),
    label: z.string().max(200).optional(),
    accelerator: z.string().max(50).optional(),
    enabled: z.boolean().optional(),
    submenu: z.array(item).max(100).optional(),
  }),
);
const items = z.array(item).max(30);

/** What came over IPC as menu items, or null when it is not that. */
export function parseMenu(value: unknown): readonly MenuItem[] | null {
  const parsed = items.safeParse(value);
  return parsed.success ? parsed.data : null;
}

/** The template for `Menu.buildFromTemplate`; `choose` hears the ids of chosen actions. */
export function menuTemplate(menu: readonly MenuItem[], choose: (id: string) => void): MenuItemConstructorOptions[] {
  return menu.map(({ id, label, accelerator, enabled, submenu }) => {
    if (label === undefined) return { type: 'separator' };
    return {
      label,
      enabled: enabled ?? true,
      // The page handles the keys; the menu only shows them.
      ...(accelerator === undefined ? {} : { accelerator, registerAccelerator: false }),
      ...(submenu === undefined ? {} : { submenu: menuTemplate(submenu, choose) }),
      ...(id === undefined ? {} : { click: () => choose(id) }),
    };
  });
}
