import { ACCOUNT_ROUTES } from './account-routes';
import { FUTURES_ACCOUNT_ROUTES } from './futures/account-routes';
import { FUTURES_ALGO_ROUTES } from './futures/algo-routes';
import { FUTURES_CANCEL_ROUTES } from './futures/cancel-routes';
import { LISTEN_KEY_ROUTES } from './futures/listen-key-routes';
import { FUTURES_MARKET_ROUTES } from './futures/market-routes';
import { FUTURES_ORDER_ROUTES } from './futures/order-routes';
import { FUTURES_SETTINGS_ROUTES } from './futures/settings-routes';
import { MARKET_ROUTES } from './market-routes';
import { ORDER_ROUTES } from './order-routes';
import type { Route } from './route';

const ROUTES: readonly Route[] = [
  ...MARKET_ROUTES,
  ...ACCOUNT_ROUTES,
  ...ORDER_ROUTES,
  ...FUTURES_MARKET_ROUTES,
  ...FUTURES_ACCOUNT_ROUTES,
  ...FUTURES_SETTINGS_ROUTES,
  ...FUTURES_ORDER_ROUTES,
  ...FUTURES_CANCEL_ROUTES,
  ...FUTURES_ALGO_ROUTES,
  ...LISTEN_KEY_ROUTES,
];

export const REST_ROUTES: ReadonlyMap<string, Route> = new Map(
  ROUTES.flatMap((route) =>
    route.path === undefined ? [] : [[`${route.method ?? 'GET'} ${route.path}`, route] as const],
  ),
);

export const WS_ROUTES: ReadonlyMap<string, Route> = new Map(
  ROUTES.flatMap((route) => (route.wsMethod === undefined ? [] : [[route.wsMethod, route] as const])),
);
