import { join } from 'node:path';
import type { Request } from '#shared/contract/index';
import { messageOf } from '#shared/model/result';
import { PORTFOLIO } from '#shared/model/trading-state';
import { systemClipboard } from '../platform/clipboard';
import { systemClock } from '../platform/clock';
import { FolderInUseError, lockFolder } from '../platform/folder-lock';
import { answerBy } from '../platform/ipc-answers';
import { Keychain } from '../platform/keychain';
import { builtPath, guardArguments, guardEnvironment } from '../platform/own-process';
import { systemIdleMs, watchPower } from '../platform/power';
import { createUtilityBotLauncher } from '../platform/process/launch-bot-utility';
import { launchLines } from '../platform/process/launch-node';
import { launchUtility } from '../platform/process/launch-utility';
import { redaction } from '../platform/redaction';
import { openSettings } from '../platform/settings-store';
import type { ConsoleShell, HaltPressSource } from '../platform/shell';
import { compose } from './compose';
import type { Console } from './console';
import { createHandlers } from './handlers';
import { startConsole, stopConsole } from './lifecycle';
import { readSettings } from './settings';
import { openLog, statusLine } from './status-line';
import { glanceOf } from './ways/glance';
import { waysLight } from './ways/light';
import { forgetOldAnswers, takeHandOver } from './ways/take-hand-over';

/** Exit status when the data folder is in use by another console. */
const EXIT_IN_USE = 3;

/** Why it is halted, by the way it was pressed. */
const PRESSED: Readonly<Record<HaltPressSource, string>> = {
  button: 'The operator pressed Halt all.',
  keyboard: 'The operator pressed the halt keys.',
  hotkey: 'The operator pressed the halt keys, from another program.',
  menu: 'The operator chose Halt all in the menu.',
  tray: 'The operator chose Halt all in the tray.',
};

/** Starts the console in this process, behind the window that is already on its way. */
export async function run(shell: ConsoleShell): Promise<void> {
  const log = openLog(join(shell.dataFolder, 'console.log'));
  // A fault nobody foresaw: end at once. The guard sees it and cancels everything; the next start comes back HALTED.
  const die = (kind: string, thrown: unknown): void => {
    log(`${kind}: ${thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)}`);
    process.stderr.write(`holdfast: ${kind}: ${redaction.clean(messageOf(thrown))}\n`);
    shell.exit(1);
  };
  process.on('uncaughtException', (error) => die('uncaught exception', error));
  process.on('unhandledRejection', (reason) => die('unhandled rejection', reason));

  try {
    await lockFolder(shell.dataFolder);
  } catch (thrown) {
    const holder = thrown instanceof FolderInUseError ? thrown.message : messageOf(thrown);
    process.stderr.write(
      `holdfast: the data folder cannot be used: ${holder}. Close the other console, or set HOLDFAST_DATA_DIR to another folder.\n`,
    );
    shell.exit(EXIT_IN_USE);
    return;
  }
  forgetOldAnswers(shell.dataFolder);
  const store = openSettings(shell.dataFolder);
  const { settings, notice, isNew, migrated } = readSettings(store.read(), store.setAside);
  if (isNew) store.write(settings);
  const notices =
    notice === undefined
      ? migrated === undefined
        ? []
        : [migrated]
      : [`${notice} The first-run paper desk was set up afresh; check the bots and their limits before resuming.`];
  const worker = (name: string): string => builtPath('main', 'workers', `${name}.js`);
  const running: Console = compose({
    dataFolder: shell.dataFolder,
    appVersion: shell.version,
    settings,
    notices,
    clock: systemClock,
    launchers: {
      journal: launchUtility(worker('journal'), 'Holdfast journal'),
      exchange: launchUtility(worker('exchange'), 'Holdfast exchange'),
      paperExchange: launchUtility(worker('paper-exchange'), 'Holdfast paper exchange', { givesWay: true }),
      guard: launchLines(process.execPath, guardArguments(), { detached: true, env: guardEnvironment() }),
      bots: createUtilityBotLauncher(worker('bot-host')),
      leakScan: launchUtility(worker('leak-scan'), 'Holdfast leak scan', { givesWay: true }),
      journalKeeper: launchUtility(worker('journal-keeper'), 'Holdfast journal keeper', { givesWay: true }),
      history: launchUtility(worker('history'), 'Holdfast history', { givesWay: true }),
      packer: launchUtility(worker('packer'), 'Holdfast packer', { givesWay: true }),
      keyInspector: launchUtility(worker('key-inspector'), 'Holdfast key inspector'),
    },
    keychain: new Keychain(),
    idleMs: systemIdleMs,
    saveSettings: (changed) => store.write(changed),
    log,
    onDeskChange: (change) => {
      shell.ipc.push('desk.changed', change);
      if (change.trading !== undefined) shell.showTrading(glanceOf(change.trading));
    },
    onJournalRecords: (records) => shell.ipc.push('journal.appended', { records }),
    openPage: (exchange, page) => shell.openPage(exchange, page),
    chooseFolder: (title) => shell.chooseFolder(title ?? 'Choose a folder to look through for leaked keys'),
    onJournalCopies: (copies) => shell.ipc.push('journal.copies-changed', copies),
    chooseFile: (title, name) => shell.chooseFile(title, name),
    onHistoryChange: (change) => shell.ipc.push('history.changed', change),
    onExportsChange: (exports) => shell.ipc.push('history.exports-changed', exports),
    onLeaksChange: (change) => shell.ipc.push('leaks.changed', change),
    clipboard: systemClipboard,
    window: { picture: () => shell.picture(), chooseFolder: (title) => shell.chooseFolder(title) },
    onKeepChange: (change) => shell.ipc.push('keep.changed', change),
    onKeyProgress: (progress) => shell.ipc.push('keys.progress', progress),
  });
  const handlers = createHandlers(running);
  const served = {
    ...handlers,
    'desk.snapshot': (request: Request<'desk.snapshot'>) => {
      shell.noteFirstDesk();
      return handlers['desk.snapshot'](request);
    },
  };
  shell.ipc.serve(answerBy(served, log));
  shell.attach({
    log,
    onHaltPress: (source, pressedAt) => void running.halt.trip(PORTFOLIO, PRESSED[source], source, pressedAt),
    onHandedOver: (data, at) => takeHandOver(running, data, at),
    onStop: () => stopConsole(running),
    statusLine: () => statusLine(running),
  });
  shell.showTrading(glanceOf(running.desk.current.trading));
  void shell.openSystemWays((ways) => {
    const { level, message } = waysLight(ways);
    running.health.set('ways-to-halt', level, message);
  });
  await startConsole(running, {
    version: shell.version,
    notices,
    mustHalt: notice,
    whenWindowUsable: shell.whenUsable,
  });
  watchPower({
    suspend: () => {
      running.vault.lock('sleep');
      running.wake.suspend();
    },
    resume: () => running.wake.resume(),
    lockScreen: () => running.vault.lock('screen-lock'),
  });
  await running.vault.tryKeychain();
}
