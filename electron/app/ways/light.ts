import type { HealthView } from '#shared/contract/views';

/** Which of the ways through the system there are. */
export interface SystemWays {
  readonly keys: boolean;
  readonly tray: boolean;
}

const KEYS = process.platform === 'darwin' ? '⌘⇧H' : 'Ctrl+Shift+H';

/** What the operator is told of them. Only the keys are worth a warning: a desktop without a tray is no fault. */
export function waysLight({ keys, tray }: SystemWays): {
  readonly level: HealthView['level'];
  readonly message: string;
} {
  const icon = tray
    ? 'The icon beside the system clock shows how trading stands and halts, too.'
    : 'This desktop shows no tray icons, so there is none of Holdfast.';
  if (keys) return { level: 'good', message: `${KEYS} halts everything from any program. ${icon}` };
  return {
    level: 'warning',
    message: `${KEYS} works in this window only: another program has these keys, or this desktop gives them to nobody. From elsewhere use \`holdfast halt\` or the file HALT. ${icon}`,
  };
}
