import type { TradingView } from '#shared/contract/views';

/** How trading stands in a few words, for the tray. */
export function glanceOf({ state, blocked, halts }: TradingView): {
  readonly isHalted: boolean;
  readonly line: string;
} {
  const everything = halts.find(({ scope }) => scope.kind === 'portfolio');
  const parts = halts.length - (everything === undefined ? 0 : 1);
  const progress = {
    none: '',
    running: ', cancelling',
    'verified-empty': ', verified empty',
    'not-verified': ', NOT verified',
  };
  const line = [
    `${state}${progress[everything?.progress ?? 'none']}`,
    ...(state === 'ACTIVE' && parts > 0 ? [`${parts} ${parts === 1 ? 'part' : 'parts'} halted or reducing`] : []),
    ...(state !== 'HALTED' && blocked !== '' ? ['orders blocked'] : []),
  ].join(', ');
  return { isHalted: state === 'HALTED', line };
}
