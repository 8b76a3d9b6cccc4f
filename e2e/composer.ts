/** What a person does in the app, by real mouse and keyboard. */
import { expect, type Locator, type Page } from '@playwright/test';

const centre = async (locator: Locator): Promise<{ x: number; y: number }> => {
  const box = await locator.boundingBox();
  if (!box) throw new Error(`${locator} is not on the screen`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
};

/** Drags from one place to another in small steps, as a hand does. */
export async function drag(page: Page, from: Locator, to: { x: number; y: number }): Promise<void> {
  const start = await centre(from);
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move(start.x + 6, start.y + 6);
  await page.mouse.move(to.x, to.y, { steps: 12 });
  await page.mouse.up();
}

/** Drags a microlib from the palette to a place on the canvas, given in parts of its size. */
export async function place(page: Page, microlib: string, at: { x: number; y: number }): Promise<void> {
  await page.getByTestId('palette-search').fill(microlib);
  const canvas = await page.getByTestId('canvas').boundingBox();
  if (!canvas) throw new Error('there is no canvas');
  const target = { x: canvas.x + canvas.width * at.x, y: canvas.y + canvas.height * at.y };
  await drag(page, page.getByTestId(`palette-item-${microlib}`), target);
  await page.getByTestId('palette-search').fill('');
}

export const port = (page: Page, component: string, name: string): Locator =>
  page.getByTestId(`port-${component}-${name}`);

export async function wire(page: Page, from: Locator, to: Locator): Promise<void> {
  await drag(page, from, await centre(to));
}

export async function boot(page: Page): Promise<void> {
  await page.getByTestId('boot-button').click();
}

/** Waits until the terminal of the current run shows `text`. */
export async function expectConsole(page: Page, text: string | RegExp): Promise<void> {
  await expect(page.getByTestId('console-text')).toContainText(text, { timeout: 60_000 });
}
