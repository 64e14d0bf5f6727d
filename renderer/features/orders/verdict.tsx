import { BadIcon, GoodIcon } from '../../ui/icons';
import styles from './verdict.module.css';

interface Props {
  readonly passed: boolean;
  /** The word when passed, and when not. */
  readonly words: readonly [string, string];
}

/** Passed or not: a shape and a word. A refusal protects money, so it is not red. */
export function Verdict({ passed, words }: Props) {
  const Icon = passed ? GoodIcon : BadIcon;
  return (
    <span className={`${styles.verdict} ${passed ? styles.passed : styles.failed}`}>
      <Icon /> {words[passed ? 0 : 1]}
    </span>
  );
}
