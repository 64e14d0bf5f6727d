import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Credential } from '#shared/model/account';
import { KEY_EXCHANGES, type KeyVerdict } from '#shared/model/keys';
import { InspectionStop } from '../../electron/domains/vault/inspection/adapter';
import { finding } from '../../electron/domains/vault/inspection/findings';
import { inspectKey, refusal } from '../../electron/domains/vault/inspection/inspect-key';
import type { KeySlot } from '../../electron/domains/vault/ports';
import { ENDPOINT_PINS, pinnedHosts } from '../../electron/platform/endpoint-pins';
import { Redactor } from '../../electron/platform/redaction';
import { type KeySession, openKeySession } from '../../electron/platform/venue/keys/key-session';
import { KEY_ANSWERS } from '../support/key-answers/index';
import { type KeyServer, startKeyServer } from '../support/key-server';

/*
 * Every exchange's adapter, through ccxt as it is installed, against a real server on loopback that answers with the shapes the
 * exchanges document and are known to answer with.
 */

let server: KeyServer;
beforeAll(async () => {
  server = await startKeyServer();
});
afterAll(() => server.close());

const NOW = Date.UTC(2026, 10, 22, 12);

interface Inspected {
  readonly verdict: KeyVerdict;
  readonly refusedHosts: readonly string[];
}

const redactorOf = ({ apiKey, secret, passphrase }: Credential): ((text: string) => string) => {
  const redactor = new Redactor();
  redactor.lend([apiKey, secret, passphrase]);
  return (text) => redactor.withoutSecrets(text);
};

/** One for each key: that Binance's -2015 comes after a call that succeeded, which makes ccxt misread it, is wanted here. */
const sessions = new Map<string, Promise<KeySession>>();

function sessionFor(slot: KeySlot, credential: Credential, hosts: ReadonlySet<string>): Promise<KeySession> {
  const { exchange, environment } = slot;
  const name = JSON.stringify([exchange, environment, credential]);
  const options = { exchange, environment, credential, hosts, leftMs: () => 3_000, loopback: server.origin };
  const session = sessions.get(name) ?? openKeySession(options);
  sessions.set(name, session);
  return session;
}

async function inspect(slot: KeySlot, credential: Credential): Promise<Inspected> {
  const hosts = pinnedHosts(slot.exchange, slot.environment);
  if (hosts === null) return { verdict: refusal(slot, new InspectionStop('no-testnet'), NOW), refusedHosts: [] };
  const refusedHosts: string[] = [];
  const session = await sessionFor(slot, credential, hosts);
  const verdict = await inspectKey(slot, credential, {
    ...session,
    now: NOW,
    redact: redactorOf(credential),
    onHostRefused: (host) => refusedHosts.push(host),
  });
  return { verdict, refusedHosts };
}

const ids = (findings: KeyVerdict['refusals']): string[] => findings.map(({ id }) => id);

it('knows every exchange that a key can be kept for', () => {
  expect(KEY_ANSWERS.map(({ exchange }) => exchange).sort()).toEqual([...KEY_EXCHANGES].sort());
});

describe('pinned hosts', () => {
  const hostsIn = (urls: unknown, hostname: string): string[] => {
    if (typeof urls === 'string') {
      const address = urls.replaceAll('{hostname}', hostname);
      return URL.canParse(address) ? [new URL(address).host] : [];
    }
    return typeof urls === 'object' && urls !== null
      ? Object.values(urls).flatMap((each) => hostsIn(each, hostname))
      : [];
  };

  it.each(KEY_EXCHANGES)('of %s are hosts that ccxt itself names for the environment, and no others', async (id) => {
    const { default: Exchange } = (await import(`../../node_modules/ccxt/js/src/pro/${id}.js`)) as {
      default: new (config: object) => { hostname?: string; urls: Record<string, unknown> };
    };
    const { urls, hostname = '' } = new Exchange({});
    const live = hostsIn([urls.api, urls.hostnames], hostname);
    expect(live).toEqual(expect.arrayContaining([...ENDPOINT_PINS[id].live]));
    const test = ENDPOINT_PINS[id].testnet;
    // Bitget's test network is its own host with a header.
    if (test !== null)
      expect([...hostsIn(urls.test, hostname), ...(id === 'bitget' ? live : [])]).toEqual(
        expect.arrayContaining([...test]),
      );
    else expect(hostsIn(urls.test, hostname)).toEqual([]);
  });

  it('are never shared by the two environments, but for exchanges that tell them apart by a header', () => {
    const shared = KEY_EXCHANGES.filter((id) =>
      ENDPOINT_PINS[id].testnet?.some((host) => ENDPOINT_PINS[id].live.includes(host)),
    );
    expect(shared).toEqual(['okx', 'bitget']);
  });
});

describe.each(KEY_ANSWERS)('a key of $exchange', ({ exchange, credential: whole, cases }) => {
  it.each(cases)('$name', async (each) => {
    const credential = { ...whole, ...each.credential };
    const { purpose = 'trade', environment = 'live' } = each;
    server.answerWith(each.answers);
    const { verdict, refusedHosts } = await inspect({ exchange, environment, accountId: 'sub-1', purpose }, credential);

    expect(ids(verdict.refusals)).toEqual(each.refused);
    if (each.says !== undefined)
      expect(verdict.refusals[0]?.fix).toBe(finding(each.says, { exchange: '', detail: '' }).fix);
    expect(ids(verdict.warnings)).toEqual(expect.arrayContaining([...(each.warned ?? [])]));
    if (each.refused.length === 0 || each.statements) expect(verdict.statements).toEqual(each.statements ?? []);
    expect(verdict.callerIp).toBe(each.callerIp ?? null);
    if (each.ip !== undefined) expect(verdict.reading?.ip.kind).toBe(each.ip);
    if (each.account !== undefined) expect(verdict.reading?.account).toBe(each.account);
    if (each.label !== undefined) expect(verdict.reading?.label).toBe(each.label);
    if (each.createdAt !== undefined) expect(verdict.reading?.createdAt).toBe(each.createdAt);
    if (each.expiresAt !== undefined) expect(verdict.reading?.expiresAt).toBe(each.expiresAt);

    // What was refused as another host is told to main, for the journal.
    expect(refusedHosts.length > 0).toBe(each.refused.includes('host-refused'));
    // The caller's address stands in its own field and in no sentence; nothing secret is in the verdict, or on the wire.
    const said = JSON.stringify({ ...verdict, callerIp: null });
    if (each.callerIp !== undefined) expect(said).not.toContain(each.callerIp);
    for (const part of [credential.apiKey, credential.secret, credential.passphrase])
      if (part !== undefined && part !== '') expect(said).not.toContain(part);
    // Written in an address it is escaped: every form of it is looked for.
    const withoutSecret = redactorOf({ apiKey: '', secret: credential.secret });
    for (const sent of server.received) expect(withoutSecret(sent)).toBe(sent);
  });
});
