import type { ElectronApplication, Page } from '@playwright/test';
import { patiently } from './patiently';

interface Desk {
  readonly app: ElectronApplication;
  readonly page: Page;
}

export const copyText = ({ app }: Pick<Desk, 'app'>, text: string): Promise<void> =>
  patiently(() => app.evaluate(({ clipboard }, copied) => clipboard.writeText(copied), text));

export const copiedText = ({ app }: Pick<Desk, 'app'>): Promise<string> =>
  patiently(() => app.evaluate(({ clipboard }) => clipboard.readText()));

/** In the wizard: copies one part of a key as at the exchange's page, and pastes it, the first time or again. */
export async function pastePart({ app, page }: Desk, part: string, text: string): Promise<void> {
  await copyText({ app }, text);
  await page.getByRole('button', { name: new RegExp(`^Paste( again)?: ${part}$`) }).click();
  await page.getByRole('button', { name: `Paste again: ${part}`, exact: true }).waitFor({ timeout: 8_000 });
}
