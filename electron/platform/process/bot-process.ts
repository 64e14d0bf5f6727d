/** A bot's process as the console holds it, whatever it runs in. Lines are text without their newline. */

/** What is to be started. The environment of the process is emptied: no variable of the console reaches a bot. */
export interface BotLaunch {
  readonly botId: string;
  readonly program:
    | { readonly kind: 'builtin'; readonly name: string }
    | { readonly kind: 'command'; readonly command: string; readonly args: readonly string[] };
  /** The bot's own folder, which exists: its working directory. */
  readonly folder: string;
  /** Longest line taken from the bot, characters. */
  readonly maxLineBytes: number;
}

export interface BotProcessListeners {
  readonly onLine: (line: string) => void;
  /** A line longer than allowed was skipped; told once per line, while it is still coming. */
  readonly onOversize: (bytes: number) => void;
  /** A line of stderr, for the bot's log; cut at 4,096 characters. */
  readonly onLog: (line: string) => void;
  /** The process is gone, or could not be started: `how` in words. Called exactly once, after its last line. */
  readonly onExit: (how: string) => void;
}

export interface BotProcess {
  readonly pid: number | undefined;
  /** Never blocks and never throws; to a process that is gone it does nothing. */
  writeLine(line: string): void;
  /** Bytes written that the bot has not read yet. */
  queuedBytes(): number;
  /** Ends the process and its own children at once; nothing happens when it is gone already. */
  kill(): void;
}

/** Starts one process. Never throws: what goes wrong comes through `onExit`, not before this returned. */
export type BotLauncher = (launch: BotLaunch, listeners: BotProcessListeners) => BotProcess;

/** What a bot sees of the environment: where programs are, its time zone and language. Never a secret. */
export function botEnvironment(folder: string): Record<string, string> {
  const kept: Record<string, string> = { HOME: folder };
  for (const name of ['PATH', 'TZ', 'LANG', 'LC_ALL', 'SystemRoot', 'PATHEXT']) {
    const value = process.env[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}
