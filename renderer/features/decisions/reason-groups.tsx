import { Button } from '@mantine/core';
import { Fragment, useId, useState } from 'react';
import { Since } from '../../ui/age';
import { Bar } from '../../ui/bar';
import { Empty } from '../../ui/empty';
import { formatCount, formatExact, formatPrice } from '../../ui/format';
import { ChevronIcon } from '../../ui/icons';
import { ScrollBox } from '../../ui/scroll-box';
import table from '../../ui/table.module.css';
import { DecisionLink } from './decision-detail';
import { formatShare, type ReasonGroup } from './groups';
import styles from './reason-groups.module.css';
import { Verdict } from './verdict';

/** How many decisions of an open group are shown; the list has them all. */
const NEWEST = 10;

interface Props {
  readonly groups: readonly ReasonGroup[];
  readonly onShowAll: (checkId: string) => void;
}

/** What refuses or shrinks orders, most frequent first: how often, how much of all, since when not, and whose. */
export function ReasonGroups({ groups, onShowAll }: Props) {
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string) => {
    const next = new Set(open);
    if (!next.delete(id)) next.add(id);
    setOpen(next);
  };
  return (
    <ScrollBox name="Reasons, scrollable">
      <table className={`${table.table} ${styles.groups}`} aria-label="Reasons">
        <thead>
          <tr>
            <th scope="col">Failed check</th>
            <th scope="col" className={table.number}>
              Decisions
            </th>
            <th scope="col" className={table.number}>
              Share of all
            </th>
            <th scope="col" className={table.number}>
              Last, ago
            </th>
            <th scope="col">Bots</th>
            <th scope="col">Symbols</th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <Fragment key={group.id}>
              <GroupRow group={group} isOpen={open.has(group.id)} onToggle={() => toggle(group.id)} />
              {open.has(group.id) && (
                <tr className={styles.members}>
                  <td colSpan={6}>
                    <Members group={group} onShowAll={onShowAll} />
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </tbody>
      </table>
      {groups.length === 0 && <Empty>No check failed in the decisions listed.</Empty>}
    </ScrollBox>
  );
}

function GroupRow({ group, isOpen, onToggle }: { group: ReasonGroup; isOpen: boolean; onToggle: () => void }) {
  return (
    <tr className={styles.group} data-open={isOpen || undefined}>
      <th scope="row">
        <button
          type="button"
          className={styles.toggle}
          aria-expanded={isOpen}
          aria-label={`${group.name}: ${group.rows.length} decisions`}
          onClick={onToggle}
        >
          <ChevronIcon />
        </button>
        {group.name}
      </th>
      <td className={table.number}>{formatCount(group.rows.length)}</td>
      <td className={table.number}>
        <span className={styles.share}>
          <Bar percent={group.share * 100} />
          {formatShare(group.share)}
        </span>
      </td>
      <td className={table.number}>
        <Since at={group.lastAt} />
      </td>
      <td title={group.bots.join(', ')}>{group.bots.join(', ')}</td>
      <td title={group.symbols.join(', ')}>{group.symbols.join(', ')}</td>
    </tr>
  );
}

function Members({ group, onShowAll }: { group: ReasonGroup; onShowAll: (checkId: string) => void }) {
  const id = useId();
  return (
    <>
      <table className={styles.newest} aria-labelledby={id}>
        <caption id={id}>
          {group.rows.length > NEWEST ? `The newest ${NEWEST} of ${formatCount(group.rows.length)}` : 'All of them'},
          newest first
        </caption>
        <tbody>
          {group.rows.slice(0, NEWEST).map((row) => (
            <tr key={row.seq}>
              <td>
                <DecisionLink seq={row.seq} at={row.at} />
              </td>
              <td>{row.botId}</td>
              <td>{row.symbol}</td>
              <td>{row.side}</td>
              <td className={styles.number}>{formatExact(row.quantity)}</td>
              <td className={styles.number}>{row.price === null ? 'market' : formatPrice(row.price)}</td>
              <td>
                <Verdict of={row.verdict} />
              </td>
              <td className={styles.words} title={row.reason}>
                {row.reason}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Button size="compact-xs" variant="default" onClick={() => onShowAll(group.id)}>
        Show all {formatCount(group.rows.length)} in the list
      </Button>
    </>
  );
}
