import { Button } from '@mantine/core';
import type { Response } from '../../../shared/contract/index';
import { Since } from '../../ui/age';
import { GoodIcon, WarningIcon } from '../../ui/icons';
import styles from './resume-panel.module.css';

/** What the exchange listed when it was asked from this page. */
export interface Listing {
  readonly at: number;
  readonly found: Response<'halt.check-clean'> | undefined;
  /** Why it could not be made, in words; empty otherwise. */
  readonly problem: string;
}

interface Props {
  readonly listing: Listing | null;
  readonly isChecking: boolean;
  readonly onCheck: () => void;
}

/** A fresh look at the exchange: open orders of each account, and whether book and exchange say the same. */
export function CleanCheck({ listing, isChecking, onCheck }: Props) {
  return (
    <div className={styles.step}>
      <Button variant="default" fullWidth loading={isChecking} onClick={onCheck}>
        Check the exchange now
      </Button>
      <output aria-label="Exchange check">{listing !== null && <Found listing={listing} />}</output>
    </div>
  );
}

/** Open orders of each account, what differs between book and exchange, and what is at work. */
export function Found({ listing }: { readonly listing: Listing }) {
  if (listing.found === undefined) return <p className={styles.bad}>{listing.problem}</p>;
  const { accounts, differences, atWork } = listing.found;
  return (
    <>
      <table className={styles.listing} aria-label="Open orders at the exchange">
        <thead>
          <tr className={styles.fine}>
            <th scope="col">Account</th>
            <th scope="col">
              Open orders, <Since at={listing.at} /> ago
            </th>
          </tr>
        </thead>
        <tbody>
          {accounts.map(({ accountId, openOrders, problem }) => (
            <tr key={accountId}>
              <th scope="row">{accountId}</th>
              <td className={openOrders === 0 ? styles.good : styles.bad}>
                {openOrders === 0 ? <GoodIcon /> : <WarningIcon />} {openOrders ?? 'not known'}
                {problem !== null && `: ${problem}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Sentences sentences={differences} well="Book and exchange say the same." />
      <Sentences sentences={atWork} well="Nothing runs unattended." />
    </>
  );
}

function Sentences({ sentences, well }: { readonly sentences: readonly string[]; readonly well: string }) {
  if (sentences.length === 0)
    return (
      <p className={styles.good}>
        <GoodIcon /> {well}
      </p>
    );
  return sentences.map((sentence) => (
    <p key={sentence} className={styles.bad}>
      <WarningIcon /> {sentence}
    </p>
  ));
}
