import { Button } from '@mantine/core';
import type { DecisionRecord, DecisionRow } from '../../../shared/contract/decisions';
import { hrefOf } from '../../app/routes';
import { mainNow } from '../../mirror/clock';
import { useDesk } from '../../mirror/store';
import { formatCount, formatExact, formatPrice } from '../../ui/format';
import { LocalTime } from '../../ui/local-time';
import { meaningOf, outcomeInWords } from '../../ui/order-states';
import { StoryLink } from '../../ui/story-link';
import { formatLocal, formatUtcWords } from '../../ui/time';
import { Checks } from './checks';
import styles from './decision-detail.module.css';
import { OrderFate } from './order-fate';
import { OrderWay } from './order-way';
import { type RecordState, useRecord } from './use-record';
import { assetsOf, type Fact, inDigits, inputsInWords, nameInWords, whyInWords } from './words';

/** Everything that is known of one decision: why, what was asked for, what the gate knew, each check, what became of it. */
export function DecisionDetail({ row }: { readonly row: DecisionRow }) {
  const state = useRecord(row.seq, row.outcome);
  const mirrored = useDesk((desk) => desk.decisions.find(({ seq }) => seq === row.seq));
  const checks = state.phase === 'ready' ? state.record.checks : mirrored?.checks;
  return (
    <div className={styles.detail}>
      <p className={styles.why}>{whyInWords(row)}</p>
      <div className={styles.parts}>
        <Facts title="What the bot asked for" facts={askedFor(row, state)} look={styles.asked} />
        <Known state={state} symbol={row.symbol} />
        <section className={`${styles.part} ${styles.became}`}>
          <h2>What became of it</h2>
          <Outcome row={row} />
          {state.phase === 'ready' && <OrderFate record={state.record} />}
        </section>
      </div>
      {row.orderId !== null && <OrderWay orderId={row.orderId} outcome={row.outcome} />}
      {state.phase === 'failed' && <Missing state={state} />}
      {checks === undefined ? (
        state.phase === 'failed' && <FailedNames row={row} />
      ) : (
        <Checks seq={row.seq} checks={checks} />
      )}
      <p className={styles.record}>
        <a href={hrefOf('journal', row.seq)}>Journal record {formatCount(row.seq)}</a> <StoryLink seq={row.seq} />
        {state.phase === 'ready' && <span> hash {state.record.hash.slice(0, 16)}…</span>}
      </p>
    </div>
  );
}

function Outcome({ row }: { readonly row: DecisionRow }) {
  if (row.verdict === 'deny') return <p>No order left.</p>;
  return (
    <p>
      <span className={styles.id}>{row.orderId}</span>{' '}
      <strong title={meaningOf(row.outcome)}>{row.outcome === '' ? '' : outcomeInWords(row.outcome)}</strong>
    </p>
  );
}

function Known({ state, symbol }: { readonly state: RecordState; readonly symbol: string }) {
  if (state.phase === 'ready')
    return <Facts title="What the gate knew" facts={inputsInWords(state.record.inputs, symbol)} look={styles.knew} />;
  return (
    <section className={`${styles.part} ${styles.knew}`}>
      <h2>What the gate knew</h2>
      <p className={styles.dim}>{state.phase === 'loading' ? 'Reading the journal…' : 'Not known here; see below.'}</p>
    </section>
  );
}

function Missing({ state }: { readonly state: RecordState & { readonly phase: 'failed' } }) {
  return (
    <p className={styles.missing} role="status">
      {state.code === 'journal-failed'
        ? `What the gate knew, and the steps of the order, stand in the journal, which cannot be read now: ${state.message}`
        : state.message}{' '}
      {state.code === 'journal-failed' && (
        <Button size="compact-xs" variant="default" onClick={state.retry}>
          Read again
        </Button>
      )}
    </p>
  );
}

/** Without the record only the names of the checks that failed are known. */
function FailedNames({ row }: { readonly row: DecisionRow }) {
  return (
    <p>
      {row.failed.length} of {row.checks} checks failed
      {row.failed.length > 0 && `: ${row.failed.map(({ name }) => name).join(', ')}`}. The others are not known here.
    </p>
  );
}

interface FactsProps {
  readonly title: string;
  readonly facts: readonly Fact[];
  readonly look: string | undefined;
}

function Facts({ title, facts, look }: FactsProps) {
  return (
    <section className={`${styles.part} ${look ?? ''}`}>
      <h2>{title}</h2>
      <dl className={styles.facts}>
        {facts.map(({ name, value, unit, isKnown }) => (
          <div key={name} data-unknown={!isKnown || undefined}>
            <dt>{name}</dt>
            <dd>
              {value}
              {unit !== '' && <span> {unit}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function askedFor(row: DecisionRow, state: RecordState): Fact[] {
  const [base, quote] = assetsOf(row.symbol);
  const fact = (name: string, value: string, unit = ''): Fact => ({ name, value, unit, isKnown: true });
  const facts = [
    fact('Decided', formatUtcWords(row.at).slice(11)),
    fact('Bot', row.botId),
    fact('Account', row.accountId),
    fact('Order', `${row.side} ${row.symbol}, ${row.type}`),
    fact('Quantity', formatExact(row.quantity), base),
    row.price === null ? fact('Price', 'market') : fact('Price', formatPrice(row.price), quote),
  ];
  if (row.resizedQuantity !== null) facts.push(fact('Made smaller to', formatExact(row.resizedQuantity), base));
  return state.phase === 'ready' ? [...facts, ...others(state.record)] : facts;
}

/** What the record has besides; nothing asked for is not worth a line. */
const others = ({ intent }: DecisionRecord): Fact[] =>
  Object.entries(intent).flatMap(([name, value]) =>
    value === null ? [] : [{ name: nameInWords(name), value: inDigits(value), unit: '', isKnown: true }],
  );

/** The time of a decision, for lists of them. */
export const DecisionLink = ({ seq, at }: { readonly seq: number; readonly at: number }) => (
  <a href={hrefOf('decisions', seq)} aria-label={`Decision ${seq} of ${formatLocal(at, mainNow())}`}>
    <LocalTime at={at} />
  </a>
);
