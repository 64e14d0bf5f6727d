import { useDesk } from '../../mirror/store';
import { NoteIcon } from '../../ui/icons';
import styles from './welcome.module.css';

const WORDS = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine', 'Ten'];

/** A calm line while a paper desk makes its first steps; gone with the first decision. */
export function Welcome() {
  const bots = useDesk((desk) => desk.bots.length);
  const isNew = useDesk((desk) => desk.decisions.length === 0 && desk.trading.state === 'ACTIVE');
  const isPaper = useDesk((desk) => desk.total.environment === 'paper');
  if (!isNew || !isPaper || bots === 0) return null;
  return (
    <p className={styles.welcome}>
      <NoteIcon />
      <span>
        {WORDS[bots] ?? bots} paper {bots === 1 ? 'bot is' : 'bots are'} starting on the paper exchange. Nothing here
        touches real money. The red button stops everything at any time; try it.
      </span>
    </p>
  );
}
