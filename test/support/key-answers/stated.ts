import type { KeyExchange } from '#shared/model/keys';
import { type Answer, CALLER, KEY, type KeyAnswers, type KeyCase, SECRET } from './case';

interface Stated {
  readonly exchange: KeyExchange;
  readonly path: string;
  readonly taken: unknown;
  readonly unknown: Answer;
  readonly notFromHere: Answer;
  readonly namesCaller?: true;
  readonly secret?: string;
  readonly more?: readonly KeyCase[];
}

const stated = ({
  exchange,
  path,
  taken,
  unknown,
  notFromHere,
  namesCaller,
  secret,
  more = [],
}: Stated): KeyAnswers => ({
  exchange,
  credential: { apiKey: KEY, secret: secret ?? SECRET },
  cases: [
    {
      name: 'a key that is taken: the rest has to be stated',
      answers: { [path]: { body: taken } },
      refused: [],
      warned: ['rights-not-told'],
      statements: ['cannot-withdraw', 'cannot-transfer', 'ip-restricted'],
      ip: 'unknown',
    },
    {
      name: 'unknown',
      answers: { [path]: unknown },
      refused: [exchange === 'cryptocom' ? 'key-or-right' : 'wrong-key'],
    },
    {
      name: 'not from this address',
      answers: { [path]: notFromHere },
      refused: ['ip-not-allowed'],
      ...(namesCaller ? { callerIp: CALLER } : {}),
    },
    ...more.map((each) => ({
      ...each,
      answers: Object.fromEntries(Object.values(each.answers).map((one) => [path, one])),
    })),
  ],
});

/** Exchanges that tell a key nothing of itself. */
export const STATED: readonly KeyAnswers[] = [
  stated({
    exchange: 'mexc',
    path: '/api/v3/account',
    taken: { canTrade: true, balances: [] },
    unknown: { status: 400, body: { code: 10072, msg: 'Api key info invalid' } },
    notFromHere: { status: 400, body: { code: 700006, msg: `IP [${CALLER}] not in the ip white list` } },
    namesCaller: true,
    more: [
      {
        name: 'the clock is off',
        answers: { x: { status: 400, body: { code: 700003, msg: 'Timestamp' } } },
        refused: ['no-answer'],
        says: 'clock',
      },
    ],
  }),
  stated({
    exchange: 'cryptocom',
    path: '/exchange/v1/private/user-balance',
    taken: { id: 1, method: 'private/user-balance', code: 0, result: { data: [] } },
    unknown: { status: 401, body: { id: 1, code: 40101, message: 'Authentication failure' } },
    notFromHere: { status: 401, body: { id: 1, code: 40103, message: 'IP_ILLEGAL' } },
  }),
  stated({
    exchange: 'bitstamp',
    path: '/api/v2/account_balances/',
    taken: [{ currency: 'usd', total: '0', available: '0', reserved: '0' }],
    unknown: { status: 403, body: { status: 'error', reason: 'Invalid API key', code: 'API0001' } },
    notFromHere: { status: 403, body: { status: 'error', reason: 'IP address not allowed', code: 'API0002' } },
  }),
  stated({
    exchange: 'phemex',
    path: '/spot/wallets',
    taken: { code: 0, msg: '', data: [] },
    unknown: { status: 401, body: 'Failed to load API KEY' },
    notFromHere: { status: 401, body: 'Request IP mismatch' },
  }),
  stated({
    exchange: 'bitvavo',
    path: '/v2/account',
    taken: { fees: { taker: '0.0025', maker: '0.0015', volume: '100.00' } },
    unknown: { status: 403, body: { errorCode: 305, error: 'No active API key found.' } },
    notFromHere: { status: 403, body: { errorCode: 307, error: 'This key does not allow access from this IP.' } },
    more: [
      {
        name: 'the clock is off',
        answers: { x: { status: 403, body: { errorCode: 304, error: 'Request was not received within window' } } },
        refused: ['no-answer'],
        says: 'clock',
      },
    ],
  }),
  stated({
    exchange: 'backpack',
    path: '/api/v1/account',
    secret: Buffer.alloc(32, 7).toString('base64'),
    taken: { autoLend: false, leverageLimit: '10' },
    unknown: { status: 401, body: { code: 'UNAUTHORIZED', message: 'Unauthorized' } },
    notFromHere: { status: 403, body: { code: 'FORBIDDEN', message: 'IP not allowed' } },
  }),
];
