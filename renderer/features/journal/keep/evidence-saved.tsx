import type { SavedEvidence } from '../../../../shared/contract/keep';
import { CopyButton } from '../../../ui/copy-button';
import { formatBytes, formatCount } from '../../../ui/format';
import { GoodIcon, WarningIcon } from '../../../ui/icons';
import styles from './keep.module.css';

/** A bundle that was written: where it is, what is in it, what is not, and what it is known again by. */
export function EvidenceSaved({ saved }: { readonly saved: SavedEvidence }) {
  return (
    <>
      <p className={styles.good}>
        <GoodIcon /> {saved.file}
      </p>
      <p>
        {formatBytes(saved.bytes)}: {formatCount(saved.records)} records of the journal,{' '}
        {saved.orders === 1 ? '1 working order' : `${formatCount(saved.orders)} working orders`}.
      </p>
      {saved.notes.map((note) => (
        <p key={note} className={styles.warning}>
          <WarningIcon /> {note}
        </p>
      ))}
      <p className={styles.hash}>
        Manifest SHA-256 <code>{saved.manifestSha256}</code>{' '}
        <CopyButton text={saved.manifestSha256} name="the manifest's SHA-256" />
      </p>
    </>
  );
}
