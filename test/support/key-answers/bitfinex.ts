import { type Answers, KEY, type KeyAnswers, SECRET } from './case';

type Row = readonly [string, number, number];
const good: readonly Row[] = [
  ['account', 1, 0],
  ['history', 1, 0],
  ['orders', 1, 1],
  ['positions', 1, 1],
  ['funding', 1, 0],
  ['settings', 1, 0],
  ['wallets', 1, 0],
  ['withdraw', 0, 0],
  ['ui_withdraw', 0, 0],
];
const PATH = '/v2/auth/r/permissions';
const tells = (...changed: Row[]): Answers => ({
  [PATH]: { body: [...good.filter(([scope]) => !changed.some(([name]) => name === scope)), ...changed] },
});
const refuses = (code: number, text: string): Answers => ({ [PATH]: { status: 500, body: ['error', code, text] } });
const statements = ['ip-restricted'] as const;

export const bitfinex: KeyAnswers = {
  exchange: 'bitfinex',
  credential: { apiKey: KEY, secret: SECRET },
  cases: [
    { name: 'a trade key, whose address list is not told', answers: tells(), refused: [], statements, ip: 'unknown' },
    { name: 'withdrawals on', answers: tells(['withdraw', 1, 1]), refused: ['withdraw-on'], statements },
    {
      name: 'withdrawals on by the other scope',
      answers: tells(['ui_withdraw', 0, 1]),
      refused: ['withdraw-on'],
      statements,
    },
    { name: 'transfers between wallets on', answers: tells(['wallets', 1, 1]), refused: ['transfer-on'], statements },
    { name: 'settings may be written', answers: tells(['settings', 1, 1]), refused: ['manage-on'], statements },
    { name: 'a scope nobody knows', answers: tells(['teleport', 1, 0]), refused: ['unknown-word'], statements },
    { name: 'a scope nobody knows, switched off', answers: tells(['teleport', 0, 0]), refused: [], statements },
    { name: 'the withdrawal row left out', answers: { [PATH]: { body: good.slice(0, 7) } }, refused: ['unreadable'] },
    { name: 'unknown', answers: refuses(10100, 'apikey: invalid'), refused: ['wrong-key'] },
    { name: 'a wrong secret', answers: refuses(10100, 'apikey: digest invalid'), refused: ['wrong-secret'] },
    { name: 'not from this address', answers: refuses(10100, 'apikey: ip not allowed'), refused: ['ip-not-allowed'] },
    { name: 'the nonce is behind', answers: refuses(10114, 'nonce: small'), refused: ['no-answer'], says: 'clock' },
  ],
};
