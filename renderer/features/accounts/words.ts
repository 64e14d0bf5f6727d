import type { AccountRow } from '../../../shared/contract/accounts';

export const STANDINGS: Readonly<Record<AccountRow['standing'], string>> = {
  linked: 'Linked.',
  'not-linked': 'Not linked.',
  'waiting-for-vault': 'Waits for the vault.',
  'no-key': 'No key.',
  'not-lent': 'Key not had.',
  'next-start': 'From the next start.',
};

export const PLANS: Readonly<Record<Exclude<AccountRow['plan'], 'runs'>, string>> = {
  added: 'From the next start.',
  removed: 'Removed: it goes on until Holdfast is quit. Keys of it stay in the vault, and positions at the exchange.',
};
