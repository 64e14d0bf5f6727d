import { BUILT_IN_STEPS } from '../../../electron/domains/halt/runbook';
import type { Request, Response } from '../../../shared/contract/index';
import type { StandingHaltView } from '../../../shared/contract/views';

type Halts = readonly StandingHaltView[];

export const fakeRunbook = (): Response<'runbook.read'> => ({
  steps: [...BUILT_IN_STEPS],
  isOwn: false,
  problem: '',
  file: '/home/operator/.config/Holdfast/runbook.json',
  operator: 'ada',
  exchanges: [{ exchange: 'binance', name: 'Binance' }],
});

/** The halts after one cause was acknowledged. */
export const acknowledged = (halts: Halts, { haltId, causeId, by }: Request<'halt.acknowledge'>): StandingHaltView[] =>
  halts.map((halt) =>
    halt.id !== haltId
      ? halt
      : {
          ...halt,
          causes: halt.causes.map((cause) =>
            cause.id === causeId ? { ...cause, acknowledged: { by, at: Date.now() } } : cause,
          ),
        },
  );

/** The halts after one step was ticked, or its tick taken back. */
export const ticked = (halts: Halts, { haltId, stepId, by, done }: Request<'runbook.tick'>): StandingHaltView[] =>
  halts.map((halt) => {
    if (halt.id !== haltId) return halt;
    const others = halt.ticks.filter((tick) => tick.stepId !== stepId);
    return { ...halt, ticks: done ? [...others, { stepId, by, at: Date.now() }] : others };
  });

export const fakeExchangeStatus = (): Response<'runbook.exchange-status'> => ({
  accounts: ['sub-1', 'sub-2', 'sub-3'].map((accountId, index) => ({
    accountId,
    exchange: 'binance',
    answers: index < 2,
    ms: 42 + index,
    message: index < 2 ? '' : 'The exchange did not answer for 10 s.',
  })),
});

/** One paper account halted for real, the others listed. */
export const fakeRehearsal = (at: number): Response<'halt.rehearse'> => ({
  at,
  isOk: true,
  ms: 84,
  accounts: ['sub-1', 'sub-2', 'sub-3'].map((accountId, index) => ({
    accountId,
    environment: 'paper',
    did: index === 0 ? 'halted' : 'listed',
    isOk: true,
    ms: index === 0 ? 84 : 21 + index,
    problem: '',
  })),
});
