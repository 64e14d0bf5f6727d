import { type Answers, but, type KeyAnswers, SECRET } from './case';

const good = { isAuditor: false, isFundManager: false, isTrader: true };
const PATH = '/v1/roles';
const tells = (changed = {}): Answers => ({ [PATH]: { body: but(good, changed) } });
const refuses = (reason: string, message: string): Answers => ({
  [PATH]: { status: 403, body: { result: 'error', reason, message } },
});
const statements = ['ip-restricted'] as const;

export const gemini: KeyAnswers = {
  exchange: 'gemini',
  credential: { apiKey: 'account-KeyForTests01234', secret: SECRET },
  cases: [
    { name: 'a trade key, whose address list is not told', answers: tells(), refused: [], statements, ip: 'unknown' },
    {
      name: 'a fund manager, who withdraws',
      answers: tells({ isFundManager: true }),
      refused: ['withdraw-on'],
      statements,
    },
    {
      name: 'an auditor for watching',
      purpose: 'watch',
      answers: tells({ isAuditor: true, isTrader: false }),
      refused: [],
      statements,
    },
    { name: 'a trader for watching', purpose: 'watch', answers: tells(), refused: ['trade-on-watch'], statements },
    { name: 'a role nobody knows', answers: tells({ isAccountAdmin: true }), refused: ['unknown-word'], statements },
    { name: 'a role left out', answers: tells({ isFundManager: undefined }), refused: ['unreadable'] },
    {
      name: 'a master key, which ccxt would not send',
      credential: { apiKey: 'master-KeyForTests01234' },
      answers: tells(),
      refused: ['account-key-wanted'],
    },
    { name: 'unknown', answers: refuses('InvalidApiKey', 'Invalid API key'), refused: ['wrong-key'] },
    { name: 'a wrong secret', answers: refuses('InvalidSignature', 'InvalidSignature'), refused: ['wrong-secret'] },
    { name: 'not from this address', answers: refuses('InvalidIPAddress', 'not allowed'), refused: ['ip-not-allowed'] },
  ],
};
