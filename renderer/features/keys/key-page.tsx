import { Button } from '@mantine/core';
import { useState } from 'react';
import type { KeyRow } from '../../../shared/contract/keys';
import { hrefOf } from '../../app/routes';
import { call } from '../../mirror/api';
import { CopyButton } from '../../ui/copy-button';
import { LocalTime } from '../../ui/local-time';
import { Panel } from '../../ui/panel';
import { ScrollBox } from '../../ui/scroll-box';
import { ActionForm } from './action-form';
import styles from './key-page.module.css';
import { OpenPage } from './open-page';
import { showSetUp } from './place';
import { startWizard } from './wizard/store';
import { dayOf, eachRight, ipOf, nameOf, STATEMENT_WORDS } from './words';

interface Props {
  readonly row: KeyRow;
  readonly now: number;
  /** Whether the keys are unlocked. */
  readonly isOpen: boolean;
  readonly onDone: () => void;
}

/** One key: what it could lose, what its exchange said of it, and what can be done with it. */
export function KeyPage({ row, isOpen, onDone }: Props) {
  const [asked, setAsked] = useState<'drop' | 'accept' | null>(null);
  const [isReading, setIsReading] = useState(false);
  const [said, setSaid] = useState('');
  const [seenFrom, setSeenFrom] = useState<string | null>(null);
  const { keyId } = row;
  const inspect = async () => {
    setIsReading(true);
    const answer = await call('keys.inspect', { keyId });
    setIsReading(false);
    setSeenFrom(answer.ok ? answer.value.verdict.callerIp : null);
    setSaid(answer.ok ? 'Read back just now.' : answer.message);
    onDone();
  };
  const replace = () => {
    startWizard(row);
    showSetUp(true);
  };
  const done = () => {
    setAsked(null);
    onDone();
  };
  return (
    <Panel
      title={nameOf(row)}
      note={row.ending === '' ? row.environment : `…${row.ending}, ${row.environment}`}
      className={styles.panel}
      actions={
        <>
          <Button
            size="compact-sm"
            variant="default"
            disabled={!isOpen}
            loading={isReading}
            onClick={() => void inspect()}
          >
            Inspect now
          </Button>
          <Button size="compact-sm" variant="default" disabled={!isOpen} onClick={replace}>
            Replace…
          </Button>
          <Button size="compact-sm" variant="default" disabled={!isOpen} onClick={() => setAsked('drop')}>
            Drop…
          </Button>
        </>
      }
    >
      <ScrollBox name="About the key, scrollable">
        <div className={styles.body}>
          <p className={styles.blast}>{row.canLose}</p>
          {row.trouble !== '' && (
            <div className={styles.trouble} data-health={row.health}>
              <p>{row.trouble}</p>
              {row.changed.length > 0 && (
                <ul>
                  {row.changed.map((sentence) => (
                    <li key={sentence}>{sentence}</li>
                  ))}
                </ul>
              )}
              {row.changed.length > 0 && (
                <p className={styles.line}>
                  {row.verdict.refusals.length === 0 && (
                    <Button size="compact-sm" variant="default" disabled={!isOpen} onClick={() => setAsked('accept')}>
                      Accept as it is now…
                    </Button>
                  )}
                  <a href={hrefOf('halt')}>See what was halted</a>
                </p>
              )}
            </div>
          )}
          {seenFrom !== null && (
            <p className={styles.line}>
              Asked from <code>{seenFrom}</code> <CopyButton text={seenFrom} name="the address" />
            </p>
          )}
          {asked === 'accept' && (
            <ActionForm
              about="From then on this is what it is compared with. The halt stays until you resume."
              name="Accept"
              act={(reason, passphrase) => call('keys.accept', { keyId, passphrase, reason })}
              onDone={done}
              onCancel={() => setAsked(null)}
            />
          )}
          {asked === 'drop' && (
            <ActionForm
              about="Holdfast forgets the key, and what trades with it stops. At the exchange it stays until you delete it there."
              name="Drop the key"
              act={(reason, passphrase) => call('keys.drop', { keyId, passphrase, reason })}
              onDone={done}
              onCancel={() => setAsked(null)}
            />
          )}
          <p role="status" className={styles.fine}>
            {said}
          </p>
          <Facts row={row} />
          <p className={styles.line}>
            <OpenPage exchange={row.exchange} />
          </p>
        </div>
      </ScrollBox>
    </Panel>
  );
}

function Facts({ row }: { readonly row: KeyRow }) {
  const { reading, at, grade } = row.verdict;
  return (
    <>
      <dl className={styles.facts}>
        {eachRight(row).map(([right, answer]) => (
          <div key={right} data-answer={answer}>
            <dt>{right}</dt>
            <dd>{answer}</dd>
          </div>
        ))}
        <div>
          <dt>markets</dt>
          <dd>{reading === null || reading.markets.length === 0 ? 'not told' : reading.markets.join(', ')}</dd>
        </div>
        <div>
          <dt>IP list</dt>
          <dd>
            {ipOf(row)}
            {reading !== null && reading.ip.addresses.length > 0 && `: ${reading.ip.addresses.join(', ')}`}
          </dd>
        </div>
        <div>
          <dt>of</dt>
          <dd>{reading === null ? 'not told' : OWNERS[reading.account]}</dd>
        </div>
        <div>
          <dt>made</dt>
          <dd>{reading?.createdAt == null ? 'not told' : dayOf(reading.createdAt)}</dd>
        </div>
        <div>
          <dt>taken in</dt>
          <dd>{dayOf(row.storedAt)}</dd>
        </div>
        <div>
          <dt>read back</dt>
          <dd>
            <LocalTime at={at} />
          </dd>
        </div>
        <div>
          <dt>label</dt>
          <dd>{reading?.label ?? 'not told'}</dd>
        </div>
      </dl>
      <ul className={styles.notes}>
        {row.dates.map(({ kind, at: on, why }) => (
          <li key={kind}>
            {dayOf(on)}: {why}
          </li>
        ))}
        {row.statements.map(({ statement, by, at: on }) => (
          <li key={statement}>
            Stated by {by} on {dayOf(on)}: {STATEMENT_WORDS[statement]}
          </li>
        ))}
        {row.verdict.warnings.map(({ id, sentence, fix }) => (
          <li key={id}>
            {sentence} {fix}
          </li>
        ))}
        {grade !== 'A' && (
          <li>The exchange does not tell everything of a key; what it does not tell stands above as stated.</li>
        )}
      </ul>
    </>
  );
}

const OWNERS = { sub: 'a subaccount', master: 'the main account', unknown: 'not told' } as const;
