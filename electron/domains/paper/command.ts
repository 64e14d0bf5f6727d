import { randomBytes } from 'node:crypto';
import { parseDecimal } from '#shared/model/decimal';
import { err, ok, type Result } from '#shared/model/result';
import type { PaperAccountConfig } from './protocol';
import { VENUE_IDS, type VenueId } from './server/venue/venue';
import type { PaperOptions } from './start-options';

export const HELP = `Paper exchange: Binance's spot and USD-M futures APIs, or the spot REST API of Bybit, OKX or Kraken, on this machine only, with
invented money and an invented (or recorded) market.

  npm run -s paper-exchange -- [options]

  --exchange NAME     binance, bybit, okx or kraken (default binance); all but binance have REST only, spot only
  --seed N            market and everything random in it; same seed, same market (default 1)
  --port N            port on 127.0.0.1; 0 takes any free one (default 0)
  --accounts N        subaccounts, each with a key of its own, 1 to 50 (default 1)
  --balance A=X[,B=Y] what each account's spot wallet begins with (default USDT=10000)
  --futures-balance USDT=X  what its futures wallet begins with; USDT=0 for an empty one (default USDT=10000)
  --funding-hours N   market hours between fundings, above 0 to 24 (default 8)
  --csv FILE          replay a CSV (or .csv.gz) of one-minute candles: timestamp,open,high,low,close,volume
  --symbol BTC/USDT   the market the CSV stands for (default BTC/USDT)
  --speed N           market time over real time, above 0 to 1000 (default 1)
  --state FILE        keep balances, orders and trades in FILE, and go on from it (keys are new each time)
  --orders-per-10s N  new unfilled orders per account in 10 s (default 100, as on Binance)
  --weight N          request weight per minute (default 6000, as on Binance)
  --json              print one line of JSON: where it listens, urls for ccxt, and the keys
  --help              this text

It serves until SIGINT or SIGTERM.`;

export interface Command {
  readonly options: PaperOptions;
  readonly json: boolean;
}

type Flags = Map<string, string>;
type ExchangeName = 'binance' | VenueId;
const EXCHANGES = ['binance', ...VENUE_IDS] as const;
/** Options that only Binance has. */
const BINANCE_ONLY = ['futures-balance', 'funding-hours', 'orders-per-10s', 'weight'];
const FLAGS = new Set([
  'exchange',
  'seed',
  'port',
  'accounts',
  'balance',
  'futures-balance',
  'funding-hours',
  'csv',
  'symbol',
  'speed',
  'state',
  'orders-per-10s',
  'weight',
]);

/** 64 characters, as Binance's keys have. */
const newKey = (): string => randomBytes(48).toString('base64url');
/** Kraken's secrets are the base64 text of 64 bytes. */
const newSecret = (exchange: ExchangeName): string =>
  exchange === 'kraken' ? randomBytes(64).toString('base64') : newKey();

/** Reads the command line; `help` when it was asked for, a sentence (what, meaning, what to do) when it is wrong. */
export function parseCommand(args: readonly string[]): Result<Command | 'help', string> {
  if (args.includes('--help') || args.includes('-h')) return ok('help');
  const flags: Flags = new Map();
  let json = false;
  for (let i = 0; i < args.length; i += 1) {
    const [name = '', inline] = (args[i] ?? '').split(/=(.*)/s);
    if (name === '--json') {
      json = true;
      continue;
    }
    if (!name.startsWith('--') || !FLAGS.has(name.slice(2)))
      return err(`Unknown option ${name.slice(0, 40)}: nothing was started. See --help for those there are.`);
    const value = inline ?? args[++i];
    if (value === undefined || value === '') return err(`${name} needs a value: nothing was started. See --help.`);
    flags.set(name.slice(2), value);
  }
  const options = optionsFrom(flags);
  return options.ok ? ok({ options: options.value, json }) : options;
}

function optionsFrom(flags: Flags): Result<PaperOptions, string> {
  const named = flags.get('exchange') ?? 'binance';
  const exchange = EXCHANGES.find((name) => name === named);
  if (exchange === undefined)
    return err(`--exchange is ${named.slice(0, 40)}: nothing was started. Give one of ${EXCHANGES.join(', ')}.`);
  const misplaced = exchange === 'binance' ? undefined : BINANCE_ONLY.find((name) => flags.has(name));
  if (misplaced !== undefined)
    return err(`--${misplaced} is for binance alone, and this is ${exchange}: nothing was started. Leave it out.`);
  const seed = number(flags, 'seed', 1, -2_147_483_648, 4_294_967_295, true);
  const port = number(flags, 'port', 0, 0, 65_535, true);
  const accounts = number(flags, 'accounts', 1, 1, 50, true);
  const speed = number(flags, 'speed', 1, 0.001, 1_000, false);
  const ordersPer10s = number(flags, 'orders-per-10s', 100, 1, 1_000_000, true);
  const weightPerMinute = number(flags, 'weight', 6_000, 1, 1_000_000_000, true);
  const balances = balancesFrom(flags, 'balance');
  const futures = balancesFrom(flags, 'futures-balance');
  const fundingHours = number(flags, 'funding-hours', 8, 0.0001, 24, false);
  for (const read of [seed, port, accounts, speed, ordersPer10s, weightPerMinute, balances, futures, fundingHours])
    if (!read.ok) return read;
  if (
    !(
      seed.ok &&
      port.ok &&
      accounts.ok &&
      speed.ok &&
      ordersPer10s.ok &&
      weightPerMinute.ok &&
      balances.ok &&
      futures.ok &&
      fundingHours.ok
    )
  )
    return err('unreadable');
  if (flags.has('symbol') && !flags.has('csv'))
    return err(
      '--symbol names the market of a recording and there is no --csv: nothing was started. Give both or neither.',
    );
  const csv = flags.get('csv');
  const stateFile = flags.get('state');
  return ok({
    exchange,
    seed: seed.value,
    port: port.value,
    speed: speed.value,
    fundingEveryHours: fundingHours.value,
    accounts: Array.from({ length: accounts.value }, (_, i) =>
      newAccount(exchange, `sub-${i + 1}`, balances.value, futures.value),
    ),
    limits: { ordersPer10s: ordersPer10s.value, weightPerMinute: weightPerMinute.value },
    ...(csv === undefined ? {} : { recording: { file: csv, symbol: flags.get('symbol') ?? 'BTC/USDT' } }),
    ...(stateFile === undefined ? {} : { stateFile }),
  });
}

const newAccount = (
  exchange: ExchangeName,
  name: string,
  balances: Readonly<Record<string, string>>,
  futuresBalances: Readonly<Record<string, string>>,
): PaperAccountConfig => ({
  name,
  apiKey: newKey(),
  secret: newSecret(exchange),
  ...(exchange === 'okx' ? { passphrase: newKey().slice(0, 24) } : {}),
  balances,
  ...(exchange === 'binance' ? { futuresBalances } : {}),
});

function number(
  flags: Flags,
  name: string,
  usual: number,
  least: number,
  most: number,
  whole: boolean,
): Result<number, string> {
  const given = flags.get(name);
  if (given === undefined) return ok(usual);
  const value = given.trim() === '' ? Number.NaN : Number(given);
  if (value >= least && value <= most && (!whole || Number.isInteger(value))) return ok(value);
  return err(
    `--${name} is ${given.slice(0, 40)}, which is not a ${whole ? 'whole ' : ''}number from ${least} to ${most}: nothing was started. Give one that is.`,
  );
}

function balancesFrom(flags: Flags, flag: string): Result<Readonly<Record<string, string>>, string> {
  const balances: Record<string, string> = {};
  for (const part of (flags.get(flag) ?? 'USDT=10000').split(',')) {
    const [asset = '', amount = ''] = part.split('=');
    const value = parseDecimal(amount);
    if (!/^[A-Z0-9]{2,10}$/.test(asset) || value === undefined || value < 0n) {
      return err(
        `--${flag} has "${part.slice(0, 40)}", which is not ASSET=AMOUNT such as USDT=10000: nothing was started. Separate several by commas.`,
      );
    }
    balances[asset] = amount;
  }
  return ok(balances);
}
