import type { DecisionRow } from '../../../shared/contract/decisions';
import { BadIcon, GoodIcon, ReduceIcon } from '../../ui/icons';
import styles from './verdict.module.css';

const VERDICTS = {
  allow: { icon: GoodIcon, look: styles.passed, word: 'allowed' },
  resize: { icon: ReduceIcon, look: styles.failed, word: 'resized' },
  deny: { icon: BadIcon, look: styles.failed, word: 'refused' },
} as const;

/** What was decided: a shape and a word. A refusal protects money, so it is not red. */
export function Verdict({ of }: { readonly of: DecisionRow['verdict'] }) {
  const { icon: Icon, look, word } = VERDICTS[of];
  return (
    <span className={`${styles.verdict} ${look}`}>
      <Icon /> {word}
    </span>
  );
}

/** Whether one check passed. */
export function CheckResult({ passed }: { readonly passed: boolean }) {
  const Icon = passed ? GoodIcon : BadIcon;
  return (
    <span className={`${styles.verdict} ${passed ? styles.passed : styles.failed}`}>
      <Icon /> {passed ? 'passed' : 'failed'}
    </span>
  );
}
