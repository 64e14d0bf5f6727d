import type { ReactNode } from 'react';

/** One column of a table: what its head says, and the class that sets its width or side; none takes what is left. */
export type Column = readonly [head: ReactNode, className?: string | undefined];

/** The head of a table, one cell a column. */
export function HeadRow({ columns }: { readonly columns: readonly Column[] }) {
  return (
    <thead>
      <tr>
        {columns.map(([head, className], at) => (
          <th key={at} scope="col" className={className}>
            {head}
          </th>
        ))}
      </tr>
    </thead>
  );
}
