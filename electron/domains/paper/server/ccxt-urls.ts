/** Every base URL that ccxt's `binance` 4.5.84 knows besides those served here: they must not reach the real exchange. */
const UNSERVED = [
  'sapiV2',
  'sapiV3',
  'sapiV4',
  'dapiPublic',
  'dapiPrivate',
  'dapiPrivateV2',
  'dapiData',
  'eapiPublic',
  'eapiPrivate',
  'fapiPublic',
  'fapiPublicV2',
  'fapiPublicV3',
  'fapiPrivate',
  'fapiPrivateV2',
  'fapiPrivateV3',
  'fapiData',
  'papi',
  'papiV2',
] as const;
const UNSERVED_STREAMS = [
  'margin',
  'future',
  'delivery',
  'stock',
  'option',
  'optionMarket',
  'optionPrivate',
  'papi',
] as const;

/**
 * What goes into `urls.api` of ccxt's `binance`. The market streams' URL must hold `/stream`: ccxt tells spot from
 * swap by it. APIs that the paper exchange does not have lead to a 404 of its own, never to the real exchange.
 */
export function ccxtUrls(rest: string, ws: string): Record<string, unknown> {
  const nowhere = Object.fromEntries(UNSERVED.map((name) => [name, `${rest}/not-on-paper/${name}`]));
  const nowhereWs = Object.fromEntries(UNSERVED_STREAMS.map((name) => [name, `${ws}/not-on-paper/${name}`]));
  return {
    ...nowhere,
    public: `${rest}/api/v3`,
    private: `${rest}/api/v3`,
    v1: `${rest}/api/v1`,
    sapi: `${rest}/sapi/v1`,
    ws: {
      ...nowhereWs,
      spot: `${ws}/stream/ws`,
      'ws-api': { spot: `${ws}/ws-api/v3`, future: `${ws}/not-on-paper/ws-api`, delivery: `${ws}/not-on-paper/ws-api` },
    },
  };
}
