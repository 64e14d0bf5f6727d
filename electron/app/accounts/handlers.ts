import type { Handlers } from '../../platform/ipc-answers';
import type { AccountsDesk } from './accounts-desk';
import { type AccountsViewSources, accountsView } from './view';

/** What each channel of accounts does. */
export function accountHandlers(
  desk: AccountsDesk,
  sources: AccountsViewSources,
): Pick<Handlers, Extract<keyof Handlers, `accounts.${string}`>> {
  return {
    'accounts.read': () => ({ ok: true, value: accountsView(sources) }),
    'accounts.add': (request) => desk.add(request),
    'accounts.remove': (request) => desk.remove(request),
    'accounts.assign': (request) => desk.assign(request),
  };
}
