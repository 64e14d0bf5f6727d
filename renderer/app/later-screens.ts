import { lazy } from 'react';

/** Screens that come after the desk: the window shows what is at risk, and takes a press, before their scripts are read. */
const LATER = {
  orders: () => import('../features/orders/orders-screen').then(({ OrdersScreen }) => OrdersScreen),
  decisions: () => import('../features/decisions/decisions-screen').then(({ DecisionsScreen }) => DecisionsScreen),
  limits: () => import('../features/limits/limits-screen').then(({ LimitsScreen }) => LimitsScreen),
  triggers: () => import('../features/triggers/triggers-screen').then(({ TriggersScreen }) => TriggersScreen),
  execution: () => import('../features/execution/execution-screen').then(({ ExecutionScreen }) => ExecutionScreen),
  leaks: () => import('../features/leaks/leaks-screen').then(({ LeaksScreen }) => LeaksScreen),
  vault: () => import('../features/vault/vault-screen').then(({ VaultScreen }) => VaultScreen),
  accounts: () => import('../features/accounts/accounts-screen').then(({ AccountsScreen }) => AccountsScreen),
  keys: () => import('../features/keys/keys-screen').then(({ KeysScreen }) => KeysScreen),
  journal: () => import('../features/journal/journal-screen').then(({ JournalScreen }) => JournalScreen),
  story: () => import('../features/story/story-screen').then(({ StoryScreen }) => StoryScreen),
  charts: () => import('../features/charts/charts-screen').then(({ ChartsScreen }) => ChartsScreen),
} as const;

const later = (id: keyof typeof LATER) => lazy(async () => ({ default: await LATER[id]() }));

export const OrdersScreen = later('orders');
export const DecisionsScreen = later('decisions');
export const LimitsScreen = later('limits');
export const TriggersScreen = later('triggers');
export const ExecutionScreen = later('execution');
export const LeaksScreen = later('leaks');
export const VaultScreen = later('vault');
export const AccountsScreen = later('accounts');
export const KeysScreen = later('keys');
export const JournalScreen = later('journal');
export const StoryScreen = later('story');
export const ChartsScreen = later('charts');

/** Reads them while there is nothing else to do, so that opening one does not wait. */
export function readLaterScreens(): void {
  requestIdleCallback(() => {
    for (const read of Object.values(LATER)) read().catch(() => undefined);
  });
}
