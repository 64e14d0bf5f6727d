import { ACCOUNT_ROUTES } from './account-routes';
import { MARKET_ROUTES } from './market-routes';
import { ORDER_ROUTES } from './order-routes';
import type { Route } from './route';

const ROUTES: readonly Route[] = [...MARKET_ROUTES, ...ACCOUNT_ROUTES, ...ORDER_ROUTES];

export const REST_ROUTES: ReadonlyMap<string, Route> = new Map(
  ROUTES.flatMap((route) =>
    route.path === undefined ? [] : [[`${route.method ?? 'GET'} ${route.path}`, route] as const],
  ),
);

export const WS_ROUTES: ReadonlyMap<string, Route> = new Map(
  ROUTES.flatMap((route) => (route.wsMethod === undefined ? [] : [[route.wsMethod, route] as const])),
);
