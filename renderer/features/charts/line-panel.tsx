import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useId, useRef } from 'react';
import { Empty } from '../../ui/empty';
import { drawLines, LINE_LOOKS, type LineChart, type LinePoint } from '../../ui/line-chart';
import { Panel } from '../../ui/panel';
import { formatUtcWords } from '../../ui/time';
import styles from './charts.module.css';

interface Line {
  readonly name: string;
  readonly points: readonly LinePoint[];
}

interface Props {
  readonly title: string;
  /** What the numbers mean, beside the title. */
  readonly about?: string;
  readonly lines: readonly Line[];
  readonly format: (value: number) => string;
  readonly empty: string;
}

/** Rows of the table that stands in for the lines. */
const TABLE_ROWS = 12;

/** Lines to look at, each with its name, its dashes and its last number; the same as a table for those who hear the screen. */
export function LinePanel({ title, about, lines, format, empty }: Props) {
  const drawn = lines.filter(({ points }) => points.some(({ value }) => value !== null)).slice(0, LINE_LOOKS.length);
  const left = lines.length - drawn.length;
  return (
    <Panel title={title} note={about} className={styles.panel}>
      {drawn.length === 0 ? (
        <Empty>{empty}</Empty>
      ) : (
        <>
          <ul className={styles.legend}>
            {drawn.map((line, index) => (
              <li key={line.name}>
                <Swatch index={index} /> {line.name} <strong>{lastOf(line, format)}</strong>
              </li>
            ))}
            {left > 0 && <li>{left} more not drawn</li>}
          </ul>
          <Chart title={title} lines={drawn} />
          <Numbers title={title} lines={drawn} format={format} />
        </>
      )}
    </Panel>
  );
}

function Chart({ title, lines }: { readonly title: string; readonly lines: readonly Line[] }) {
  const place = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme('dark');
  const chart = useRef<LineChart>(null);
  const count = lines.length;
  useEffect(() => {
    if (place.current === null) return;
    const drawn = drawLines(place.current, LINE_LOOKS.slice(0, count));
    chart.current = drawn;
    return () => {
      chart.current = null;
      drawn.stop();
    };
  }, [scheme, count]);
  useEffect(() => chart.current?.show(lines.map(({ points }) => points)), [lines, scheme, count]);
  return <div ref={place} className={styles.chart} role="img" aria-label={`${title}; its numbers follow as a table`} />;
}

/** A piece of the line as it is drawn. */
function Swatch({ index }: { readonly index: number }) {
  const look = LINE_LOOKS[index] ?? { colour: '--hf-dim' };
  return (
    <svg className={styles.swatch} viewBox="0 0 26 8" aria-hidden="true">
      <path d="M0 4h26" stroke={`var(${look.colour})`} strokeWidth="2" strokeDasharray={look.dash?.join(' ')} />
    </svg>
  );
}

function Numbers({ title, lines, format }: Pick<Props, 'title' | 'lines' | 'format'>) {
  const id = useId();
  return (
    <table className="visually-hidden" aria-label={`${title} in numbers`}>
      <tbody>
        {lines.flatMap(({ name, points }, line) => {
          const step = Math.max(1, Math.ceil(points.length / TABLE_ROWS));
          return points
            .filter((_point, index) => index % step === 0 || index === points.length - 1)
            .map(({ at, value }) => (
              <tr key={`${id} ${line} ${at}`}>
                <th scope="row">
                  {name}, {formatUtcWords(at)}
                </th>
                <td>{value === null ? 'not known' : format(value)}</td>
              </tr>
            ));
        })}
      </tbody>
    </table>
  );
}

const lastOf = ({ points }: Line, format: (value: number) => string): string => {
  const last = points.at(-1)?.value;
  return last === null || last === undefined ? 'not known' : format(last);
};
