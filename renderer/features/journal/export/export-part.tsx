import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { ExportsView } from '../../../../shared/contract/history';
import type { Answer, Request, Response } from '../../../../shared/contract/index';
import { call } from '../../../mirror/api';
import { mainNow } from '../../../mirror/clock';
import { useDesk } from '../../../mirror/store';
import { CopyButton } from '../../../ui/copy-button';
import { formatCount } from '../../../ui/format';
import { GoodIcon, WarningIcon } from '../../../ui/icons';
import { JobLine } from '../../../ui/job-line';
import { Panel } from '../../../ui/panel';
import { ScreenHead } from '../../../ui/screen-head';
import styles from './export.module.css';
import { type ExportForm, KINDS, METHODS, rangeOf, utcDay } from './form';
import { useExports } from './use-exports';

type Ended = Answer<Response<'history.export'>>;

/** Takes fills, profits, decisions and deeds out of the journal, as CSV with documented columns. */
export function ExportPart({ choice }: { readonly choice: ReactNode }) {
  const accounts = useDesk((desk) => desk.accounts);
  const [form, setForm] = useState<ExportForm>(() => ({
    kind: 'fills',
    method: 'fifo',
    from: `${utcDay(mainNow()).slice(0, 4)}-01-01`,
    to: utcDay(mainNow()),
    accountId: '',
  }));
  const exports = useExports();
  const [isAsked, setIsAsked] = useState(false);
  const [answer, setAnswer] = useState<Ended | null>(null);
  const [isTouched, setIsTouched] = useState(false);
  const range = rangeOf(form);
  const set = (change: Partial<ExportForm>) => {
    setForm({ ...form, ...change });
    setAnswer(null);
    setIsTouched(true);
  };
  const write = async (request: Request<'history.export'>) => {
    setIsAsked(true);
    setAnswer(null);
    setAnswer(await call('history.export', request));
    setIsAsked(false);
  };
  const job = exports?.job ?? null;
  const ended = answer ?? (isTouched || isAsked ? null : lastOf(exports));
  const kind = KINDS.find(({ value }) => value === form.kind);
  return (
    <>
      <ScreenHead title="Journal" note="Take records out, for the tax office or another program">
        {choice}
      </ScreenHead>
      <Panel title="Export as CSV" className={styles.panel}>
        <div className={styles.body}>
          <form
            className={styles.form}
            aria-label="Export"
            onSubmit={(event) => {
              event.preventDefault();
              if (range !== null) void write({ ...form, ...range });
            }}
          >
            <NativeSelect
              label="What"
              size="xs"
              value={form.kind}
              onChange={({ currentTarget: { value } }) =>
                set({ kind: KINDS.find((each) => each.value === value)?.value ?? 'fills' })
              }
              data={KINDS.map(({ value, label }) => ({ value, label }))}
            />
            <NativeSelect
              label="Cost of what was sold"
              size="xs"
              disabled={form.kind !== 'realised'}
              value={form.method}
              onChange={({ currentTarget: { value } }) =>
                set({ method: METHODS.find((each) => each.value === value)?.value ?? 'fifo' })
              }
              data={METHODS.map(({ value, label }) => ({ value, label }))}
            />
            <TextInput
              label="From, UTC day"
              type="date"
              size="xs"
              value={form.from}
              onChange={({ currentTarget: { value } }) => set({ from: value })}
            />
            <TextInput
              label="To, UTC day, inclusive"
              type="date"
              size="xs"
              value={form.to}
              onChange={({ currentTarget: { value } }) => set({ to: value })}
            />
            <NativeSelect
              label="Account"
              size="xs"
              value={form.accountId}
              onChange={({ currentTarget: { value } }) => set({ accountId: value })}
              data={[{ value: '', label: 'All accounts' }, ...accounts.map(({ accountId }) => accountId)]}
            />
            <Button type="submit" size="xs" loading={isAsked || job !== null} disabled={range === null}>
              Export…
            </Button>
          </form>
          <p className={styles.about}>
            {range === null ? 'The last day must not be before the first.' : kind?.about} Written straight from the
            journal, which is checked on the way. The guide names each column.
          </p>
          <output aria-label="Result of the export">{job === null && ended !== null && <Result of={ended} />}</output>
          {job !== null && (
            <div className={styles.job}>
              <JobLine
                {...job}
                doing="Reading the journal"
                far={(done, total) => `${formatCount(done)} of ${formatCount(total)} records`}
                cancel={() => call('history.cancel-export', {})}
              />
            </div>
          )}
        </div>
      </Panel>
    </>
  );
}

/** How the one before ended, for who comes back to this part. */
function lastOf(exports: ExportsView | null): Ended | null {
  const last = exports?.last ?? null;
  if (last === null) return null;
  const { saved, message } = last;
  return saved === null ? { ok: false, code: 'not-written', message, retry: true } : { ok: true, value: { saved } };
}

function Result({ of: answer }: { readonly of: Ended }) {
  if (!answer.ok)
    return (
      <p className={styles.bad}>
        <WarningIcon /> {answer.message}
      </p>
    );
  const { saved } = answer.value;
  if (saved === null) return <p className={styles.about}>Nothing was exported: the dialog was closed.</p>;
  return (
    <>
      <p className={styles.good}>
        <GoodIcon /> {formatCount(saved.rows)} rows, {formatCount(saved.bytes)} bytes, in {saved.file}
      </p>
      <p className={styles.hash}>
        SHA-256 {saved.sha256} <CopyButton text={saved.sha256} name="SHA-256 of the export" />
      </p>
      <p className={styles.about}>The name, the rows and this hash are on record in the journal.</p>
    </>
  );
}
