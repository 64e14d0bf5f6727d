import type { RestCall } from '../../../electron/platform/venue/binance/connection';

/** The exchange's own route of each request. */
export const VENUE_ROUTES: Readonly<Partial<Record<RestCall, string>>> = {
  publicGetPing: 'GET /api/v3/ping',
  privateGetAccount: 'GET /api/v3/account',
  privateGetOpenOrders: 'GET /api/v3/openOrders',
  privateGetOrder: 'GET /api/v3/order',
  privateGetMyTrades: 'GET /api/v3/myTrades',
  privatePostOrder: 'POST /api/v3/order',
  privateDeleteOrder: 'DELETE /api/v3/order',
  privateDeleteOpenOrders: 'DELETE /api/v3/openOrders',
  fapiPublicGetPing: 'GET /fapi/v1/ping',
  fapiPrivateV3GetAccount: 'GET /fapi/v3/account',
  fapiPrivateV3GetPositionRisk: 'GET /fapi/v3/positionRisk',
  fapiPrivateGetSymbolConfig: 'GET /fapi/v1/symbolConfig',
  fapiPrivateGetIncome: 'GET /fapi/v1/income',
  fapiPrivateGetUserTrades: 'GET /fapi/v1/userTrades',
  fapiPrivateGetOpenOrders: 'GET /fapi/v1/openOrders',
  fapiPrivateGetOpenAlgoOrders: 'GET /fapi/v1/openAlgoOrders',
  fapiPrivateGetAllOrders: 'GET /fapi/v1/allOrders',
  fapiPrivateGetAllAlgoOrders: 'GET /fapi/v1/allAlgoOrders',
  fapiPrivateGetOrder: 'GET /fapi/v1/order',
  fapiPrivateGetAlgoOrder: 'GET /fapi/v1/algoOrder',
  fapiPrivatePostOrder: 'POST /fapi/v1/order',
  fapiPrivatePostAlgoOrder: 'POST /fapi/v1/algoOrder',
  fapiPrivateDeleteOrder: 'DELETE /fapi/v1/order',
  fapiPrivateDeleteAlgoOrder: 'DELETE /fapi/v1/algoOrder',
  fapiPrivateDeleteAllOpenOrders: 'DELETE /fapi/v1/allOpenOrders',
  fapiPrivateDeleteAlgoOpenOrders: 'DELETE /fapi/v1/algoOpenOrders',
  fapiPrivatePostMarginType: 'POST /fapi/v1/marginType',
  fapiPrivatePostLeverage: 'POST /fapi/v1/leverage',
};

/** Requests that may make an order. */
const PLACEMENTS: ReadonlySet<string> = new Set([
  'privatePostOrder',
  'fapiPrivatePostOrder',
  'fapiPrivatePostAlgoOrder',
]);
export const isPlacementCall = (call: RestCall): boolean => PLACEMENTS.has(call);
