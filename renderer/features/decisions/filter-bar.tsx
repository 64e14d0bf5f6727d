import { Button, NativeSelect, TextInput } from '@mantine/core';
import { memo } from 'react';
import type { DecisionRow } from '../../../shared/contract/decisions';
import { ANY_DECISION, type DecisionFilter, isAnyDecision } from '../../../shared/model/decision-filter';
import styles from './decisions-screen.module.css';

interface Props {
  readonly choices: Choices;
  readonly filter: DecisionFilter;
  readonly onChange: (filter: DecisionFilter) => void;
}

const VERDICTS = [
  { value: '', label: 'Any verdict' },
  { value: 'allow', label: 'Allowed' },
  { value: 'resize', label: 'Resized' },
  { value: 'deny', label: 'Refused' },
];

/** What to look for; nothing is asked of main. Drawn again when it changes, not with each decision that comes. */
export const FilterBar = memo(function FilterBar({ choices, filter, onChange }: Props) {
  const set = (change: Partial<DecisionFilter>) => onChange({ ...filter, ...change });
  const select = (
    name: string,
    key: 'botId' | 'accountId' | 'symbol' | 'checkId',
    any: string,
    found: readonly Choice[],
  ) => {
    const value = filter[key];
    // What is chosen stays to be seen, also when nothing in the list has it any more.
    const data =
      value === null || found.some((choice) => choice.value === value) ? found : [...found, { value, label: value }];
    return (
      <NativeSelect
        aria-label={name}
        size="xs"
        className={styles.choice}
        value={value ?? ''}
        onChange={({ currentTarget }) => set({ [key]: currentTarget.value || null })}
        data={[{ value: '', label: any }, ...data]}
      />
    );
  };
  return (
    <search className={styles.filters} aria-label="Filter">
      <NativeSelect
        aria-label="Verdict"
        size="xs"
        className={styles.choice}
        value={filter.verdict ?? ''}
        onChange={({ currentTarget: { value } }) => set({ verdict: isVerdict(value) ? value : null })}
        data={VERDICTS}
      />
      {select('Bot', 'botId', 'All bots', choices.bots)}
      {select('Account', 'accountId', 'All accounts', choices.accounts)}
      {select('Symbol', 'symbol', 'All symbols', choices.symbols)}
      {select('Failed check', 'checkId', 'Any failed check', choices.checks)}
      <TextInput
        aria-label="Find"
        placeholder="Find in reasons, order ids…"
        size="xs"
        className={styles.find}
        maxLength={200}
        value={filter.text}
        onChange={({ currentTarget }) => set({ text: currentTarget.value })}
      />
      <Button
        size="compact-sm"
        variant="default"
        disabled={isAnyDecision(filter)}
        onClick={() => onChange(ANY_DECISION)}
      >
        Clear
      </Button>
    </search>
  );
});

interface Choice {
  readonly value: string;
  readonly label: string;
}

const isVerdict = (value: string): value is DecisionRow['verdict'] =>
  value === 'allow' || value === 'resize' || value === 'deny';

/** What there is to choose from. */
export interface Choices {
  readonly bots: readonly Choice[];
  readonly accounts: readonly Choice[];
  readonly symbols: readonly Choice[];
  readonly checks: readonly Choice[];
}

/** What the rows have to choose from: `before` itself while that is the same. */
export function choicesIn(rows: readonly DecisionRow[], before: Choices | null): Choices {
  const bots = new Set<string>();
  const accounts = new Set<string>();
  const symbols = new Set<string>();
  const checks = new Map<string, string>();
  for (const { botId, accountId, symbol, failed } of rows) {
    bots.add(botId);
    accounts.add(accountId);
    symbols.add(symbol);
    for (const { id, name } of failed) checks.set(id, name);
  }
  const sorted = (words: Iterable<string>): Choice[] => [...words].sort().map((value) => ({ value, label: value }));
  const choices: Choices = {
    bots: sorted(bots),
    accounts: sorted(accounts),
    symbols: sorted(symbols),
    checks: [...checks].map(([value, label]) => ({ value, label })).sort((a, b) => a.label.localeCompare(b.label)),
  };
  return before !== null && JSON.stringify(before) === JSON.stringify(choices) ? before : choices;
}
