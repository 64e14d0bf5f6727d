import { Button } from '@mantine/core';
import { useState } from 'react';
import type { BotView } from '../../../shared/contract/views';
import { call } from '../../mirror/api';
import { useDesk } from '../../mirror/store';
import { showToast } from '../../ui/toast';

/** In these states it may place orders, so that holding it still means something. */
const CAN_PAUSE: ReadonlySet<BotView['state']> = new Set(['running', 'reducing', 'blocked']);

/** Holds one bot still, its process and orders as they are, and lets it go on. Nothing in states in which neither can be done. */
export function PauseBot({ botId }: { readonly botId: string }) {
  const state = useDesk((desk) => desk.bots.find((bot) => bot.botId === botId)?.state);
  const [isAsked, setAsked] = useState(false);
  if (state === undefined || (state !== 'paused' && !CAN_PAUSE.has(state))) return null;
  const isPaused = state === 'paused';
  const ask = async () => {
    setAsked(true);
    const answer = await call(isPaused ? 'bots.go-on' : 'bots.pause', { botId });
    setAsked(false);
    if (!answer.ok) showToast(`${botId}: ${answer.message}`);
  };
  return (
    <Button
      size="compact-sm"
      variant="default"
      aria-label={`${isPaused ? 'Go on with' : 'Pause'} ${botId}`}
      title={isPaused ? 'It may place orders again' : 'It places no new order; its process and working orders stay'}
      disabled={isAsked}
      onClick={() => void ask()}
    >
      {isPaused ? 'Go on' : 'Pause'}
    </Button>
  );
}
