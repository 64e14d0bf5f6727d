import { Button } from '@mantine/core';
import { useState } from 'react';
import { assertNever } from '#shared/model/result';
import type { RunbookAction } from '#shared/model/runbook';
import type { HaltScope } from '#shared/model/trading-state';
import type { Response } from '../../../shared/contract/index';
import type { StandingHaltView } from '../../../shared/contract/views';
import { call } from '../../mirror/api';
import { GoodIcon, WarningIcon } from '../../ui/icons';
import { formatDuration } from '../../ui/time';
import { EvidenceSaved } from '../journal/keep/evidence-saved';
import { RunningKeepJob } from '../journal/keep/keep-job-line';
import { useSaveEvidence } from '../journal/keep/use-save-evidence';
import { Found } from './clean-check';
import styles from './runbook.module.css';
import { useCleanCheck } from './use-clean-check';

type Exchanges = readonly { readonly exchange: string; readonly name: string }[];
interface Props {
  readonly action: RunbookAction;
  readonly halt: StandingHaltView;
  readonly operator: string;
  readonly exchanges: Exchanges;
}

/** The button of a step, and what came of it. */
export function StepAction({ action, halt, operator, exchanges }: Props) {
  switch (action) {
    case 'none':
      return null;
    case 'list-orders':
      return <ListOrders scope={halt.scope} />;
    case 'exchange-status':
      return <ExchangeStatus exchanges={exchanges} />;
    case 'key-page':
      return <Pages page="keys" exchanges={exchanges} words="Open the key page of" />;
    case 'close-positions':
      return <ClosePositions haltId={halt.id} operator={operator} />;
    case 'save-evidence':
      return <SaveEvidence haltId={halt.id} operator={operator} />;
    default:
      return assertNever(action);
  }
}

function ListOrders({ scope }: { readonly scope: HaltScope }) {
  const { listing, isChecking, check } = useCleanCheck(scope);
  return (
    <>
      <Button size="compact-sm" variant="default" loading={isChecking} onClick={() => void check()}>
        List orders
      </Button>
      <output aria-label="Orders listed">{listing !== null && <Found listing={listing} />}</output>
    </>
  );
}

function ExchangeStatus({ exchanges }: { readonly exchanges: Exchanges }) {
  const [found, setFound] = useState<Response<'runbook.exchange-status'>['accounts']>([]);
  const [failure, setFailure] = useState('');
  const [busy, setBusy] = useState(false);
  const ask = async () => {
    setBusy(true);
    const answer = await call('runbook.exchange-status', {});
    setBusy(false);
    setFound(answer.ok ? answer.value.accounts : []);
    setFailure(answer.ok ? '' : answer.message);
  };
  return (
    <>
      <div className={styles.actions}>
        <Button size="compact-sm" variant="default" loading={busy} onClick={() => void ask()}>
          Ask the exchange
        </Button>
        <Pages page="status" exchanges={exchanges} words="Open the status page of" />
      </div>
      <output aria-label="Exchange status">
        {found.map(({ accountId, exchange, answers, ms, message }) => (
          <p key={accountId} className={answers ? styles.good : styles.bad}>
            {answers ? <GoodIcon /> : <WarningIcon />} {accountId} at {exchange}:{' '}
            {answers ? `answered in ${formatDuration(ms)}` : message}
          </p>
        ))}
        {failure !== '' && <p className={styles.bad}>{failure}</p>}
      </output>
    </>
  );
}

interface PagesProps {
  readonly page: 'keys' | 'status';
  readonly exchanges: Exchanges;
  readonly words: string;
}

function Pages({ page, exchanges, words }: PagesProps) {
  const [said, setSaid] = useState('');
  const open = async (exchange: string) => {
    const answer = await call('runbook.open-page', { exchange, page });
    setSaid(answer.ok ? `Opened in your browser: ${answer.value.url}` : answer.message);
  };
  const byName = new Map(exchanges.map((each) => [each.name, each]));
  return (
    <>
      {[...byName.values()].map(({ exchange, name }) => (
        <Button key={name} size="compact-sm" variant="default" onClick={() => void open(exchange)}>
          {words} {name}
        </Button>
      ))}
      <output className={styles.fine}>{said}</output>
    </>
  );
}

/** Two presses: it sells, and what is sold cannot be had back. */
function ClosePositions({ haltId, operator }: { readonly haltId: string; readonly operator: string }) {
  const [isAsked, setIsAsked] = useState(false);
  const [said, setSaid] = useState<{ readonly isBad: boolean; readonly text: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const close = async () => {
    setBusy(true);
    const answer = await call('halt.close-positions', { haltId, by: operator });
    setBusy(false);
    setIsAsked(false);
    setSaid({
      isBad: !answer.ok,
      text: answer.ok ? 'Closing: how it goes stands in the halt report.' : answer.message,
    });
  };
  return (
    <>
      <div className={styles.actions}>
        {!isAsked && (
          <Button size="compact-sm" variant="default" disabled={operator === ''} onClick={() => setIsAsked(true)}>
            Close positions…
          </Button>
        )}
        {isAsked && (
          <>
            <Button size="compact-sm" color="red" loading={busy} onClick={() => void close()}>
              Sell or buy back now
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => setIsAsked(false)}>
              Keep them
            </Button>
          </>
        )}
      </div>
      <output aria-label="Closing">
        {isAsked && (
          <p>
            Closes all that the halted accounts hold, by orders that only reduce: within 0.5 % of the price, 1,000 USDT
            at a time, for a minute, where the account has no rules of its own. Nothing rests at the exchange.
          </p>
        )}
        {said !== null && <p className={said.isBad ? styles.bad : undefined}>{said.text}</p>}
      </output>
    </>
  );
}

function SaveEvidence({ haltId, operator }: { readonly haltId: string; readonly operator: string }) {
  const { saved, failure, isSaving, save } = useSaveEvidence();
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        loading={isSaving}
        disabled={operator === ''}
        onClick={() => void save(haltId, operator, 'day')}
      >
        Save evidence
      </Button>
      <output aria-label="Evidence saved">
        {isSaving && <RunningKeepJob />}
        {saved !== null && <EvidenceSaved saved={saved} />}
        {failure !== '' && <p className={styles.bad}>{failure}</p>}
      </output>
    </>
  );
}
