import { memo } from 'react';
import type { LeakFinding, LeaksView } from '../../../shared/contract/leaks';
import { Empty } from '../../ui/empty';
import { formatCount, MISSING } from '../../ui/format';
import { Panel } from '../../ui/panel';
import { ScrollBox } from '../../ui/scroll-box';
import table from '../../ui/table.module.css';
import styles from './findings-panel.module.css';
import { nameOf, placeOf, pointOf, whatOf } from './words';

interface Props {
  readonly view: LeaksView;
  readonly chosen: number | undefined;
  readonly onChoose: (id: number) => void;
}

/** Each finding: what, where, and the name it goes by there. */
export function FindingsPanel({ view: { run, findings }, chosen, onChoose }: Props) {
  const all = run === null ? 0 : run.counts.keysFound + run.counts.shapesFound;
  const note =
    all > findings.length && run?.endedAt !== null
      ? `the first ${formatCount(findings.length)} of ${formatCount(all)}`
      : formatCount(findings.length);
  return (
    <Panel title="Findings" note={run === null ? undefined : note} className={styles.panel}>
      {findings.length === 0 ? (
        <Empty>{emptyWords(run)}</Empty>
      ) : (
        <ScrollBox name="Findings, scrollable">
          <table className={`${table.table} ${styles.table}`} aria-label="Findings">
            <thead>
              <tr>
                <th scope="col" className={styles.what}>
                  What
                </th>
                <th scope="col">Where</th>
                <th scope="col" className={styles.point}>
                  At
                </th>
                <th scope="col" className={styles.name}>
                  Under the name
                </th>
              </tr>
            </thead>
            <tbody>
              {[...findings].sort(keysFirst).map((finding) => (
                <Row key={finding.id} finding={finding} isChosen={finding.id === chosen} onChoose={onChoose} />
              ))}
            </tbody>
          </table>
        </ScrollBox>
      )}
    </Panel>
  );
}

/** Stored keys stand above what only looks like a secret; otherwise in the order of the scan. */
export const keysFirst = (a: LeakFinding, b: LeakFinding): number =>
  Number(b.what.kind === 'key') - Number(a.what.kind === 'key') || a.id - b.id;

function emptyWords(run: LeaksView['run']): string {
  if (run === null) return 'Choose where to look, then start the scan. What is found stands here.';
  if (run.endedAt === null) return 'Nothing found so far.';
  return run.phase === 'done' ? 'Nothing was found.' : 'Nothing was found until the scan ended.';
}

interface RowProps {
  readonly finding: LeakFinding;
  readonly isChosen: boolean;
  readonly onChoose: (id: number) => void;
}

const Row = memo(function Row({ finding, isChosen, onChoose }: RowProps) {
  const { id, what, where } = finding;
  const place = placeOf(finding);
  return (
    <tr data-chosen={isChosen || undefined}>
      <th scope="row">
        <button
          type="button"
          className={styles.choose}
          data-key={what.kind === 'key' || undefined}
          aria-pressed={isChosen}
          title={whatOf(finding)}
          onClick={() => onChoose(id)}
        >
          {whatOf(finding)}
        </button>
      </th>
      <td className={styles.place} title={where.kind === 'git' ? `${place} in ${where.repository}` : place}>
        {/* The end of a path says most: it is what stays when there is no room. */}
        <bdi>{place}</bdi>
      </td>
      <td>{pointOf(finding)}</td>
      <td title={nameOf(finding)}>{nameOf(finding) || MISSING}</td>
    </tr>
  );
});
