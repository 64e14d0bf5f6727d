import type { Environment } from '../../shared/model/account';
import { useDesk } from '../mirror/store';
import styles from './environment-word.module.css';

const MEANING: Readonly<Record<Environment, string>> = {
  paper: 'Paper: a practice exchange on this machine. No real money.',
  testnet: 'Testnet: the exchange’s own practice system. No real money.',
  live: 'Live: real money.',
};

/** The kind of an account by word and colour (K9), wherever an account is named. */
export function EnvironmentWord({ environment }: { readonly environment: Environment }) {
  return (
    <span className={styles.word} data-environment={environment} title={MEANING[environment]}>
      {environment.toUpperCase()}
    </span>
  );
}

/** Whether each account says its kind: on a desk of paper alone the word above every screen says it for all of them. */
export const useShowsKinds = (): boolean => useDesk((desk) => desk.total.environment !== 'paper');
