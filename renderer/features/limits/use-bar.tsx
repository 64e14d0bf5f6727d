import { memo } from 'react';
import type { AppliedLimitView } from '../../../shared/contract/limits';
import { limitDefinition } from '../../../shared/model/limits';
import { Bar, levelOf, Percent } from '../../ui/bar';
import { formatExact } from '../../ui/format';
import styles from './use-bar.module.css';
import { unitOf, usedInShort } from './words';

interface Props {
  readonly limit: AppliedLimitView;
  readonly symbol: string;
}

/** The number, then the limit, then how far: `412 of 500 USDT, 82 %`, with a bar. Without a number, only what is allowed. */
export const UseBar = memo(function UseBar({ limit, symbol }: Props) {
  const { limitId, text, used, percent, notWatched } = limit;
  const unit = unitOf(limitId, symbol);
  if (text === null) return <span className={styles.missing}>missing: refuses</span>;
  if (notWatched !== null)
    return (
      <span className={styles.plain} data-dim title={notWatched}>
        not watched
      </span>
    );
  const { kind, tighter } = limitDefinition(limitId);
  const isNumber = kind === 'decimal' || kind === 'number';
  const shown = isNumber ? formatExact(text) : text;
  if (used === null || percent === null)
    return (
      <span className={styles.plain} title={isNumber ? undefined : text}>
        {shown} {isNumber && unit}
      </span>
    );
  return (
    <span className={styles.use}>
      <span>
        {usedInShort(used)}{' '}
        <span className={styles.dim}>
          of {tighter === 'higher' ? 'at least ' : ''}
          {shown} {unit},
        </span>{' '}
        <Percent percent={percent} />
      </span>
      <Bar percent={percent} level={levelOf(percent)} />
    </span>
  );
});
