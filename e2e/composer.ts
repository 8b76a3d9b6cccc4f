/** What a person does in the app, by real mouse and keyboard. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Locator, type Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export interface Point {
  readonly x: number;
  readonly y: number;
}

const centre = async (locator: Locator): Promise<Point> => {
  const box = await locator.boundingBox();
  if (!box) throw new Error(`${locator} is not on the screen`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
};

/** A place on the canvas, given in parts of its size. */
export async function onCanvas(page: Page, at: Point): Promise<Point> {
  const canvas = await page.getByTestId('canvas').boundingBox();
  if (!canvas) throw new Error('there is no canvas');
  return { x: canvas.x + canvas.width * at.x, y: canvas.y + canvas.height * at.y };
}

/**
 * Waits until the canvas has come to rest: a document that has just been opened is fitted into the view after its
 * nodes have been measured, and a hand would miss what moves.
 */
export async function steady(page: Page): Promise<void> {
  await page.getByTestId('canvas').evaluate(
    (canvas) =>
      new Promise<void>((resolve) => {
        const state = () =>
          [...canvas.querySelectorAll('.react-flow__viewport, .react-flow__node')]
            .map((element) => element.getAttribute('style'))
            .join();
        let [last, since] = [state(), performance.now()];
        const look = () => {
          const now = state();
          if (now !== last) [last, since] = [now, performance.now()];
          if (performance.now() - since > 200) resolve();
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
}

/** Takes hold at `from` and carries it to `to` in small steps, as a hand does; does not let go. */
export async function carry(page: Page, from: Locator, to: Point): Promise<void> {
  await steady(page);
  const start = await centre(from);
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move(start.x + 6, start.y + 6);
  await page.mouse.move(to.x, to.y, { steps: 12 });
}

export async function drag(page: Page, from: Locator, to: Point): Promise<void> {
  await carry(page, from, to);
  await page.mouse.up();
}

/** Drags a microlib from the palette to a place on the canvas, given in parts of its size. */
export async function place(page: Page, microlib: string, at: Point): Promise<void> {
  await page.getByTestId('palette-search').fill(microlib);
  await drag(page, page.getByTestId(`palette-item-${microlib}`), await onCanvas(page, at));
  await page.getByTestId('palette-search').fill('');
}

export const node = (page: Page, name: string): Locator => page.getByTestId(`node-${name}`);

export const port = (page: Page, component: string, name: string): Locator =>
  page.getByTestId(`port-${component}-${name}`);

/**
 * Carries a wire from one port to another and holds it there. The far port may be one that its node shows only while
 * a wire that fits is under way.
 */
export async function carryWire(page: Page, from: Locator, to: Locator): Promise<void> {
  await steady(page);
  const start = await centre(from);
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move(start.x + 8, start.y + 4, { steps: 3 });
  await to.waitFor();
  await steady(page);
  const end = await centre(to);
  await page.mouse.move(end.x, end.y, { steps: 12 });
}

/** Draws a wire from one port to another. */
export async function wire(page: Page, from: Locator, to: Locator): Promise<void> {
  await carryWire(page, from, to);
  await page.mouse.up();
}

/** The wire that binds `from` to `to`, both as `component.port`. */
export const edge = (page: Page, from: string, to: string): Locator =>
  page.getByLabel(`${from} → ${to}`, { exact: true });

/** Clicks on the middle of a wire. */
export async function selectWire(page: Page, from: string, to: string): Promise<void> {
  await steady(page);
  const at = await edge(page, from, to)
    .locator('path.react-flow__edge-interaction')
    .evaluate((path) => {
      if (!(path instanceof SVGPathElement)) throw new Error('a wire is no path');
      const middle = path.getPointAtLength(path.getTotalLength() / 2);
      const matrix = path.getScreenCTM();
      if (matrix === null) throw new Error('a wire that is not shown');
      const { x, y } = middle.matrixTransform(matrix);
      return { x, y };
    });
  await page.mouse.click(at.x, at.y);
}

/** Gives the keys to the canvas, without choosing anything. */
export async function focusCanvas(page: Page): Promise<void> {
  const at = await onCanvas(page, { x: 0.5, y: 0.04 });
  await page.mouse.click(at.x, at.y);
}

export async function showDock(
  page: Page,
  tab: 'console' | 'problems' | 'sizes' | 'files' | 'trace' | 'export',
): Promise<Locator> {
  await page.getByTestId(`dock-tab-${tab}`).click();
  return page.getByTestId(`dock-${tab}`);
}

export async function boot(page: Page): Promise<void> {
  await page.getByTestId('boot-button').click();
}

/** Waits until the terminal of the current run shows `text`. */
export async function expectConsole(page: Page, text: string | RegExp): Promise<void> {
  await expect(page.getByTestId('console-text')).toContainText(text, { timeout: 30_000 });
}

/** Waits until the guest has powered itself off with exit status 0. */
export async function expectPoweredOff(page: Page): Promise<void> {
  await expect(page.getByTestId('activity')).toHaveText('powered off · status 0', {
    timeout: 60_000,
    ignoreCase: true,
  });
}

/** Boots, and accepts the question whether the folder is trusted. */
export async function bootTrusting(page: Page): Promise<void> {
  await boot(page);
  await page.getByTestId('trust-accept').click();
}

/** Everything into view. */
export async function fitView(page: Page): Promise<void> {
  await focusCanvas(page);
  await page.keyboard.press('f');
  await steady(page);
}

/** Boots again, in a folder that is trusted; returns when the new run has taken the old one's place. */
export async function run(page: Page): Promise<void> {
  await boot(page);
  await expect(page.getByTestId('stop-button')).toBeVisible();
}

/** How far before a port the end of its wire is taken hold of, pixels. */
const END = 12;

/** Takes the provider's end of the wire to `to` and carries it to another provider. */
export async function rewire(page: Page, to: Locator, other: Locator): Promise<void> {
  await steady(page);
  const start = await centre(to);
  const end = await centre(other);
  await page.mouse.move(start.x - END, start.y);
  await page.mouse.down();
  await page.mouse.move(start.x - 2 * END, start.y + END, { steps: 3 });
  await page.mouse.move(end.x, end.y, { steps: 12 });
  await page.mouse.up();
}

/** Names of the processes that the process `pid` has started, and theirs. */
export function processesBelow(pid: number): string[] {
  const parents = new Map<number, number[]>();
  const names = new Map<number, string>();
  for (const entry of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    try {
      const [, name = '', rest = ''] = /^\d+ \((.*)\) (.*)$/s.exec(readFileSync(`/proc/${entry}/stat`, 'utf8')) ?? [];
      const parent = Number(rest.split(' ')[1]);
      names.set(Number(entry), name);
      parents.set(parent, [...(parents.get(parent) ?? []), Number(entry)]);
    } catch {
      // It ended while we were looking.
    }
  }
  const below = (id: number): string[] =>
    (parents.get(id) ?? []).flatMap((child) => [names.get(child) ?? '', ...below(child)]);
  return below(pid);
}

/** Runs an action by its name, through the command palette. */
export async function command(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByTestId('command-input').fill(name);
  await expect(page.getByRole('option', { name }).first()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('command-input')).toHaveCount(0);
}

/** The field of an option in the inspector, where its component is selected. */
export const option = (page: Page, component: string, name: string): Locator =>
  page.locator(`#option-${component}-${name}`);

/** Opens the option tree beside the inspector; its search has the keys. */
export async function showOptions(page: Page): Promise<void> {
  await expect(page.getByTestId('document-name')).toBeVisible();
  await page.keyboard.press('Control+3');
  await expect(page.getByTestId('options-search')).toBeFocused();
}

/** The row of an option in the option tree. */
export const optionRow = (page: Page, component: string, name: string): Locator =>
  page.getByTestId(`option:${component}.${name}`);

/** The field of an option in the option tree. */
export const treeField = (page: Page, component: string, name: string): Locator =>
  page.locator(`#tree-${component}-${name}`);

export async function setOption(page: Page, component: string, name: string, value: string): Promise<void> {
  await option(page, component, name).fill(value);
  await page.keyboard.press('Enter');
}

/** Opens a file of the files panel by its name. */
export async function openFile(page: Page, name: string): Promise<void> {
  await page.getByTestId('files').getByRole('searchbox').fill(name);
  await page.getByTestId('files').getByRole('treeitem', { name }).last().click();
}

/** Replaces the only place of `text` in the open editor: finds it as the editor's users do, and types over it. */
export async function replaceInEditor(page: Page, text: string, replacement: string): Promise<void> {
  const editor = page.getByTestId('files').locator('.monaco-editor').first();
  await expect(editor.locator('.view-lines')).toContainText(text);
  await editor.locator('.view-lines').click();
  await page.keyboard.press('Control+f');
  await page.keyboard.press('Control+a');
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  // Typing a quote over a selection would put quotes around it.
  await page.keyboard.press('Delete');
  await page.keyboard.type(replacement);
}

/** Serious and critical faults that axe finds. It is evaluated, not loaded: the page's policy allows no such script. */
export async function faults(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<AxeResults> } };
    const { violations } = await axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes.map(({ html, any }) => `${id}: ${html.slice(0, 160)} ${any[0]?.message ?? ''}`),
      );
  });
}

/** Bytes by row of the sizes panel: components that are in the image, and the sum under ''. */
export async function imageSizes(page: Page): Promise<ReadonlyMap<string, number>> {
  const panel = await showDock(page, 'sizes');
  await expect(panel.getByTestId('size-sum')).toBeVisible();
  const rows = await panel.locator('tr[data-testid^="size-"]:not([data-state="gone"])').evaluateAll((all) =>
    all.map((row) => {
      const total = [...row.querySelectorAll('td[title]')].at(-1)?.getAttribute('title') ?? '';
      return [row.getAttribute('data-testid')?.slice('size-'.length) ?? '', Number(total.replace(/\D/g, ''))] as const;
    }),
  );
  return new Map(rows.map(([name, bytes]) => [name === 'sum' ? '' : name, bytes]));
}
