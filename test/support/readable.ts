import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { AxeResults, RunOptions } from 'axe-core';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** `everything`: all of axe's rules. `colours`: contrast alone, all that another theme can change. */
export type Looked = 'everything' | 'colours';

/** Makes axe known to the page; lost when it reloads. */
export const loadAxe = async (page: Page): Promise<void> => page.evaluate(await readFile(axePath, 'utf8'));

/** What axe finds wrong with what is shown, in words: rule, and where. */
export async function problemsOn(page: Page, look: Looked = 'everything'): Promise<string[]> {
  const options: RunOptions = {
    resultTypes: ['violations'],
    // The style sheets, read anew each time; the one rule that needs them (orientation) looks for what phones do.
    preload: false,
    ...(look === 'colours' ? { runOnly: { type: 'rule', values: ['color-contrast'] } } : {}),
  };
  const violations = await page.evaluate(
    async (run) =>
      (await (window as unknown as { axe: { run(run: unknown): Promise<AxeResults> } }).axe.run(run)).violations,
    options,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.any[0]?.message ?? node.failureSummary ?? ''}`),
  );
}
