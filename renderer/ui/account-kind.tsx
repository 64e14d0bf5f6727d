import { useDesk } from '../mirror/store';
import { EnvironmentWord, useShowsKinds } from './environment-word';

/** The kind of an account that is known by its name alone; nothing for one that is not of this run. */
export function AccountKind({ accountId }: { readonly accountId: string }) {
  const environment = useDesk((desk) => desk.accounts.find((each) => each.accountId === accountId)?.environment);
  return !useShowsKinds() || environment === undefined ? null : <EnvironmentWord environment={environment} />;
}
