import type { JournalView, TradingView } from '#shared/contract/views';
import type { Rehearsal } from '#shared/model/rehearsal';
import type { HaltService } from '../../domains/halt/index';
import type { JournalStatus } from '../../domains/journal/index';

/** The trading state over everything, and beside it what holds orders back for the moment, if anything does. */
export function tradingView(halt: HaltService, rehearsal: Rehearsal | undefined): TradingView {
  const standing = halt.gate.portfolioHalt;
  return {
    state: standing?.state ?? 'ACTIVE',
    reason: standing?.reason ?? '',
    blocked: halt.gate.blocked,
    since: standing?.trippedAt ?? 0,
    haltId: standing?.id ?? null,
    rehearsal: rehearsal === undefined ? null : { ...rehearsal, accounts: [...rehearsal.accounts] },
    passphraseSet: halt.passphrase.isSet,
    halts: halt.standing.map(({ halt: each, report }) => {
      const { causes, ticks, resumableAt } = halt.clearance.view(each);
      return { ...each, progress: report?.state ?? 'none', causes: [...causes], ticks: [...ticks], resumableAt };
    }),
  };
}

export function journalView({ isHealthy, message, head, setAside }: JournalStatus): JournalView {
  const aside =
    setAside === undefined
      ? ''
      : `${setAside.bytes} bytes at the end of ${setAside.segment} could not be read (${setAside.reason}) and were kept as ${setAside.file}.`;
  return { healthy: isHealthy, message, headSeq: head?.seq ?? 0, headHash: head?.hash ?? '', setAside: aside };
}
