import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Credential } from '#shared/model/account';
import { KEY_EXCHANGES, type KeyVerdict } from '#shared/model/keys';
import { InspectionStop } from '../../electron/domains/vault/inspection/adapter';
import { inspectKey, refusal } from '../../electron/domains/vault/inspection/inspect-key';
import type { KeySlot } from '../../electron/domains/vault/ports';
import { pinnedHosts } from '../../electron/platform/endpoint-pins';
import { openKeySession } from '../../electron/platform/venue/keys/key-session';
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

async function inspect(slot: KeySlot, credential: Credential): Promise<Inspected> {
  const hosts = pinnedHosts(slot.exchange, slot.environment);
  if (hosts === null) return { verdict: refusal(slot, new InspectionStop('no-testnet'), NOW), refusedHosts: [] };
  const until = performance.now() + 3_000;
  const refusedHosts: string[] = [];
  const session = await openKeySession({
    exchange: slot.exchange,
    environment: slot.environment,
    credential,
    hosts,
    leftMs: () => until - performance.now(),
    loopback: server.origin,
  });
  const verdict = await inspectKey(slot, credential, {
    ...session,
    now: NOW,
    redact: (text) => text,
    onHostRefused: (host) => refusedHosts.push(host),
  });
  return { verdict, refusedHosts };
}

const ids = (findings: KeyVerdict['refusals']): string[] => findings.map(({ id }) => id);

it('knows every exchange that a key can be kept for', () => {
  expect(KEY_ANSWERS.map(({ exchange }) => exchange).sort()).toEqual([...KEY_EXCHANGES].sort());
});

describe.each(KEY_ANSWERS)('a key of $exchange', ({ exchange, credential: whole, cases }) => {
  it.each(cases)('$name', async (each) => {
    const credential = { ...whole, ...each.credential };
    const { purpose = 'trade', environment = 'live' } = each;
    server.answerWith(each.answers);
    const { verdict } = await inspect({ exchange, environment, accountId: 'sub-1', purpose }, credential);

    expect(ids(verdict.refusals)).toEqual(each.refused);
    expect(ids(verdict.warnings)).toEqual(expect.arrayContaining([...(each.warned ?? [])]));
    if (each.refused.length === 0 || each.statements) expect(verdict.statements).toEqual(each.statements ?? []);
    expect(verdict.callerIp).toBe(each.callerIp ?? null);
    if (each.ip !== undefined) expect(verdict.reading?.ip.kind).toBe(each.ip);
    if (each.account !== undefined) expect(verdict.reading?.account).toBe(each.account);
    if (each.label !== undefined) expect(verdict.reading?.label).toBe(each.label);
    if (each.createdAt !== undefined) expect(verdict.reading?.createdAt).toBe(each.createdAt);
    if (each.expiresAt !== undefined) expect(verdict.reading?.expiresAt).toBe(each.expiresAt);

    // The caller's address stands in its own field and in no sentence; nothing secret is in the verdict, or on the wire.
    const said = JSON.stringify({ ...verdict, callerIp: null });
    if (each.callerIp !== undefined) expect(said).not.toContain(each.callerIp);
    for (const part of [credential.apiKey, credential.secret, credential.passphrase])
      if (part !== undefined && part !== '') expect(said).not.toContain(part);
    for (const sent of server.received) expect(sent).not.toContain(credential.secret);
  });
});
