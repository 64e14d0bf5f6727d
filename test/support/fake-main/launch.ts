import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { SCREENS as SCREEN_NAMES } from '../../../renderer/app/routes';
import { projectRoot } from '../../../scripts/lib/run.mjs';
import { chooseTheme } from '../../../scripts/screens/theme.mjs';
import type { ChannelName, HoldfastApi, Snapshot } from '../../../shared/contract/index';
import { type LaunchedHoldfast, launchHoldfast } from '../electron-launch';
import type { DeskState } from '../fake-desk';
import { buildFakeMain } from './build';
import { openControl } from './control';
import type { FakeVerb } from './fake-main';

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

/** Starts it. The renderer must be built; `HOLDFAST_RENDERER_DIR` names another build than out/renderer. */
export async function openFakeConsole(): Promise<FakeConsole> {
  const appDir = await buildFakeMain();
  const rendererDir = process.env.HOLDFAST_RENDERER_DIR ?? join(projectRoot, 'out/renderer');
  const control = await openControl();
  const env = { HOLDFAST_RENDERER_DIR: rendererDir, HOLDFAST_FAKE_CONTROL: String(control.port) };
  const launched = await launchHoldfast({ appDir, env }).catch((error: unknown) => {
    control.close();
    throw error;
  });
  const { page } = launched;
  const ask = (verb: FakeVerb, ...values: unknown[]) => control.ask(verb, values);
  const snapshot = async () => (await ask('snapshot')) as Snapshot;
  // Two frames: lists measure themselves in the first and lay their rows out in the second.
  const drawn = () =>
    page.evaluate(() => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done()))));
  return {
    launched,
    page,
    async resize({ width, height }) {
      await control.ask('resize', [width, height]);
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
      const appVersion = await ask('show', state);
      await page.getByText(`Holdfast ${appVersion}`, { exact: true }).waitFor();
      await drawn();
    },
    async tell(verb, ...values) {
      await ask(verb, ...values);
    },
    drawn,
    heard: async () => {
      await page.evaluate(() => (window as unknown as { holdfast: HoldfastApi }).holdfast.call('desk.snapshot', {}));
    },
    async prepare(channel, answer) {
      // What is not said does not cross as JSON: left out, it takes a prepared answer back.
      await ask('prepare', channel, ...(answer === undefined ? [] : [answer]));
    },
    calls: async (channel) => (await ask('requests', channel)) as unknown[],
    snapshot,
    async close() {
      control.close();
      await launched.kill();
      await rm(appDir, { recursive: true, force: true });
    },
  };
}
