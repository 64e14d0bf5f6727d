import { ORDER_LIFECYCLE, ORDER_STATES } from '../../../shared/model/order-lifecycle';
import { ORDER_STATE_WORDS } from '../../ui/order-states';
import styles from './orders-screen.module.css';

/** What each state of an order means, for whoever asks. */
export function StatesHelp() {
  return (
    <details className={styles.help}>
      <summary>What the states mean</summary>
      <dl>
        {ORDER_STATES.map((state) => (
          <div key={state}>
            <dt>{ORDER_STATE_WORDS[state]}</dt>
            <dd>
              {ORDER_LIFECYCLE[state].means}
              {ORDER_LIFECYCLE[state].isWorking && <span> It may still trade.</span>}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
