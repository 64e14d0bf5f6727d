import { join } from 'node:path';
import type { Account } from '#shared/model/account';
import { keyExchangeOf } from '#shared/model/account-places';
import { isContractSymbol } from '#shared/model/market';
import type { Clock } from '#shared/model/time';
import { type GuardAccount, Passphrase } from '../../domains/halt/index';
import { type KeychainPort, type KeySlot, Vault } from '../../domains/vault/index';
import { storedText } from '../stored-text';
import { KEPT_RECORDS, keepRecords } from '../vault/records-while-closed';

/** The keys a halt can cancel with while no console runs, and why there is none for each other account. */
export interface UnlockedKeys {
  readonly held: readonly GuardAccount[];
  readonly missing: ReadonlyArray<{ readonly accountId: string; readonly why: string }>;
}

/** Gives the keys of these accounts. `passphrase`, which was checked, is undefined when it could not be had: then none is held. */
export type KeySource = (
  accounts: readonly Account[],
  symbols: readonly string[],
  passphrase: string | undefined,
) => Promise<UnlockedKeys>;

export interface VaultKeysPorts {
  readonly dataFolder: string;
  readonly clock: Clock;
  readonly say: (line: string) => void;
  readonly keychain: KeychainPort;
  /** Where an exchange is reached, as ccxt's `urls.api`; undefined when this version does not know. */
  readonly endpoints: (account: Account) => Record<string, unknown> | undefined;
}

const PAPER =
  'a paper account. Its exchange runs only with the console: nothing can be filled there now, and what rests there is cancelled at the next start';

/**
 * The trade keys of the vault, opened for this command alone and lent to the guard, each loan on record at the next start. It writes
 * nothing into the keychain: a console may be starting.
 */
export function keysOfVault(ports: VaultKeysPorts): KeySource {
  return async (accounts, symbols, passphrase) => {
    const held: GuardAccount[] = [];
    const missing: Array<{ accountId: string; why: string }> = [];
    const real = accounts.filter((account) => account.environment !== 'paper');
    for (const { id, environment } of accounts)
      if (environment === 'paper') missing.push({ accountId: id, why: PAPER });
    if (real.length === 0) return { held, missing };
    const records = keepRecords(join(ports.dataFolder, KEPT_RECORDS), ports.clock);
    const vault = vaultOf(ports, records);
    const shut = await whyShut(vault, passphrase);
    for (const account of real) {
      const lent = shut === undefined ? await lend(vault, account, symbols, ports) : shut;
      if (typeof lent === 'string') missing.push({ accountId: account.id, why: lent });
      else held.push(lent);
    }
    vault.lock('exit');
    const problem = await records.settled();
    if (problem !== undefined) ports.say(`The loans of keys could not be put on record (${problem}).`);
    return { held, missing };
  };
}

function vaultOf({ dataFolder, clock, keychain }: VaultKeysPorts, records: ReturnType<typeof keepRecords>): Vault {
  const verifier = new Passphrase(storedText(join(dataFolder, 'passphrase')), clock);
  return new Vault({
    keychain,
    list: storedText(join(dataFolder, 'keys.json')),
    pointer: async () => (await verifier.beside()).vault ?? undefined,
    clock,
    journal: records,
    heldBack: () => undefined,
    onChange: () => undefined,
  });
}

/** Opens it; why that cannot be, in words, otherwise. */
async function whyShut(vault: Vault, passphrase: string | undefined): Promise<string | undefined> {
  if (passphrase === undefined) return 'its key is sealed, and the passphrase was not given';
  await vault.load();
  const opened = await vault.unlock(passphrase, true, undefined);
  if (opened.ok) return undefined;
  return opened.error === 'wrong' ? 'the vault does not open' : opened.error.message;
}

async function lend(
  vault: Vault,
  account: Account,
  symbols: readonly string[],
  { endpoints }: VaultKeysPorts,
): Promise<GuardAccount | string> {
  const key = vault.list().find((each) => isTradeKeyOf(each, account));
  if (key === undefined) return `the vault has no trade key of it in ${account.environment}`;
  const urls = endpoints(account);
  if (urls === undefined) return `this version does not know where ${account.exchange} is reached`;
  const lent = await vault.lend(key.keyId, 'guard');
  if (!lent.ok) return lent.error.message;
  const { id: accountId, exchange } = account;
  const own = symbols.filter((symbol) => isContractSymbol(symbol) === (exchange === 'binanceusdm'));
  return { accountId, exchange, urls, credential: lent.value, symbols: own };
}

const isTradeKeyOf = (key: KeySlot, { id, environment, exchange }: Account): boolean =>
  key.purpose === 'trade' &&
  key.accountId === id &&
  key.environment === environment &&
  key.exchange === keyExchangeOf(exchange);
