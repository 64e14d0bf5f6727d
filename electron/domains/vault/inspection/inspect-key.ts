import { isIP } from 'node:net';
import type { Credential } from '#shared/model/account';
import type { KeyVerdict, ReadBackGrade } from '#shared/model/keys';
import type { AskWithKey, KeyAnswer } from '../../../platform/key-answer';
import type { KeySlot } from '../ports';
import { type AdapterReading, type Answered, type ErrorRule, InspectionStop, type KeyAdapter } from './adapter';
import { COMMON_ERRORS, COMMON_STATUSES } from './adapters/common';
import { ADAPTERS } from './adapters/index';
import { finding } from './findings';
import { judge } from './policy';

export interface InspectionPorts {
  readonly ask: AskWithKey;
  readonly walletAddress: string | null;
  /** UTC milliseconds. */
  readonly now: number;
  /** Takes the known secrets out of a text that an exchange wrote. */
  readonly redact: (text: string) => string;
  /** A connection to this host was refused: main journals it. */
  readonly onHostRefused: (host: string) => void;
}

export const adapterOf = (exchange: KeySlot['exchange']): KeyAdapter => ADAPTERS[exchange];

/** The finding of a code; what no rule knows is named by its code alone, never by the exchange's text. */
function stopFor(adapter: KeyAdapter, code: string, { text, status }: Answered): InspectionStop {
  const ruleFor = (rules: readonly ErrorRule[], told: string): ErrorRule | undefined =>
    rules.find(
      (rule) =>
        (typeof rule.code === 'string' ? rule.code === told : rule.code.test(told)) &&
        (rule.text === undefined || rule.text.test(text)),
    );
  const rule = ruleFor([...adapter.errors, ...COMMON_ERRORS], code) ?? ruleFor(COMMON_STATUSES, `HTTP ${status}`);
  const detail = /^[\w:. -]{1,40}$/.test(code) ? code : '';
  return new InspectionStop(rule?.finding ?? 'exchange-error', detail);
}

/** The address an error names as the caller's; null unless it is one. */
function callerIpIn(adapter: KeyAdapter, answer: KeyAnswer): string | null {
  if (answer.kind !== 'answered') return null;
  const found = adapter.callerIp?.exec(answer.text)?.[1]?.replace(/[.:]+$/, '');
  return found !== undefined && isIP(found) !== 0 ? found : null;
}

/** A verdict that refuses the key by one finding, without a reading. */
export function refusal(slot: KeySlot, stop: InspectionStop, at: number, callerIp: string | null = null): KeyVerdict {
  const adapter = adapterOf(slot.exchange);
  return {
    grade: adapter.grade[slot.environment],
    reading: null,
    refusals: [finding(stop.finding, { exchange: adapter.name, detail: stop.detail })],
    warnings: [],
    statements: [],
    callerIp,
    at,
  };
}

/**
 * Reads a key back at its exchange and judges it. One try: nothing is repeated. Never rejects for anything an exchange does; a fault
 * of ours rejects.
 */
export async function inspectKey(slot: KeySlot, credential: Credential, ports: InspectionPorts): Promise<KeyVerdict> {
  const adapter = adapterOf(slot.exchange);
  const { now } = ports;
  let callerIp: string | null = null;

  const bodyOrStop = async (method: string, parameters = {}): Promise<{ body: unknown } | InspectionStop> => {
    const answer = await ports.ask(method, parameters);
    switch (answer.kind) {
      case 'no-answer':
        return new InspectionStop('no-answer');
      case 'not-made':
        return new InspectionStop('bad-form');
      case 'host-refused':
        ports.onHostRefused(answer.host);
        return new InspectionStop('host-refused', answer.host);
      case 'answered': {
        if (answer.redirectedTo !== null || (answer.status >= 300 && answer.status < 400)) {
          const host = answer.redirectedTo ?? 'another host';
          ports.onHostRefused(host);
          return new InspectionStop('host-refused', host);
        }
        const code = adapter.errorOf(answer);
        if (code === null) return { body: answer.body };
        callerIp ??= callerIpIn(adapter, answer);
        return stopFor(adapter, code, answer);
      }
    }
  };
  const attempt = async (method: string, parameters = {}) => {
    const answer = await bodyOrStop(method, parameters);
    return answer instanceof InspectionStop
      ? ({ ok: false, stop: answer } as const)
      : ({ ok: true, body: answer.body } as const);
  };

  try {
    const wrong = adapter.check?.(credential) ?? null;
    if (wrong !== null) throw new InspectionStop(wrong);
    const found = await adapter.read({
      credential,
      environment: slot.environment,
      walletAddress: ports.walletAddress,
      now,
      attempt,
      ask: async (method, parameters) => {
        const answer = await bodyOrStop(method, parameters);
        if (answer instanceof InspectionStop) throw answer;
        return answer.body;
      },
    });
    const grade: ReadBackGrade = found.grade ?? adapter.grade[slot.environment];
    const clean = redacted(found, ports.redact);
    return { grade, reading: clean.reading, ...judge(slot, adapter, grade, clean, now), callerIp: null, at: now };
  } catch (thrown) {
    if (!(thrown instanceof InspectionStop)) throw thrown;
    const { tellsIp } = adapter;
    if (slot.environment === 'live' && callerIp === null && tellsIp?.after.has(thrown.finding))
      await attempt(tellsIp.method);
    const detail = ports.redact(thrown.detail).slice(0, 100);
    return refusal(slot, new InspectionStop(thrown.finding, detail), now, callerIp);
  }
}

/** What came in the exchange's own words, without the key: it might be echoed anywhere. */
function redacted(found: AdapterReading, redact: (text: string) => string): AdapterReading {
  const { reading } = found;
  const all = (texts: readonly string[]): readonly string[] => texts.map(redact);
  return {
    ...found,
    extras: all(found.extras),
    words: Object.fromEntries(Object.entries(found.words).map(([right, words]) => [right, all(words)])),
    reading: {
      ...reading,
      label: reading.label === null ? null : redact(reading.label),
      markets: all(reading.markets),
      unknownWords: all(reading.unknownWords),
      ip: { ...reading.ip, addresses: all(reading.ip.addresses) },
    },
  };
}
