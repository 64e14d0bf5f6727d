import { REASON_MIN } from '#shared/contract/bounds';
import type { StandingHaltView } from '../../../shared/contract/views';

/** A listing older than this has to be made again before resuming, milliseconds. */
export const LISTING_HOLDS_MS = 60_000;

export interface ResumeInputs {
  readonly passphraseSet: boolean;
  readonly passphrase: string;
  readonly reason: string;
  readonly progress: StandingHaltView['progress'];
  /** The last listing made here: none, too old, not clean, or clean. */
  readonly listing: 'none' | 'too-old' | 'not-clean' | 'clean';
  readonly mirrorLost: boolean;
  /** Causes nobody has acknowledged, and steps of the runbook that are not ticked. */
  readonly unacknowledged: number;
  readonly openSteps: number;
  /** The cool-down is not over. */
  readonly isCooling: boolean;
}

const LISTING_WORDS = {
  none: 'Check the exchange.',
  'too-old': 'Check the exchange again: the last look is more than a minute old.',
  'not-clean': 'The exchange is not clean yet: what the check names has to be put right. Then check again.',
  clean: '',
} as const;

/** Why trading cannot be resumed yet, each a sentence; empty when it can. Main checks all of it again by itself. */
export function resumeBlockers(inputs: ResumeInputs): string[] {
  return [
    inputs.mirrorLost && 'Holdfast does not answer at the moment.',
    inputs.progress === 'running' && 'The halt is still cancelling. Wait for its report.',
    inputs.unacknowledged > 0 && `Acknowledge what tripped: ${inputs.unacknowledged} to go.`,
    inputs.openSteps > 0 && `Tick the runbook: ${inputs.openSteps} steps to go.`,
    inputs.isCooling && 'Wait for the end of the cool-down.',
    !inputs.passphraseSet && 'Set a passphrase first.',
    LISTING_WORDS[inputs.listing],
    inputs.passphraseSet && inputs.passphrase === '' && 'Enter the passphrase.',
    inputs.reason.trim().length < REASON_MIN && 'Write down why it is safe to resume.',
  ].filter((blocker) => typeof blocker === 'string' && blocker !== '') as string[];
}
