import { memo, useState } from 'react';
import type { BotView } from '../../../shared/contract/views';
import { call } from '../../mirror/api';
import { useDesk } from '../../mirror/store';
import { showToast } from '../../ui/toast';
import styles from './bot-actions.module.css';

type Action = 'start' | 'stop' | 'restart' | 'go-on' | 'halt';

interface Props {
  readonly botId: string;
  readonly state: BotView['state'];
}

/** Start, stop, restart and halt of one bot, and the end of its pause. Stopping also cancels its working orders. What it did is what main then shows. */
export const BotActions = memo(function BotActions({ botId, state }: Props) {
  const isHalted = useDesk((desk) => desk.trading.state === 'HALTED');
  const [asked, setAsked] = useState<Action | null>(null);
  // A halted bot runs and is told to be quiet: it can be stopped, not started.
  const isDown = state === 'stopped' || state === 'failed';

  const ask = async (action: Action) => {
    setAsked(action);
    const answer =
      action === 'halt'
        ? await call('halt.trip', { source: 'button', scope: { kind: 'bot', botId } })
        : await call(`bots.${action}`, { botId });
    setAsked(null);
    if (!answer.ok) showToast(`${botId}: ${answer.message}`);
  };

  const button = (action: Action, name: string, why: string) => (
    <button
      type="button"
      className={styles.action}
      aria-label={`${name} ${botId}`}
      title={why}
      disabled={asked !== null || (isHalted && action !== 'stop' && action !== 'halt')}
      onClick={() => void ask(action)}
    >
      {asked === action ? '…' : name}
    </button>
  );

  const notWhileHalted = 'Trading is halted. Resume first.';
  if (isDown) return button('start', 'Start', isHalted ? notWhileHalted : 'Start this bot');
  return (
    <>
      {state === 'paused'
        ? button('go-on', 'Go on', isHalted ? notWhileHalted : 'It may place orders again')
        : button('restart', 'Restart', isHalted ? notWhileHalted : 'Stop and start this bot; it keeps its working set')}
      {button('stop', 'Stop', 'Stop this bot and cancel its working orders')}
      {state !== 'halted' &&
        button(
          'halt',
          'Halt',
          'Nothing of this bot leaves any more, and its working orders are cancelled; its process goes on',
        )}
    </>
  );
});
