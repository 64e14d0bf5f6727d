import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import type { EvidenceSpan, KeepView } from '../../../../shared/contract/keep';
import { Panel } from '../../../ui/panel';
import { EvidenceSaved } from './evidence-saved';
import styles from './keep.module.css';
import { useSaveEvidence } from './use-save-evidence';

const SPANS: Record<EvidenceSpan, string> = {
  day: 'The last 24 hours',
  week: 'The last 7 days',
  all: 'The whole journal',
};

/** Everything that may have changed an hour later, into one file that anybody can check. */
export function EvidencePanel({ view, operator }: { readonly view: KeepView; readonly operator: string }) {
  const [span, setSpan] = useState<EvidenceSpan>('day');
  const { saved, failure, isSaving, save } = useSaveEvidence();
  const shown = saved ?? view.lastEvidence;
  return (
    <Panel title="Evidence" note="before anything changes">
      <div className={styles.body}>
        <p>
          One press: the journal, orders, balances and positions as the exchanges tell them now, halt reports, settings
          without secrets, versions, the log and a picture of this window, in a zip with the programs that check it.
        </p>
        <div className={styles.controls}>
          <NativeSelect
            label="Journal"
            size="xs"
            value={span}
            data={Object.entries(SPANS).map(([value, label]) => ({ value, label }))}
            onChange={({ currentTarget }) => setSpan(currentTarget.value as EvidenceSpan)}
          />
          <Button
            size="xs"
            loading={isSaving}
            disabled={operator === '' || view.job !== null}
            onClick={() => void save(null, operator, span)}
          >
            Save evidence
          </Button>
        </div>
        <output aria-label="Evidence saved" className={styles.result}>
          {failure !== '' && <p className={styles.bad}>{failure}</p>}
          {shown === null ? (
            <p className={styles.fine}>None saved since Holdfast started. They go to {view.evidenceFolder}.</p>
          ) : (
            <>
              <EvidenceSaved saved={shown} />
              <p className={styles.fine}>
                Write these 64 digits down or send them to somebody: they prove later that the bundle is the one saved
                now. They are on record as well. Unpack it anywhere and run: python3 verify_bundle.py
              </p>
            </>
          )}
        </output>
      </div>
    </Panel>
  );
}
