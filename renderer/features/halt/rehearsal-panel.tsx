import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { call } from '../../mirror/api';
import { useDesk } from '../../mirror/store';
import { Since } from '../../ui/age';
import { GoodIcon, WarningIcon } from '../../ui/icons';
import { Panel } from '../../ui/panel';
import { formatDuration } from '../../ui/time';
import styles from './rehearsal-panel.module.css';

/** Tries the halt without money: every account is listed, and one paper account is halted for real. */
export function RehearsalPanel() {
  const rehearsal = useDesk((desk) => desk.trading.rehearsal);
  const accounts = useDesk((desk) => desk.accounts);
  const paper = accounts.filter(({ environment }) => environment === 'paper');
  const [wanted, setWanted] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState('');
  const accountId = wanted ?? paper[0]?.accountId ?? '';

  const rehearse = async () => {
    setBusy(true);
    const answer = await call('halt.rehearse', { accountId: accountId === '' ? null : accountId });
    setBusy(false);
    setFailure(answer.ok ? '' : answer.message);
  };

  return (
    <Panel
      title="Rehearse the halt"
      note={rehearsal === null ? 'never rehearsed' : rehearsal.isOk ? 'the last one went well' : 'the last one FAILED'}
    >
      <div className={styles.body}>
        <div className={styles.row}>
          <NativeSelect
            size="xs"
            aria-label="What to rehearse on"
            value={accountId}
            onChange={(event) => setWanted(event.currentTarget.value)}
            data={[
              ...paper.map((each) => ({
                value: each.accountId,
                label: `halt ${each.accountId} (paper), list the rest`,
              })),
              { value: '', label: 'list every account, halt none' },
            ]}
          />
          <Button size="xs" variant="default" loading={busy} onClick={() => void rehearse()}>
            Rehearse
          </Button>
        </div>
        <p className={styles.fine}>
          The paper account is halted for real and resumed on this page. Nothing is placed anywhere, and nothing is
          cancelled on an account that is not paper.
        </p>
        {rehearsal !== null && (
          <ul className={styles.found} aria-label="Last rehearsal">
            {rehearsal.accounts.map((each) => (
              <li key={each.accountId} className={each.isOk ? styles.good : styles.bad}>
                {each.isOk ? <GoodIcon /> : <WarningIcon />} {each.accountId} {each.did}
                {each.ms === null ? `: ${each.problem}` : ` in ${formatDuration(each.ms)}`}
              </li>
            ))}
            <li className={styles.fine}>
              <Since at={rehearsal.at} /> ago
            </li>
          </ul>
        )}
        <div role="alert">{failure !== '' && <p className={styles.bad}>{failure}</p>}</div>
      </div>
    </Panel>
  );
}
