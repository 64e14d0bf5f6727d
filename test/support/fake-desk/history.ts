import type {
  ChartsView,
  HistoryEventView,
  HistoryQueryView,
  HistoryStatusView,
  StoryView,
} from '../../../shared/contract/history';
import type { ChannelName, Request } from '../../../shared/contract/index';
import { groupOf } from '../../../shared/model/record-groups';
import type { DeskState } from '../fake-desk';

type HistoryChannel = Extract<ChannelName, `history.${string}`>;

const KINDS = [
  ['order.decided', 'grid-1 buy 0.0021 BTC/USDT at 64210.1: allowed'],
  ['order.acknowledged', 'grid-1 habc123k4'],
  ['fill', 'sub-1 buy 0.0021 BTC/USDT at 64210.1, fee 0.0135 USDT'],
  ['order.filled', 'grid-1 habc123k4, filled 0.0021'],
  ['order.decided', 'mom-1 sell 0.4 SOL/USDT at market: refused by order-value'],
  ['trigger.fired', 'Refusals: grid-1 was refused 12 orders within 60 s, more than 10.'],
  ['bot.started', 'grid-1 started'],
  ['account.adjusted', 'sub-1 USDT by 250: the exchange holds more or less than the known fills explain'],
  ['halt.tripped', 'The operator pressed Halt all.'],
  ['order.cancelled', 'grid-1 habc123k5: cancelled by the guard'],
] as const;

const LAST = 48_213;

/** The made-up history: the same record for the same number. */
export class FakeHistory {
  readonly #state: DeskState;

  constructor(state: DeskState) {
    this.#state = state;
  }

  static answers(name: string): name is HistoryChannel {
    return name.startsWith('history.');
  }

  answer<N extends HistoryChannel>(name: N, request: Request<N>): unknown {
    return this.#answerers[name](request as never);
  }

  readonly #answerers: Record<HistoryChannel, (request: never) => unknown> = {
    'history.status': () => done(this.#status()),
    'history.choices': () =>
      done(
        this.#isQuiet
          ? { bots: [], accounts: [], symbols: [] }
          : {
              bots: ['grid-1', 'grid-2', 'mom-1'],
              accounts: ['sub-1', 'sub-2', 'sub-3'],
              symbols: ['BTC/USDT', 'ETH/USDT', 'SOL/USDT'],
            },
      ),
    'history.search': (query: HistoryQueryView) => done(this.#search(query)),
    'history.story': ({ seq }: Request<'history.story'>) => done(storyAbout(seq)),
    'history.halt': () => done({ seq: 48_200 }),
    'history.charts': (range: Request<'history.charts'>) => done(this.#charts(range)),
    'history.rebuild': () => done({}),
    'history.export': ({ kind }: Request<'history.export'>) =>
      done({ saved: { file: `/home/ada/holdfast-${kind}.csv`, rows: 1_204, bytes: 180_221, sha256: 'ab'.repeat(32) } }),
    'history.exports': () => done({ job: null, last: null }),
    'history.cancel-export': () => done({}),
  };

  get #isQuiet(): boolean {
    return this.#state === 'empty' || this.#state === 'first-run';
  }

  #status(): HistoryStatusView {
    if (this.#state === 'stale') return { state: 'building', indexed: 31_000, of: LAST, message: '', since: null };
    if (this.#state === 'error')
      return {
        state: 'failed',
        indexed: 31_000,
        of: LAST,
        message:
          'The journal cannot be read on: segment-000001.jsonl, record 31001: the hash is not that of the text. What comes after is missing here. Open the Journal screen and verify it. Trading, the halt and the journal are not touched by it.',
        since: null,
      };
    return this.#isQuiet
      ? { state: 'ready', indexed: 3, of: 3, message: '', since: null }
      : { state: 'ready', indexed: LAST, of: LAST, message: '', since: null };
  }

  #search({ text, botId, group, beforeSeq, limit }: HistoryQueryView) {
    const from = Math.min(LAST, (beforeSeq ?? LAST + 1) - 1);
    const events = (this.#isQuiet ? [] : Array.from({ length: 2_000 }, (_, index) => eventAt(from - index)))
      .filter(({ words, kind }) => `${words} ${kind}`.toLowerCase().includes(text.toLowerCase()))
      .filter((event) => botId === '' || event.botId === botId)
      .filter(({ kind }) => group === '' || groupOf(kind) === group);
    return {
      events: events.slice(0, limit),
      hasMore: events.length > limit,
      tookMs: 3,
      indexed: this.#status().indexed,
    };
  }

  #charts({ from, to }: Request<'history.charts'>): ChartsView {
    if (this.#isQuiet) return { accounts: [], bots: [], reasons: [], latency: [] };
    const count = 120;
    const at = (index: number): number => Math.round(from + ((to - from) * index) / (count - 1));
    const wave = (index: number, phase: number): number => Math.sin(index / 9 + phase) + index / 40;
    const indexes = Array.from({ length: count }, (_, index) => index);
    const account = (accountId: string, phase: number, size: number) => ({
      accountId,
      points: indexes.map((index) => ({
        at: at(index),
        equity: (size + wave(index, phase) * size * 0.004).toFixed(2),
        exposure: (size * 0.3 + Math.abs(wave(index, phase + 1)) * size * 0.05).toFixed(2),
        drawdown: Math.max(0, 0.8 - wave(index, phase) * 0.3),
      })),
    });
    return {
      accounts: [
        account('all paper', 0, 30_412),
        account('sub-1', 0.4, 10_140),
        account('sub-2', 1.3, 10_070),
        account('sub-3', 2.2, 10_202),
      ],
      bots: ['grid-1', 'grid-2', 'mom-1'].map((botId, bot) => ({
        botId,
        quote: 'USDT',
        points: indexes.map((index) => ({
          at: at(index),
          realised: (wave(index, bot) * 12 - bot * 9).toFixed(4),
          fees: (index * 0.11 + bot).toFixed(4),
        })),
        unpriced: bot === 2 ? 3 : 0,
      })),
      reasons: [
        { reason: 'allowed', count: 18_204 },
        { reason: 'order-value', count: 941 },
        { reason: 'price-collar', count: 312 },
        { reason: 'orders-per-second', count: 88 },
        { reason: 'resized', count: 41 },
      ],
      latency: indexes.map((index) => ({
        at: at(index),
        p50: 9 + wave(index, 1),
        p99: 31 + 9 * wave(index, 2),
        count: 40,
      })),
    };
  }
}

function eventAt(seq: number): HistoryEventView {
  const [kind, words] = KINDS[seq % KINDS.length] ?? KINDS[0];
  const isBots = !/halt|adjusted/.test(kind);
  return {
    seq,
    at: Date.now() - (LAST - seq) * 700,
    kind,
    botId: isBots ? (words.startsWith('mom') ? 'mom-1' : 'grid-1') : '',
    accountId: kind.startsWith('halt') ? '' : 'sub-1',
    symbol: /order|fill/.test(kind) ? 'BTC/USDT' : '',
    orderId: /order|fill/.test(kind) ? 'habc123k4' : '',
    haltId: kind.startsWith('halt') ? 'h-1' : '',
    words,
  };
}

function storyAbout(seq: number): StoryView {
  const events = Array.from({ length: 60 }, (_, index) => eventAt(seq - 24 + index)).filter((event) => event.seq > 0);
  return {
    events: events.map((event) => ({
      ...event,
      role: event.seq === seq ? 'subject' : event.orderId !== '' ? 'own' : 'around',
    })),
    isCutBefore: false,
    isCutAfter: true,
  };
}

const done = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value });
