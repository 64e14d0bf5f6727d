import type { LeakFinding, LeaksView } from '../../../shared/contract/leaks';
import { formatCount } from '../../ui/format';
import { Panel } from '../../ui/panel';
import { ScrollBox } from '../../ui/scroll-box';
import styles from './finding-detail.module.css';
import { stepsFor, whatOf } from './words';

/** One finding in full, and what to do now. */
export function FindingDetail({ finding }: { readonly finding: LeakFinding }) {
  const { where, what, excerpt } = finding;
  return (
    <Panel title="What to do now" note={whatOf(finding)} className={styles.panel}>
      <ScrollBox name="What to do now, scrollable">
        <div className={styles.body}>
          <ol className={styles.steps}>
            {stepsFor(finding).map(({ title, text }) => (
              <li key={title}>
                <strong>{title}.</strong> {text}
              </li>
            ))}
          </ol>
          <dl className={styles.facts}>
            {where.kind === 'file' ? (
              <Fact name="File" value={where.path} />
            ) : (
              <>
                <Fact name="Repository" value={where.repository} />
                <Fact name="Path" value={where.path ?? 'none: no commit has this object'} />
                <Fact name="Commit" value={where.commit ?? 'none'} />
                <Fact name="Object" value={where.object} />
              </>
            )}
            <Fact
              name="Place"
              value={`${where.kind === 'file' && where.line !== null ? `line ${formatCount(where.line)}, ` : ''}byte ${formatCount(where.offset)}`}
            />
            <Fact
              name="Written"
              value={`${excerpt}${what.kind === 'key' && what.form !== 'as it is' ? `, ${what.form}` : ''}`}
            />
          </dl>
        </div>
      </ScrollBox>
    </Panel>
  );
}

const Fact = ({ name, value }: { readonly name: string; readonly value: string }) => (
  <div>
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
);

/** What was not, or not wholly, looked into. */
export function UnreadPanel({ view: { run, unread } }: { readonly view: LeaksView }) {
  const all = run?.counts.unread ?? 0;
  return (
    <Panel
      title="Not looked into"
      note={all > unread.length ? `the first ${formatCount(unread.length)} of ${formatCount(all)}` : formatCount(all)}
      className={styles.panel}
    >
      <ScrollBox name="Not looked into, scrollable">
        <ul className={styles.unread}>
          {unread.map(({ path, why }) => (
            <li key={`${path}\n${why}`}>
              <span>{path}</span> {why}
            </li>
          ))}
        </ul>
      </ScrollBox>
    </Panel>
  );
}
