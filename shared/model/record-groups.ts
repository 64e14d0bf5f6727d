/** What records are about, as an operator would sort them. Every record kind is in exactly one. */
export const RECORD_GROUPS = [
  { id: 'decisions', name: 'Decisions' },
  { id: 'orders', name: 'Orders' },
  { id: 'fills', name: 'Fills' },
  { id: 'halts', name: 'Halts and resumes' },
  { id: 'triggers', name: 'Triggers and alerts' },
  { id: 'bots', name: 'Bots' },
  { id: 'operator', name: 'Operator and settings' },
  { id: 'keys', name: 'Keys and vault' },
  { id: 'accounts', name: 'Accounts and money' },
  { id: 'console', name: 'Console and processes' },
] as const;
export type RecordGroup = (typeof RECORD_GROUPS)[number]['id'];

/** By the first word of the kind; what is not listed is the console's own. */
const BY_FIRST_WORD: Readonly<Record<string, RecordGroup>> = {
  order: 'orders',
  fill: 'fills',
  halt: 'halts',
  closing: 'halts',
  runbook: 'halts',
  evidence: 'halts',
  'halt-command': 'halts',
  'halt-file': 'halts',
  'dead-man': 'halts',
  trigger: 'triggers',
  alert: 'triggers',
  risk: 'triggers',
  bot: 'bots',
  operator: 'operator',
  limits: 'operator',
  triggers: 'operator',
  settings: 'operator',
  export: 'operator',
  key: 'keys',
  vault: 'keys',
  leak: 'keys',
  venue: 'keys',
  account: 'accounts',
  position: 'accounts',
};
const BY_KIND: Readonly<Record<string, RecordGroup>> = {
  'order.decided': 'decisions',
  'desk.valued': 'accounts',
  'desk.bots-started': 'bots',
};

/** The group that records of a kind belong to. */
export const groupOf = (kind: string): RecordGroup =>
  BY_KIND[kind] ?? BY_FIRST_WORD[kind.split('.')[0] ?? ''] ?? 'console';
