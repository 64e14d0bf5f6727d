import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ChannelName, channels } from '#shared/contract/index';
import { answerCall, type CallSender, MAX_REQUEST, type OwnWindow } from '../../electron/platform/ipc-check';

const ORIGIN = 'holdfast://console';
const contents = { name: 'our window' };
const mainFrame = { url: `${ORIGIN}/index.html` };
const own: OwnWindow = { contents, mainFrame, origin: ORIGIN };
const ours: CallSender = { sender: contents, senderFrame: mainFrame };

/** One call; `done` says whether the handler was reached. */
async function call(
  name: ChannelName,
  request: unknown,
  from: CallSender = ours,
  window: OwnWindow | null = own,
  value: unknown = {},
) {
  const log: string[] = [];
  let done = false;
  const answer = await answerCall(
    name,
    from,
    request,
    window ?? undefined,
    () => {
      done = true;
      return { ok: true, value };
    },
    (line) => log.push(line),
  );
  return { answer, done, log };
}

const trip = { source: 'button' };

describe('A call from anywhere but our own window', () => {
  it.each<[string, CallSender]>([
    ['another window', { sender: { name: 'another' }, senderFrame: mainFrame }],
    ['a frame inside our window', { sender: contents, senderFrame: { url: `${ORIGIN}/index.html` } }],
    ['a frame that is gone', { sender: contents, senderFrame: null }],
  ])('%s does nothing', async (_who, from) => {
    const { answer, done, log } = await call('halt.trip', trip, from, own, { haltId: 'h' });
    expect(answer).toMatchObject({ ok: false, code: 'wrong-sender' });
    expect(done).toBe(false);
    expect(log).toHaveLength(1);
  });

  it.each([
    'https://evil.example/',
    'file:///index.html',
    'holdfast://console.evil/',
    'holdfast://consolex/index.html',
    'holdfast://other/',
    'about:blank',
    'data:text/html,x',
    '',
  ])('our own frame, navigated to %j, does nothing', async (url) => {
    const frame = { url };
    const { answer, done } = await call(
      'halt.trip',
      trip,
      { sender: contents, senderFrame: frame },
      { ...own, mainFrame: frame },
    );
    expect(answer).toMatchObject({ ok: false, code: 'wrong-sender' });
    expect(done).toBe(false);
  });

  it('nothing is answered while there is no window', async () => {
    expect(await call('desk.snapshot', {}, ours, null)).toMatchObject({
      answer: { code: 'wrong-sender' },
      done: false,
    });
  });
});

describe('A malformed call', () => {
  it.each<[ChannelName, unknown]>([
    ['halt.trip', undefined],
    ['halt.trip', null],
    ['halt.trip', []],
    ['halt.trip', 'button'],
    ['halt.trip', { source: 'nobody' }],
    ['halt.trip', { source: 'button', and: 'more' }],
    ['halt.resume', { passphrase: '', reason: 'all is well' }],
    ['halt.resume', { passphrase: 'x'.repeat(257), reason: 'all is well' }],
    ['halt.resume', { passphrase: 'x', reason: 'no' }],
    ['vault.set-up', { passphrase: 'too short' }],
    ['bots.stop', { botId: '../../etc' }],
    ['bots.stop', { botId: 7 }],
    ['journal.tail', { limit: 201, beforeSeq: null }],
    ['journal.tail', { limit: 1.5, beforeSeq: null }],
    ['journal.tail', { limit: Number.NaN, beforeSeq: null }],
    ['desk.report-error', { message: 'm'.repeat(2_001), stack: '' }],
  ])('%s %j is refused, and the handler never sees it', async (name, request) => {
    const { answer, done } = await call(name, request);
    expect(answer).toMatchObject({ ok: false, code: 'bad-request', retry: false });
    expect(done).toBe(false);
  });

  it('that is too large, endless or cannot be written down is refused', async () => {
    const loop: Record<string, unknown> = { source: 'button' };
    loop.self = loop;
    const large = { source: 'button', padding: 'x'.repeat(MAX_REQUEST) };
    for (const request of [loop, large, { source: 1n }]) {
      expect(await call('halt.trip', request)).toMatchObject({ answer: { code: 'bad-request' }, done: false });
    }
  });

  it('of any shape on any channel is answered with a closed code, and what was in it is not logged', async () => {
    const names = Object.keys(channels) as ChannelName[];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.anything({ withBigInt: true, withDate: true, withMap: true }),
        async (name, request) => {
          const { answer, done, log } = await call(name, { canary: 'horse-7f3a', request });
          expect(answer).toMatchObject({ ok: false, code: 'bad-request' });
          expect(done).toBe(false);
          expect(log.join()).not.toContain('horse-7f3a');
        },
      ),
    );
  });
});

describe('A call from our window', () => {
  it('reaches its handler, and is answered', async () => {
    expect(await call('halt.trip', trip, ours, own, { haltId: 'halt-1' })).toMatchObject({
      answer: { ok: true, value: { haltId: 'halt-1' } },
      done: true,
      log: [],
    });
  });

  it('whose answer does not fit the contract gets none of it', async () => {
    const { answer, log } = await call('halt.trip', trip, ours, own, { haltId: 7, secret: 'horse-7f3a' });
    expect(answer).toMatchObject({ ok: false, code: 'internal', retry: true });
    expect(JSON.stringify(answer)).not.toContain('horse');
    expect(log).toHaveLength(1);
  });

  it('whose answer carries more than the contract names gets none of it', async () => {
    expect((await call('halt.trip', trip, ours, own, { haltId: 'h', apiKey: 'k' })).answer).toMatchObject({
      code: 'internal',
    });
  });

  it('whose handler throws is told that the halt button still works', async () => {
    const log: string[] = [];
    const handler = (): never => {
      throw new Error('a bug');
    };
    const answer = await answerCall('desk.snapshot', ours, {}, own, handler, (line) => log.push(line));
    expect(answer).toMatchObject({
      ok: false,
      code: 'internal',
      message: expect.stringContaining('halt button still works'),
    });
    expect(log).toEqual(['desk.snapshot failed: a bug']);
  });

  it('that its handler refuses is answered with that refusal', async () => {
    const refusal = { ok: false, code: 'not-halted', message: 'Trading is not halted.', retry: true } as const;
    const answer = await answerCall(
      'halt.resume',
      ours,
      { passphrase: 'x', reason: 'all is well' },
      own,
      () => refusal,
      () => undefined,
    );
    expect(answer).toEqual(refusal);
  });
});
