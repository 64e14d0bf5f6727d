import { type ChannelName, channels, type Request } from '../../../shared/contract/index';
import type { JournalCopies, MirrorView, VerificationView, VerifyReportView } from '../../../shared/contract/journal';
import { fakeHash } from './journal';

export type CopiesState =
  | 'none'
  | 'current'
  | 'behind'
  | 'missing'
  | 'longer'
  | 'verifying'
  | 'bad'
  | 'bad-seal'
  | 'full'
  | 'unsealed'
  | 'same-disk';

const FOLDER = '/media/ada/BACKUP/holdfast-journal-k3x9qa';
const NO_MIRROR: MirrorView = {
  state: 'off',
  folder: null,
  problem: null,
  seq: null,
  journalSeq: 0,
  behindSince: null,
  sharesDisk: null,
};

/** The journal's mirror and verification in whatever state a test or a picture wants. */
export class FakeCopies {
  readonly #push: (copies: JournalCopies) => void;
  readonly #headSeq: () => number;
  #mirror: MirrorView = NO_MIRROR;
  #verification: VerificationView | null = null;
  #sealKeys = 0;

  constructor(headSeq: () => number, push: (copies: JournalCopies) => void) {
    this.#headSeq = headSeq;
    this.#push = push;
  }

  static answers(name: string): boolean {
    return /^journal\.(copies|(cancel-)?verify|\w+-mirror|\w+-seal-keys)$/.test(name);
  }

  show(state: CopiesState): void {
    const now = Date.now();
    const head = this.#headSeq();
    const kept: MirrorView = {
      ...NO_MIRROR,
      state: 'current',
      folder: FOLDER,
      seq: head,
      journalSeq: head,
      sharesDisk: false,
    };
    this.#verification = ended(now, { records: 1_204, fromSeq: Math.max(1, head - 1_203), headSeq: head });
    switch (state) {
      case 'none':
        this.#mirror = NO_MIRROR;
        break;
      case 'current':
        this.#mirror = kept;
        break;
      case 'same-disk':
        this.#mirror = { ...kept, folder: '/home/ada/backup/holdfast-journal-k3x9qa', sharesDisk: true };
        break;
      case 'behind':
        this.#mirror = { ...kept, state: 'copying', seq: Math.max(0, head - 48_212), behindSince: now - 95_000 };
        break;
      case 'missing':
        this.#mirror = {
          ...kept,
          state: 'away',
          seq: Math.max(0, head - 912),
          behindSince: now - 64_000,
          problem: {
            code: 'missing',
            message: `The mirror's folder is not there (ENOENT): ${FOLDER}. Trading goes on, and the journal itself is written as before. Plug in its disk, or choose another folder. It is tried again by itself at least every 10 seconds.`,
          },
        };
        break;
      case 'longer':
        this.#mirror = {
          ...kept,
          state: 'refused',
          seq: null,
          problem: {
            code: 'longer',
            message: `The mirror holds records that the journal has lost: the last is record 131,402, the journal's 128,940 (${FOLDER}). Nothing there was changed, and nothing is copied. Trading goes on, and the journal itself is written as before. The journal was cut short or is an older copy. Keep the mirror: it is the fuller one. Verify it, and choose another folder to go on.`,
          },
        };
        this.#verification = { ...ended(now, { records: head, fromSeq: 1, headSeq: head }), isOther: true };
        break;
      case 'verifying':
        this.#mirror = kept;
        this.#verification = { ...running(now), progress: { records: 412_840, bytes: 171e6, totalBytes: 611e6 } };
        break;
      case 'full':
        this.#showFull(now, kept, head, { right: 1_204, unchecked: 0, others: 0, why: null });
        break;
      case 'unsealed':
        this.#showFull(now, kept, head, { right: 310, unchecked: 894, others: 1, why: 'locked' });
        break;
      case 'bad-seal':
        this.#mirror = kept;
        this.#verification = {
          ...ended(now, { records: 1, fromSeq: 1, headSeq: head }),
          kind: 'full',
          report: {
            intact: false,
            where: 'segment-000002.jsonl line 41233 (seq 128412)',
            reason: 'the seal’s MAC is not that of its key',
            fromSeq: 1,
            ms: 812,
            time: '2026-01-02T03:04:05.678Z',
            lastGood: { seq: 128_411, time: '2026-01-02T03:04:05.671Z' },
            anchor: {
              ...{ kind: 'checkpoint', seq: 128_360, hash: fakeHash(128_360) },
              ...{ time: '2026-01-02T03:03:40.002Z', isSealRight: true },
            },
            seals: { right: 1_141, unchecked: 0, others: 0, why: null },
          },
        };
        break;
      case 'bad':
        this.#mirror = kept;
        this.#verification = {
          ...ended(now, { records: 1, fromSeq: 1, headSeq: head }),
          kind: 'full',
          report: {
            intact: false,
            where: 'segment-000002.jsonl line 41233 (seq 128412)',
            reason: 'the hash is not that of the text',
            fromSeq: 1,
            ms: 812,
            time: '2026-01-02T03:04:05.678Z',
            lastGood: { seq: 128_411, time: '2026-01-02T03:04:05.671Z' },
            anchor: {
              kind: 'checkpoint',
              seq: 128_360,
              hash: fakeHash(128_360),
              time: '2026-01-02T03:03:40.002Z',
              isSealRight: true,
            },
            seals: { right: 1_141, unchecked: 0, others: 0, why: null },
          },
        };
        break;
    }
    this.#push(this.view);
  }

  /** A verification of everything, and what it found of seals. */
  #showFull(now: number, mirror: MirrorView, head: number, seals: VerifyReportView['seals']): void {
    this.#mirror = mirror;
    this.#verification = ended(now, { records: head, fromSeq: 1, headSeq: head });
    const { report } = this.#verification;
    if (report !== null) this.#verification = { ...this.#verification, kind: 'full', report: { ...report, seals } };
  }

  get view(): JournalCopies {
    return { mirror: this.#mirror, verification: this.#verification, sealKeys: this.#sealKeys };
  }

  answer(name: string, request: unknown): unknown {
    if (name === 'journal.save-seal-keys')
      return { ok: true, value: { file: '/media/ada/SAFE/holdfast-seal-keys.txt' } };
    if (name === 'journal.paste-seal-keys' || name === 'journal.forget-seal-keys') {
      this.#sealKeys = name === 'journal.paste-seal-keys' ? 1 : 0;
      this.#push(this.view);
      return { ok: true, value: name === 'journal.paste-seal-keys' ? { seals: 1 } : {} };
    }
    if (name === 'journal.copies') return { ok: true, value: channels[name].response.parse(this.view) };
    const value = channels[name as ChannelName].response.parse(
      name === 'journal.choose-mirror' ? { isChosen: true } : {},
    );
    if (name === 'journal.choose-mirror') this.show('current');
    if (name === 'journal.stop-mirror') this.show('none');
    if (name === 'journal.verify') {
      const { kind } = request as Request<'journal.verify'>;
      this.#verification = { ...running(Date.now()), kind };
    }
    if (name === 'journal.cancel-verify' && this.#verification !== null)
      this.#verification = { ...this.#verification, phase: 'cancelled', endedAt: Date.now() };
    this.#push(this.view);
    return { ok: true, value };
  }
}

const running = (now: number): VerificationView => ({
  kind: 'full',
  phase: 'running',
  startedAt: now - 4_200,
  endedAt: null,
  progress: { records: 0, bytes: 0, totalBytes: 0 },
  report: null,
  isOther: false,
  message: '',
});

const ended = (
  now: number,
  about: { readonly records: number; readonly fromSeq: number; readonly headSeq: number },
): VerificationView => ({
  ...running(now),
  kind: 'recent',
  phase: 'done',
  endedAt: now - 61_000,
  report: { intact: true, ...about, headHash: fakeHash(about.headSeq), ms: 84, anchor: null, seals: null },
});
