import type { Request } from '../../../../shared/contract/index';

type Kind = Request<'history.export'>['kind'];
type Method = Request<'history.export'>['method'];

/** What is filled in; days as `2026-01-31`, UTC. */
export interface ExportForm {
  readonly kind: Kind;
  readonly method: Method;
  readonly from: string;
  readonly to: string;
  readonly accountId: string;
}

export const KINDS: readonly { readonly value: Kind; readonly label: string; readonly about: string }[] = [
  { value: 'fills', label: 'Fills and fees', about: 'One row for each execution, fees by what they were charged in.' },
  {
    value: 'realised',
    label: 'Realised profit and loss',
    about: 'One row for each part of a holding that was closed, with its cost and proceeds.',
  },
  {
    value: 'funding',
    label: 'Funding and transfers',
    about: 'One row for each movement of a wallet that no fill tells.',
  },
  {
    value: 'decisions',
    label: 'Decisions',
    about: 'One row for each order a bot asked for, allowed or refused, and why.',
  },
  {
    value: 'operator',
    label: 'What operators did',
    about: 'One row for each halt, resume, change of settings and key.',
  },
];

export const METHODS: readonly { readonly value: Method; readonly label: string }[] = [
  { value: 'fifo', label: 'First in, first out' },
  { value: 'lifo', label: 'Last in, first out' },
  { value: 'average', label: 'Average cost' },
];

const DAY_MS = 86_400_000;

/** The UTC day of a moment. */
export const utcDay = (at: number): string => new Date(at).toISOString().slice(0, 10);

/** The first and the last millisecond of the days; null when they are none, or the wrong way round. */
export function rangeOf({
  from,
  to,
}: Pick<ExportForm, 'from' | 'to'>): { readonly from: number; readonly to: number } | null {
  const [first, last] = [Date.parse(`${from}T00:00:00.000Z`), Date.parse(`${to}T00:00:00.000Z`)];
  if (Number.isNaN(first) || Number.isNaN(last) || first < 0 || last < first) return null;
  return { from: first, to: last + DAY_MS - 1 };
}
