import type { HaltReportView } from '../../../shared/contract/views';
import { BadIcon, GoodIcon, StartingIcon } from '../../ui/icons';
import table from '../../ui/table.module.css';
import styles from './halt-report.module.css';

const LOOKS = {
  cancelling: { icon: StartingIcon, words: 'cancelling…', look: styles.running },
  'verified-empty': { icon: GoodIcon, words: 'verified empty', look: styles.good },
  'not-verified': { icon: BadIcon, words: 'not verified', look: styles.bad },
} as const;

const BY = { guard: 'guard', 'exchange-worker': 'exchange link (the guard did not answer)' } as const;

/** How each account stands: the exchange was listed until it showed nothing. */
export function HaltAccounts({ accounts }: { readonly accounts: HaltReportView['accounts'] }) {
  const verified = accounts.filter((account) => account.state === 'verified-empty').length;
  return (
    <div className={styles.part}>
      <h3>
        Accounts
        <span>
          {verified} of {accounts.length} verified empty
        </span>
      </h3>
      <table className={`${table.table} ${styles.accounts}`} aria-label="Halted accounts">
        <thead>
          <tr>
            <th scope="col">Account</th>
            <th scope="col">State</th>
            <th scope="col">Cancelled by</th>
            <th scope="col" className={table.number}>
              Listings
            </th>
            <th scope="col">Problem</th>
          </tr>
        </thead>
        <tbody>
          {accounts.map((account) => {
            const { icon: Icon, words, look } = LOOKS[account.state];
            return (
              <tr key={account.accountId}>
                <th scope="row">{account.accountId}</th>
                <td className={`${styles.outcome} ${look ?? ''}`}>
                  <Icon /> {words}
                </td>
                <td>{BY[account.by]}</td>
                <td className={table.number}>{account.listings}</td>
                <td className={styles.wrap}>{account.problem ?? '–'}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
