import { useState } from 'react';
import type { LeaksView } from '../../../shared/contract/leaks';
import { FindingDetail, UnreadPanel } from './finding-detail';
import { FindingsPanel, keysFirst } from './findings-panel';
import styles from './leak-scan-panel.module.css';
import { PlacesPanel } from './places-panel';
import { ScanPanel } from './scan-panel';

interface Props {
  readonly view: LeaksView;
  readonly onChange: () => void;
}

/** The leak scan in one piece: where to look, how it stands, what was found and what to do about it. */
export function LeakScanPanel({ view, onChange }: Props) {
  const [chosen, setChosen] = useState<number>();
  const finding = view.findings.find(({ id }) => id === chosen) ?? [...view.findings].sort(keysFirst)[0];
  const hasUnread = view.unread.length > 0;
  return (
    <div className={styles.scan}>
      <PlacesPanel view={view} onChange={onChange} />
      <div className={styles.results}>
        <ScanPanel view={view} />
        <FindingsPanel view={view} chosen={finding?.id} onChoose={setChosen} />
        {(finding !== undefined || hasUnread) && (
          <div className={styles.dock}>
            {finding !== undefined && <FindingDetail finding={finding} />}
            {hasUnread && <UnreadPanel view={view} />}
          </div>
        )}
      </div>
    </div>
  );
}
