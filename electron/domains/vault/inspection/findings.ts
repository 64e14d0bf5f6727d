import type { KeyFinding } from '#shared/model/keys';

/** What a sentence may name: the exchange, and the words, code, field or host that the finding is about. */
export interface FindingSubject {
  readonly exchange: string;
  readonly detail: string;
}

type Words = readonly [sentence: (subject: FindingSubject) => string, fix: (subject: FindingSubject) => string];

const quoted = (detail: string): string => (detail === '' ? '' : ` (${detail})`);

/**
 * Every reason to refuse a key or to warn about it: one sentence that says what is so and what it means, and one that says what to
 * do. Nothing else of an inspection is shown in words. The detail is a code, a field name, a permission word or a host, and never a
 * text that an exchange wrote.
 */
const FINDINGS = {
  // What a key may do
  'withdraw-on': [
    ({ exchange, detail }) =>
      `This key can take money out of ${exchange}${quoted(detail)}, so whoever gets hold of it can empty the account.`,
    ({ exchange }) =>
      `Untick withdrawals on ${exchange}'s key page, or make a new key without them, and check it again.`,
  ],
  'transfer-on': [
    ({ exchange, detail }) =>
      `This key can move money between accounts at ${exchange}${quoted(detail)}, past the limits of this account.`,
    () => 'Untick every transfer right on the key page, and check the key again.',
  ],
  'manage-on': [
    ({ exchange, detail }) =>
      `This key can change keys, address lists or accounts at ${exchange}${quoted(detail)}, so it could widen itself.`,
    () => 'Make a key without account or key management rights, and check that one.',
  ],
  'transfer-with-trading': [
    ({ exchange }) =>
      `At ${exchange} the right to trade includes moving money between your own accounts there; it cannot be left out.`,
    () => 'Keep on this account only what its bots need. The money cannot leave the exchange by this key.',
  ],
  'no-trade': [
    () => 'This key cannot trade, so no order of this account would be taken.',
    () => 'Tick trading for the markets your bots use, and nothing else; or save it as the watch key.',
  ],
  'cannot-cancel': [
    () => 'This key can place orders and cannot cancel them: a halt would leave them working.',
    () => 'Tick cancelling and closing orders as well, and check the key again.',
  ],
  'trade-on-watch': [
    () => 'This key can trade, and a watch key must not: it is lent where nothing needs to place orders.',
    () => 'Make a second key that can only read, and use that one for watching.',
  ],
  'no-read': [
    () => 'This key cannot read balances and orders, so Holdfast could not know what is at risk.',
    () => 'Tick reading on the key page, and check the key again.',
  ],
  'unknown-word': [
    ({ exchange, detail }) =>
      `${exchange} says this key has a right that this version of Holdfast does not know${quoted(detail)}; it could be one that moves money.`,
    () => 'Untick what is not needed for trading. If nothing is left to untick, update Holdfast before using this key.',
  ],
  'extra-right': [
    ({ detail }) => `This key has rights that Holdfast never uses${quoted(detail)}.`,
    () => 'Untick them on the key page: a right that is not given cannot be misused.',
  ],
  'right-not-told': [
    ({ exchange, detail }) => `${exchange} did not tell whether this key can ${detail}, so it is not taken as a no.`,
    ({ exchange }) => `Set the key's rights one by one on ${exchange}'s key page, and check it again.`,
  ],
  'rights-not-told': [
    ({ exchange }) => `${exchange} does not tell what this key may do, so nobody but you can say that it is safe.`,
    () => 'Look at the key page before you state it, and look again at each rotation.',
  ],
  'backpack-withdraws': [
    () =>
      'Every Backpack key that is not read-only can sign withdrawals; only the second factor of each address stops them.',
    () => 'Remove the second-factor exemption from every address in Backpack’s address book before you state it.',
  ],
  // Where it may be used from
  'no-ip-list': [
    () => `This key works from any address, so a copy of it works anywhere in the world.`,
    ({ exchange }) => `Restrict the key to this machine's address on ${exchange}'s key page, and check it again.`,
  ],
  'no-ip-lists-there': [
    ({ exchange }) => `Keys of ${exchange} cannot be bound to an address: a copy of this key works anywhere.`,
    () => 'Keep on this account only what its bots need, and rotate the key often.',
  ],
  'wide-ip-range': [
    ({ detail }) => `The key's address list lets in a wide range${quoted(detail)}.`,
    () => 'List the single addresses this machine uses.',
  ],
  // Age
  expired: [
    () => 'This key has expired; the exchange takes nothing signed with it.',
    () => 'Make a new key and check that one.',
  ],
  'expires-soon': [
    ({ detail }) => `This key expires on ${detail}; from then on no order and no cancel is taken.`,
    () => 'Rotate it before that day, or renew it on the key page.',
  ],
  'key-disabled': [
    ({ exchange }) => `${exchange} has locked or frozen this key.`,
    () => 'Look at the key page for the reason; make a new key if it stays so.',
  ],
  // Whose it is
  'master-account': [
    ({ exchange }) =>
      `This key belongs to the main account at ${exchange}: everything there is within its reach, not one bot's share.`,
    () => 'Make a subaccount for this bot, fund it with what the bot needs, and use a key of that one.',
  ],
  'account-not-told': [
    ({ exchange }) => `${exchange} does not tell whether this key belongs to the main account or to a subaccount.`,
    () => 'Use a key of a subaccount that holds only what its bots need.',
  ],
  'main-wallet': [
    () => 'This is the private key of the wallet itself: it can send everything away. It was forgotten at once.',
    () =>
      'Make an API wallet (agent) on the exchange’s API page and paste the key of that one. Move the money if this key was ever pasted anywhere else.',
  ],
  'not-an-agent': [
    () =>
      'The exchange knows no agent by this key, so it may be the key of a wallet that holds money. It was forgotten at once.',
    () => 'Make an API wallet (agent), authorise it, and paste the key of that one.',
  ],
  'agent-of-another': [
    () => 'This agent trades for another wallet than the address you gave.',
    () => 'Give the address of the wallet that authorised the agent, or make an agent for this one.',
  ],
  'not-in-list': [
    ({ exchange }) =>
      `${exchange} lists the account's keys and this one is not among them, so its rights cannot be told.`,
    () => 'Check that the whole key was pasted, or make a new one.',
  ],
  // What the exchange answered
  'wrong-key': [
    ({ exchange, detail }) => `${exchange} does not know this key${quoted(detail)}.`,
    () => 'Check that the whole key was pasted and that it belongs to this environment; else make a new one.',
  ],
  'wrong-region': [
    ({ exchange, detail }) =>
      `${exchange} does not know this key${quoted(detail)}; it may belong to another of its regions.`,
    () =>
      'A key works only at the site it was made on (okx.com, my.okx.com, app.okx.com). Holdfast links okx.com; make the key there.',
  ],
  'wrong-secret': [
    ({ exchange, detail }) => `${exchange} knows the key, but the secret does not fit it${quoted(detail)}.`,
    () => 'Paste the secret again. It is shown only once when a key is made; if it is lost, make a new key.',
  ],
  'wrong-passphrase': [
    ({ detail }) => `The passphrase does not fit this key${quoted(detail)}.`,
    ({ exchange }) =>
      `Paste the passphrase that you chose when you made the key at ${exchange}; it is not your password.`,
  ],
  'ip-not-allowed': [
    ({ exchange, detail }) =>
      `${exchange} refused this machine's address: it is not on the key's list${quoted(detail)}.`,
    () => 'Add this machine’s address to the key’s list, and check it again.',
  ],
  'key-or-ip': [
    ({ exchange, detail }) =>
      `${exchange} refused the key and does not say which it is: unknown or deleted, not allowed from this address, or without the right to be read${quoted(detail)}.`,
    () => 'Look at the key page: the key must stand there, with reading ticked and this machine’s address on its list.',
  ],
  'key-or-right': [
    ({ exchange, detail }) =>
      `${exchange} refused the key and does not say why: it is unknown, has expired, or may not read${quoted(detail)}.`,
    () => 'Look at the key page: the key must stand there, not expired, with reading ticked. Else make a new one.',
  ],
  'needs-ip-list': [
    ({ exchange, detail }) => `${exchange} takes this key only once it is bound to addresses${quoted(detail)}.`,
    () => 'Add this machine’s address to the key’s list, and check it again.',
  ],
  'no-permission': [
    ({ exchange, detail }) => `${exchange} does not let this key read its own rights${quoted(detail)}.`,
    () => 'Tick reading on the key page, and check it again.',
  ],
  'parent-only': [
    ({ exchange, detail }) =>
      `${exchange} tells a key's rights to the main account alone, so this key cannot be checked${quoted(detail)}.`,
    () => 'Use a key of the main account that reads and trades, and nothing else.',
  ],
  clock: [
    ({ exchange, detail }) =>
      `${exchange} refused the request for its time${quoted(detail)}: this machine's clock is off.`,
    () => 'Set the clock by the network, and check the key again.',
  ],
  'rate-limited': [
    ({ exchange, detail }) =>
      `${exchange} wants fewer requests from this address for now${quoted(detail)}; the key was not checked.`,
    () => 'Wait a few minutes, and check it again.',
  ],
  maintenance: [
    ({ exchange, detail }) => `${exchange} is not in service at the moment${quoted(detail)}; the key was not checked.`,
    () => 'Check it again when the exchange is back.',
  ],
  'turned-away': [
    ({ exchange, detail }) =>
      `${exchange} turned the request away before it looked at the key${quoted(detail)}: too many requests from here, or a country it does not serve.`,
    () =>
      'Wait a few minutes, and check it again. If it stays, open the exchange’s site from this machine and see what it says.',
  ],
  'no-answer': [
    ({ exchange }) => `${exchange} gave no complete answer in time; the key was not checked and not kept.`,
    () => 'Look at the network, and check it again.',
  ],
  'exchange-error': [
    ({ exchange, detail }) =>
      `${exchange} answered with an error that Holdfast does not know${quoted(detail)}; the key was not checked.`,
    () => 'Check it again in a minute. If it stays, look this code up in the exchange’s documents.',
  ],
  unreadable: [
    ({ exchange, detail }) =>
      `${exchange}'s answer about the key could not be read in full${quoted(detail)}; what is missing is never taken for a no.`,
    () => 'Check it again. If it stays, the exchange has changed its answer: update Holdfast before using this key.',
  ],
  // Before anything is sent
  'bad-form': [
    ({ exchange }) => `What was pasted is not a key of the form that ${exchange} gives out; nothing was sent.`,
    () => 'Paste key, secret and passphrase each into its own field, in full and with nothing else.',
  ],
  'passphrase-missing': [
    ({ exchange }) => `A key of ${exchange} has three parts, and the passphrase is missing; nothing was sent.`,
    () => 'Paste the passphrase that you chose when you made the key.',
  ],
  'account-key-wanted': [
    ({ exchange }) =>
      `This is a master key of ${exchange}, which reaches every account; Holdfast takes keys of one account alone.`,
    () => 'Make a key scoped to one account; it begins with “account-”.',
  ],
  'no-testnet': [
    ({ exchange }) => `${exchange} has no test network that Holdfast can talk to, so nothing was sent.`,
    () => 'Use a paper account to practise, or set this account to live.',
  ],
  'host-refused': [
    ({ exchange, detail }) =>
      `A connection to ${detail || 'another host'} was refused: it is no address of ${exchange} for this environment.`,
    () => 'Nothing was sent there. If this repeats, look at the journal and at what else runs on this machine.',
  ],
  'inspector-failed': [
    () => 'The process that checks keys ended before it had an answer; the key was not checked and not kept.',
    () => 'Check it again. If it stays, look at console.log in the data folder.',
  ],
} satisfies Record<string, Words>;

export type FindingId = keyof typeof FINDINGS;

/**
 * These say nothing of the key, since the exchange did not look at it. They share one id, by which a later reading knows that nothing
 * has changed: an account must not be halted because its exchange is being maintained.
 */
const UNANSWERED: ReadonlySet<FindingId> = new Set([
  'no-answer',
  'turned-away',
  'rate-limited',
  'maintenance',
  'clock',
  'inspector-failed',
]);

/** Whether the exchange did not look at the key, so that nothing is known of it that was not known before. */
export const saysNothing = (id: FindingId): boolean => UNANSWERED.has(id);

/** The finding in words. */
export function finding(id: FindingId, subject: FindingSubject): KeyFinding {
  const [sentence, fix]: Words = FINDINGS[id];
  return { id: UNANSWERED.has(id) ? 'no-answer' : id, sentence: sentence(subject), fix: fix(subject) };
}
