import type { BotView } from '../../../shared/contract/views';
import { BadIcon, PauseIcon, ReduceIcon, RunIcon, StartingIcon, StopIcon, WarningIcon } from '../../ui/icons';
import styles from './bot-state.module.css';

const LOOKS = {
  running: { icon: RunIcon, word: 'running', look: styles.good },
  starting: { icon: StartingIcon, word: 'starting', look: styles.dim },
  stopping: { icon: StartingIcon, word: 'stopping', look: styles.dim },
  stopped: { icon: StopIcon, word: 'stopped', look: styles.dim },
  reducing: { icon: ReduceIcon, word: 'reducing', look: styles.warn },
  halted: { icon: StopIcon, word: 'halted', look: styles.warn },
  blocked: { icon: WarningIcon, word: 'blocked', look: styles.warn },
  paused: { icon: PauseIcon, word: 'paused', look: styles.warn },
  'backing-off': { icon: WarningIcon, word: 'restarting', look: styles.warn },
  failed: { icon: BadIcon, word: 'failed', look: styles.danger },
} as const;

/** Whether a bot runs, in a shape and a word; why it does not, on hover. */
export function BotState({ bot }: { readonly bot: BotView }) {
  const { icon: Icon, word, look } = LOOKS[bot.state];
  const restarts = bot.restarts === 0 ? '' : `restarted ${bot.restarts === 1 ? 'once' : `${bot.restarts} times`}`;
  const why = [bot.reason, restarts].filter((part) => part !== '').join('; ');
  return (
    <span className={`${styles.state} ${look ?? ''}`} title={why === '' ? undefined : why}>
      <Icon /> {word}
      {why !== '' && <span className="visually-hidden">: {why}</span>}
    </span>
  );
}
