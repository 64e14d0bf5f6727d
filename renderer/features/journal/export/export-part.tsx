import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Answer, Request, Response } from '../../../../shared/contract/index';
import { call } from '../../../mirror/api';
import { mainNow } from '../../../mirror/clock';
import { useDesk } from '../../../mirror/store';
import { CopyButton } from '../../../ui/copy-button';
import { formatCount } from '../../../ui/format';
import { BadIcon, GoodIcon } from '../../../ui/icons';
import { Panel } from '../../../ui/panel';
import { ScreenHead } from '../../../ui/screen-head';
import styles from './export.module.css';
import { type ExportForm, KINDS, METHODS, rangeOf, utcDay } from './form';

type Saved = Answer<Response<'history.export'>>;

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
  const [isWriting, setIsWriting] = useState(false);
  const [saved, setSaved] = useState<Saved | null>(null);
  const range = rangeOf(form);
  const set = (change: Partial<ExportForm>) => {
    setForm({ ...form, ...change });
    setSaved(null);
  };
  const write = async (request: Request<'history.export'>) => {
    setIsWriting(true);
    setSaved(null);
    setSaved(await call('history.export', request));
    setIsWriting(false);
  };
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
            <Button type="submit" size="xs" loading={isWriting} disabled={range === null}>
              Export…
            </Button>
          </form>
          <p className={styles.about}>
            {range === null ? 'The last day must not be before the first.' : kind?.about} Written straight from the
            journal, which is checked on the way. The guide names each column.
          </p>
          <output aria-label="Result of the export">
            {isWriting && <p>Reading the journal…</p>}
            {saved !== null && <Result of={saved} />}
          </output>
        </div>
      </Panel>
    </>
  );
}

function Result({ of: answer }: { readonly of: Saved }) {
  if (!answer.ok)
    return (
      <p className={styles.bad}>
        <BadIcon /> {answer.message}
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
