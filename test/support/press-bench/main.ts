/*
 * The console for the bench of a press: the real shell, window and composition with their real processes; the bench drives it from
 * within, since it has to place orders and resume a thousand times while the window hangs.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { app, BrowserWindow, screen, utilityProcess } from 'electron';
import { HALT_BUTTON } from '#shared/contract/layout';
import { PORTFOLIO } from '#shared/model/trading-state';
import { compose } from '../../../electron/app/compose';
import type { Console } from '../../../electron/app/console';
import { createHandlers } from '../../../electron/app/handlers';
import { startConsole } from '../../../electron/app/lifecycle';
import { systemClock } from '../../../electron/platform/clock';
import { answerBy } from '../../../electron/platform/ipc-answers';
import { builtPath } from '../../../electron/platform/own-process';
import { createUtilityBotLauncher } from '../../../electron/platform/process/launch-bot-utility';
import { launchLines } from '../../../electron/platform/process/launch-node';
import { launchUtility } from '../../../electron/platform/process/launch-utility';
import type { Launch } from '../../../electron/platform/process/wire';
import { registerScheme } from '../../../electron/platform/scheme';
import { ConsoleShell } from '../../../electron/platform/shell';
import { clearAll } from '../clear-halts';
import { PASSPHRASE, VERIFIER } from '../halt-passphrase';
import { intercepted } from '../intercept';
import { passingOrder, unhurriedSettings } from '../passing-order';
import { unlimited, unlimitedGuard } from '../unlimited';

const {
  BENCH_POINTER: pointer = '',
  BENCH_OUT: out = '',
  BENCH_TRIALS: trials = '1',
  BENCH_NODE: node = '',
} = process.env;
const UPDATES_PER_SECOND = 2_000;
/** Orders on their way at once. */
const AT_ONCE = 12;
/** A press comes when so many orders have left since the last resume: the stream is on. */
const FLOWING = 5;
const WAIT_MS = 20_000;
/** A machine too slow for all trials ends with fewer. */
const LIMIT_MS = 300_000;
/** As text: what a bundler adds to functions is not there in the page. It never returns. */
const HANG = 'for (;;);';

const now = (): bigint => process.hrtime.bigint();
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
async function until(what: string, isTrue: () => boolean): Promise<void> {
  const startedMs = performance.now();
  while (!isTrue()) {
    if (performance.now() - startedMs > WAIT_MS) throw new Error(`waited ${WAIT_MS} ms for ${what}`);
    await pause(1);
  }
}

/** When each order was handed to the exchange worker, which is when it is admitted; and the prices it told. */
const admitted: bigint[] = [];
let orders = 0;
const references = new Map<string, object>();
let updates = 0;
let inject: (message: object) => void = () => undefined;

const watched = (launch: Launch): Launch =>
  intercepted(launch, {
    sent: (message) => {
      const { k, m } = message as { readonly k: string; readonly m?: string };
      if (k === 'req' && m === 'placeOrder') {
        admitted.push(now());
        orders += 1;
      }
      return message;
    },
    told: (listener) => {
      inject = listener;
      return (message) => {
        const { k, m, p } = message as { readonly k: string; readonly m?: string; readonly p: { symbol: string } };
        if (k === 'evt' && m === 'reference') references.set(p.symbol, message as object);
        listener(message);
      };
    },
  });

function loadWithPrices(): void {
  const feeder = utilityProcess.fork(join(import.meta.dirname, 'feeder.mjs'));
  feeder.on('message', (message: object) => {
    updates += 1;
    inject(message);
  });
  feeder.postMessage({ templates: [...references.values()], perSecond: UPDATES_PER_SECOND });
}

interface Trial {
  /** Nanoseconds after the press; null: no order was admitted after it. */
  readonly lastAdmitted: number | null;
  readonly gateClosed: number;
  /** Orders handed over after the gate had closed, before the resume. */
  readonly late: number;
}

async function pressOnce(running: Console, presses: ChildProcessWithoutNullStreams, seen: bigint[]): Promise<Trial> {
  const { halt } = running;
  const before = admitted.length;
  await until('orders to flow', () => admitted.length >= before + FLOWING);
  const seenBefore = seen.length;
  const sent = new Promise<string>((resolve) => presses.stdout.once('data', (chunk) => resolve(String(chunk))));
  presses.stdin.write('\n');
  const sentAt = BigInt((await sent).trim());
  await until('the press', () => seen.length > seenBefore);
  const closedAt = seen[seenBefore] ?? sentAt;
  if (halt.gate.portfolioHalt === undefined) throw new Error('the press did not halt');
  await until('the exchange to be empty', () => halt.report?.state === 'verified-empty');
  const after = admitted.filter((at) => at > sentAt);
  const last = after.at(-1);
  const trial = {
    lastAdmitted: last === undefined ? null : Number(last - sentAt),
    gateClosed: Number(closedAt - sentAt),
    late: after.filter((at) => at > closedAt).length,
  };
  for (;;) {
    await clearAll(halt, running.runbook.current.steps);
    const answer = await halt.resume(PASSPHRASE, 'the next trial', PORTFOLIO);
    if (answer.ok) break;
    if (answer.code !== 'halt-running' && answer.code !== 'not-healthy') throw new Error(answer.message);
    await pause(5);
  }
  admitted.length = 0;
  return trial;
}

async function bench(shell: ConsoleShell): Promise<void> {
  const worker = (name: string): string => builtPath('main', 'workers', `${name}.js`);
  writeFileSync(join(shell.dataFolder, 'passphrase'), VERIFIER);
  const running = compose({
    dataFolder: shell.dataFolder,
    appVersion: shell.version,
    settings: unhurriedSettings(),
    notices: [],
    clock: systemClock,
    launchers: {
      journal: launchUtility(worker('journal'), 'Holdfast journal'),
      exchange: watched(launchUtility(worker('exchange'), 'Holdfast exchange')),
      paperExchange: unlimited(launchUtility(worker('paper-exchange'), 'Holdfast paper exchange', { givesWay: true })),
      guard: unlimitedGuard(launchLines(node, [worker('guard')], { detached: true })),
      bots: createUtilityBotLauncher(worker('bot-host')),
      leakScan: launchUtility(worker('leak-scan'), 'Holdfast leak scan', { givesWay: true }),
      journalKeeper: launchUtility(worker('journal-keeper'), 'Holdfast journal keeper', { givesWay: true }),
      history: launchUtility(worker('history'), 'Holdfast history', { givesWay: true }),
      packer: launchUtility(worker('packer'), 'Holdfast packer'),
      keyInspector: launchUtility(worker('key-inspector'), 'Holdfast key inspector'),
    },
    saveSettings: () => undefined,
    log: (line) => void process.stderr.write(`${line}\n`),
    onDeskChange: (change) => shell.ipc.push('desk.changed', change),
    onJournalRecords: (records) => shell.ipc.push('journal.appended', { records }),
  });
  shell.ipc.serve(answerBy(createHandlers(running), () => undefined));
  shell.attach({
    log: () => undefined,
    onHaltPress: (source, at) => void running.halt.trip(PORTFOLIO, 'The operator pressed Halt all.', source, at),
    onHandedOver: () => false,
    onStop: async () => undefined,
    statusLine: () => '',
  });
  await startConsole(running, { version: '0', notices: [], mustHalt: undefined, whenWindowUsable: pause(2_000) });
  await until('prices', () => references.size === 3);
  await until('guard and journal', () => running.halt.gate.blocks.size === 0);
  await until('accounts', () => running.accounts.every(({ id }) => running.execution.book.account(id).isKnown));

  const [window] = BrowserWindow.getAllWindows();
  if (window === undefined) throw new Error('there is no window');
  const seen: bigint[] = [];
  // After the console's own listener: when this one runs, the gate is closed.
  window.webContents.on('input-event', (_event, input) => {
    if (input.type === 'mouseDown') seen.push(now());
  });
  const content = window.getContentBounds();
  const { right, top, width, height } = HALT_BUTTON;
  const at = [content.x + content.width - right - width / 2, content.y + top + height / 2].map(Math.round);
  spawn('xdotool', ['mousemove', ...at.map(String)]);
  await until(
    'the pointer',
    () => screen.getCursorScreenPoint().x === at[0] && screen.getCursorScreenPoint().y === at[1],
  );
  void window.webContents.executeJavaScript(HANG);
  loadWithPrices();

  let number = 0;
  const place = async (): Promise<never> => {
    for (;;) {
      number += 1;
      const outcome = await running.execution.submit(passingOrder(running, number));
      if (outcome.kind === 'refused') await pause(1);
    }
  };
  for (let each = 0; each < AT_ONCE; each += 1) void place();

  const presses = spawn('python3', [pointer, '-']);
  createInterface(presses.stderr).on('line', (line) => process.stderr.write(`${line}\n`));
  const results: Trial[] = [];
  const [startedMs, updatesBefore] = [performance.now(), updates];
  const isOn = (): boolean => results.length < Number(trials) && performance.now() - startedMs < LIMIT_MS;
  while (isOn()) results.push(await pressOnce(running, presses, seen));
  const seconds = (performance.now() - startedMs) / 1_000;
  await running.recorder.settled();
  writeFileSync(
    out,
    JSON.stringify({ results, seconds, orders, updatesPerSecond: (updates - updatesBefore) / seconds }),
  );
}

registerScheme();
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
const shell = new ConsoleShell();
shell.openWhenReady(() => {
  bench(shell).catch((thrown: unknown) => {
    writeFileSync(out, JSON.stringify({ failed: thrown instanceof Error ? thrown.stack : String(thrown) }));
  });
});
