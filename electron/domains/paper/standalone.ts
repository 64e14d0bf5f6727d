import { systemClock } from '../../platform/clock';
import { HELP, parseCommand } from './command';
import { type PaperExchange, startPaperExchange } from './start';
import type { PaperOptions } from './start-options';

/** Wrong use, as shells expect it. */
const EXIT_USAGE = 2;

const say = (message: string): void => void process.stderr.write(`${message}\n`);

/** Runs the paper exchange by itself until it is told to stop. Keys are printed once, here, and nowhere else. */
export async function runStandalone(args: readonly string[]): Promise<void> {
  const command = parseCommand(args);
  if (!command.ok) return refuse(command.error);
  if (command.value === 'help') return void process.stdout.write(`${HELP}\n`);
  const { options, json } = command.value;
  const started = await startPaperExchange(options, systemClock, say);
  if (!started.ok) return refuse(started.error.message);
  const exchange = started.value;
  // Whoever reads the first line may close the pipe afterwards; the exchange serves on.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  process.stdout.write(json ? `${JSON.stringify(described(exchange, options))}\n` : readable(exchange, options));
  const stop = (): void => void exchange.close().finally(() => process.exit(0));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

function refuse(message: string): void {
  say(`paper-exchange: ${message}`);
  process.exitCode = EXIT_USAGE;
}

const described = ({ urls }: PaperExchange, { accounts, exchange }: PaperOptions) => ({
  ...urls,
  exchange,
  accounts: accounts.map(({ name, apiKey, secret, passphrase }) => ({ name, apiKey, secret, passphrase })),
});

function readable({ urls }: PaperExchange, { accounts, seed, exchange = 'binance' }: PaperOptions): string {
  const lines = [
    ...(exchange === 'binance'
      ? binanceAddresses(urls, seed)
      : [
          `Paper exchange: ${exchange}'s spot REST dialect, invented money, seed ${seed}`,
          `  REST        ${urls.rest}`,
        ]),
    ...accounts.flatMap(({ name, apiKey, secret, passphrase }) => [
      `  ${name}`,
      `    key     ${apiKey}`,
      `    secret  ${secret}`,
      ...(passphrase === undefined ? [] : [`    passphrase  ${passphrase}`]),
    ]),
    'Stop with Ctrl+C.',
  ];
  return `${lines.join('\n')}\n`;
}

const binanceAddresses = (urls: PaperExchange['urls'], seed: number): readonly string[] => [
  `Paper exchange: Binance spot and USD-M futures dialects, invented money, seed ${seed}`,
  `  REST        ${urls.rest}/api/v3`,
  `  streams     ${urls.ws}/ws`,
  `  WebSocket   ${urls.ws}/ws-api/v3`,
  `  futures     ${urls.rest}/fapi/v1`,
  `  streams     ${urls.ws}/fstream/ws`,
];
