import type { VerificationView, VerifyReportView } from '../../../../shared/contract/journal';
import { formatCount } from '../../../ui/format';
import { WarningIcon } from '../../../ui/icons';
import styles from './copies.module.css';

interface Props {
  readonly kind: VerificationView['kind'];
  readonly report: VerifyReportView;
}

/** What was found of the seals, and of which nothing is known, and why. */
export function SealsFound({ kind, report: { intact, seals } }: Props) {
  if (seals === null) return kind === 'recent' ? <p>Checkpoints and their seals are checked by Verify all.</p> : null;
  const { right, unchecked, others, why } = seals;
  if (unchecked === 0 && right === 0) return <p>No checkpoint read carries a seal.</p>;
  const before = intact ? 'Seals' : 'Seals before it';
  if (unchecked === 0)
    return (
      <p>
        {before}: all {formatCount(right)} are right.
      </p>
    );
  return (
    <>
      <p className={styles.unchecked}>
        <WarningIcon /> {before}: {formatCount(unchecked)} were not checked, {formatCount(right)} are right.
      </p>
      {why !== null && (
        <p>
          {why === 'locked' ? 'The vault was locked. Unlock it' : 'There is no vault that could have their keys'}
          {why === 'locked'
            ? ', or paste the keys you saved, and verify again.'
            : '. Paste the keys you saved, and verify again.'}
        </p>
      )}
      {others > 0 && (
        <p>
          {others === 1 ? 'One seal is' : `${formatCount(others)} seals are`} not this vault’s: of an earlier vault of
          yours, or made by somebody else. Only {others === 1 ? 'its key' : 'their keys'}, if you saved{' '}
          {others === 1 ? 'it' : 'them'}, can tell.
        </p>
      )}
    </>
  );
}
