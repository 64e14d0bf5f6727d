import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { SCREENS as SCREEN_NAMES } from '../../../renderer/app/routes';
import { projectRoot } from '../../../scripts/lib/run.mjs';
import { chooseTheme } from '../../../scripts/screens/theme.mjs';
import type { ChannelName, HoldfastApi, Snapshot } from '../../../shared/contract/index';
import { type LaunchedHoldfast, launchHoldfast } from '../electron-launch';
import type { DeskState } from '../fake-desk';
import { patiently } from '../patiently';
import { buildFakeMain } from './build';

/** The sizes every screen is looked at. */
export const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
] as const;
export const THEMES = ['dark', 'light'] as const;
export type Theme = (typeof THEMES)[number];
export const SCREENS = [
  'desk',
  'orders',
  'decisions',
  'execution',
  'limits',
  'triggers',
  'accounts',
  'keys',
  'leaks',
  'vault',
  'journal',
  'story',
  'charts',
  'halt',
] as const;
export type Screen = (typeof SCREENS)[number];

/** The built screens on a made-up desk, in the real Electron. */
export interface FakeConsole {
  readonly launched: LaunchedHoldfast;
  readonly page: Page;
  resize(size: { readonly width: number; readonly height: number }): Promise<void>;
  open(screen: Screen): Promise<void>;
  theme(theme: Theme): Promise<void>;
  /** Puts the desk into a state and waits until the window shows it. */
  show(state: DeskState): Promise<void>;
  /** Runs one of the fake main's verbs. */
  tell(
    verb: 'live' | 'rest' | 'lose' | 'step' | 'silence' | 'appendRecords' | 'scan' | 'copies',
    ...values: unknown[]
  ): Promise<void>;
  prepare(channel: ChannelName, answer: unknown): Promise<void>;
  /** Requests so far on one channel. */
  calls(channel: ChannelName): Promise<unknown[]>;
  /** The whole desk as it is now. */
  snapshot(): Promise<Snapshot>;
  /** Resolves when everything drawn so far has been laid out, the rows of long lists too. */
  drawn(): Promise<void>;
  /** Resolves when main has heard every call that the window made before. */
  heard(): Promise<void>;
  close(): Promise<void>;
}

interface FakeMainGlobal {
  readonly fakeMain: Record<string, (...values: unknown[]) => unknown> & {
    readonly calls: { readonly name: string; readonly request: unknown }[];
  };
}

/** Starts it. The renderer must be built; `HOLDFAST_RENDERER_DIR` names another build than out/renderer. */
export async function openFakeConsole(): Promise<FakeConsole> {
  const appDir = await buildFakeMain();
  const rendererDir = process.env.HOLDFAST_RENDERER_DIR ?? join(projectRoot, 'out/renderer');
  const launched = await launchHoldfast({ appDir, env: { HOLDFAST_RENDERER_DIR: rendererDir } });
  const { app, page } = launched;
  let ticket = 0;
  const tell = async (verb: string, ...values: unknown[]) => {
    ticket += 1;
    const order = [ticket, verb, values] as const;
    await patiently(() =>
      app.evaluate((_electron, args) => void (globalThis as unknown as FakeMainGlobal).fakeMain.tell?.(...args), order),
    );
  };
  // As text: Playwright would check each of its thousands of values on the way.
  const snapshot = async (): Promise<Snapshot> =>
    JSON.parse(
      await patiently(() =>
        app.evaluate(() => JSON.stringify((globalThis as unknown as FakeMainGlobal).fakeMain.snapshot?.())),
      ),
    );
  // Two frames: lists measure themselves in the first and lay their rows out in the second.
  const drawn = () =>
    page.evaluate(() => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));
  return {
    launched,
    page,
    async resize({ width, height }) {
      await patiently(() =>
        app.evaluate(
          ({ BrowserWindow }, [wide, high]) => {
            const [window] = BrowserWindow.getAllWindows();
            window?.setBounds({ x: 0, y: 0 });
            window?.setContentSize(wide, high);
          },
          [width, height] as const,
        ),
      );
      await page.waitForFunction(([wide, high]) => innerWidth >= wide - 2 && innerHeight >= high - 2, [
        width,
        height,
      ] as const);
    },
    async open(screen) {
      await page.evaluate((id) => {
        location.hash = `#/${id}`;
      }, screen);
      const { name } = SCREEN_NAMES.find(({ id }) => id === screen) ?? { name: '' };
      await page.waitForFunction((title) => document.title === title, `${name} – Holdfast`);
      // A screen whose script is read when it is first opened stands a little later than its title.
      await page.locator('main :is(h1, h2)').first().waitFor();
      await drawn();
    },
    theme: (theme) => page.evaluate(chooseTheme(theme)),
    async show(state) {
      await tell('show', state);
      const appVersion = await patiently(() =>
        app.evaluate(
          () => ((globalThis as unknown as FakeMainGlobal).fakeMain.snapshot?.() as Snapshot).appVersion,
        ),
      );
      await page.getByText(`Holdfast ${appVersion}`, { exact: true }).waitFor();
      await drawn();
    },
    tell,
    drawn,
    heard: async () => {
      await page.evaluate(() => (window as unknown as { holdfast: HoldfastApi }).holdfast.call('desk.snapshot', {}));
    },
    prepare: (channel, answer) => tell('prepare', channel, answer),
    calls: (channel) =>
      patiently(() =>
        app.evaluate(
          (_electron, wanted) =>
            (globalThis as unknown as FakeMainGlobal).fakeMain.calls.flatMap(({ name, request }) =>
              name === wanted ? [request] : [],
            ),
          channel,
        ),
      ),
    snapshot,
    async close() {
      await launched.kill();
      await rm(appDir, { recursive: true, force: true });
    },
  };
}
