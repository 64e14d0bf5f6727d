import type { Route } from '../route';

type Listed = Pick<Route, 'method' | 'weight' | 'security' | 'params' | 'handle'>;

/** A route of the futures API; a GET that reads the account, without parameters, unless it says otherwise. */
export const futuresRoute = (
  path: string,
  { method, ...route }: Partial<Listed> & Pick<Listed, 'weight' | 'handle'>,
): Route => ({
  api: 'futures',
  path: `/fapi/${path}`,
  security: 'USER_DATA',
  params: [],
  ...(method === undefined ? {} : { method }),
  ...route,
});
