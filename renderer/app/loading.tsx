import { useMirrorPhase, useMirrorProblem } from '../mirror/store';
import { StartingIcon } from '../ui/icons';
import { Trouble } from '../ui/trouble';
import styles from './loading.module.css';

/** Before the first answer: starting, or no answer at all. */
export function Loading() {
  const phase = useMirrorPhase();
  const problem = useMirrorProblem();
  if (phase === 'lost') {
    return (
      <Trouble title="Holdfast does not answer" detail={problem}>
        This window cannot show what is at risk. It keeps asking. The halt button works all the same; if it does not
        confirm, quit Holdfast: the guard then cancels every working order.
      </Trouble>
    );
  }
  return (
    <p className={styles.loading} role="status">
      <StartingIcon /> Starting: reading the journal, the accounts and the exchange…
    </p>
  );
}
