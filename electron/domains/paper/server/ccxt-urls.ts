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
  'fapiData',
  'papi',
  'papiV2',
] as const;
const UNSERVED_STREAMS = ['margin', 'delivery', 'stock', 'option', 'optionMarket', 'optionPrivate', 'papi'] as const;

const FAPI_VERSIONS = { '': 'v1', V2: 'v2', V3: 'v3' } as const;

/** ccxt has one base URL for each version of the futures API, public and private. */
function fapiUrls(rest: string): Record<string, string> {
  const urls: Record<string, string> = {};
  for (const [suffix, version] of Object.entries(FAPI_VERSIONS))
    for (const kind of ['fapiPublic', 'fapiPrivate']) urls[`${kind}${suffix}`] = `${rest}/fapi/${version}`;
  return urls;
}

/**
 * What goes into `urls.api` of ccxt's `binance` and `binanceusdm`. The spot streams' URL must hold `/stream`: ccxt tells
 * spot from swap by it. The futures streams' must end with `/ws`, before which it puts `/public`, `/market` or `/private`,
 * and must not hold `/stream`. APIs that the paper exchange does not have lead to a 404 of its own, never to the real exchange.
 */
export function ccxtUrls(rest: string, ws: string): Record<string, unknown> {
  const nowhere = Object.fromEntries(UNSERVED.map((name) => [name, `${rest}/not-on-paper/${name}`]));
  const nowhereWs = Object.fromEntries(UNSERVED_STREAMS.map((name) => [name, `${ws}/not-on-paper/${name}`]));
  return {
    ...nowhere,
    public: `${rest}/api/v3`,
    private: `${rest}/api/v3`,
    v1: `${rest}/api/v1`,
    ...fapiUrls(rest),
    sapi: `${rest}/sapi/v1`,
    ws: {
      ...nowhereWs,
      spot: `${ws}/stream/ws`,
      future: `${ws}/fstream/ws`,
      'ws-api': { spot: `${ws}/ws-api/v3`, future: `${ws}/not-on-paper/ws-api`, delivery: `${ws}/not-on-paper/ws-api` },
    },
  };
}
