import styles from './sort-header.module.css';

interface Props {
  readonly name: string;
  readonly direction: 'none' | 'ascending' | 'descending';
  readonly className: string;
  readonly onSort: () => void;
}

const ARROWS = { none: '', ascending: '▲', descending: '▼' } as const;

/** A column header that sorts. */
export function SortHeader({ name, direction, className, onSort }: Props) {
  return (
    <th scope="col" aria-sort={direction} className={`${styles.header} ${className}`}>
      <button type="button" onClick={onSort}>
        {name} <span aria-hidden="true">{ARROWS[direction]}</span>
      </button>
    </th>
  );
}
