type Data = Readonly<Record<string, unknown>>;
type Sentence = string | ((data: Data) => string);

const text = (value: unknown, otherwise = ''): string =>
  typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : otherwise;
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const counted = (value: unknown, one: string): string => {
  const count = typeof value === 'number' ? value : list(value).length;
  return count === 1 ? `1 ${one}` : `${count} ${one}s`;
};
const because = (why: unknown): string => (text(why) === '' ? '' : `: ${text(why)}`);
/** `the trade key …a1b2 of sub-1 at binance`, as far as it is told. */
const key = ({ purpose, ending, accountId, exchange, keyId }: Data): string => {
  const name = text(ending) === '' ? text(keyId) : `…${text(ending)}`;
  const of = text(accountId) === '' ? '' : ` of ${text(accountId)}`;
  return `the ${text(purpose)} key ${name}${of}${text(exchange) === '' ? '' : ` at ${text(exchange)}`}`.replace(
    / {2,}/g,
    ' ',
  );
};
const found = ({ refusals }: Data): string =>
  list(refusals).length === 0
    ? ''
    : `: ${list(refusals)
        .map((each) => text(each))
        .join(', ')}`;
const by = (name: unknown): string => (text(name) === '' ? '' : ` by ${text(name)}`);
const bot =
  (what: string) =>
  (data: Data): string =>
    `${text(data.botId)} ${what}${because(data.why ?? data.reason)}`;
const operator =
  (what: string) =>
  (data: Data): string =>
    `The operator ${what} ${text(data.botId)}`;
const notSaved =
  (what: string) =>
  (data: Data): string =>
    `${what} could not be written${because(data.message ?? data.note)}`;

const LOCKED: Readonly<Record<string, string>> = {
  operator: 'by the operator',
  idle: 'after a while without the operator',
  sleep: 'since the machine slept',
  'screen-lock': 'with the screen',
  exit: 'at the end of Holdfast',
};

/** What each kind of record says in one line, where it is not an order, a fill or a position (record-words.ts). */
const SENTENCES: Readonly<Record<string, Sentence>> = {
  'halt.verified-empty': 'The exchange was listed: nothing works any more',
  'halt.not-verified': 'It could not be verified that nothing works',
  'halt.rehearsed': (data) => `A halt was rehearsed${because(data.result)}`,
  'halt.state-not-saved': notSaved('The state of the halt'),
  'halt.state-not-read': (data) => `The state of the halt could not be read${because(data.message)}`,
  'backup.made': (data) => `A backup was made: ${text(data.file)}`,
  'archive.folder-chosen': (data) => `Archived segments go to ${text(data.folder)}`,
  'journal.archived': (data) => `Old segments were archived to ${text(data.folder)}${by(data.by)}`,
  'journal.archive-not-removed': (data) => `Archived segments could not be removed here: ${text(data.why)}`,
  'backup.folder-chosen': (data) => `Backups go to ${text(data.folder)}`,
  'backup.restored': (data) => `This folder was restored from the backup ${text(data.file)}${by(data.by)}`,
  'account.added': (data) => `Account ${text(data.accountId)} was added, from the next start on`,
  'account.removed': (data) => `Account ${text(data.accountId)} was removed, from the next start on`,
  'account.bot-moved': (data) => `${text(data.botId)} trades on ${text(data.new)} from the next start on`,
  'account.change-dropped': (data) => `A change of the accounts was not made${because(data.why)}`,
  'account.not-opened': (data) => `${text(data.accountId)} could not be opened with its key${because(data.why)}`,
  'halt.clearance-not-saved': notSaved('What was acknowledged and ticked'),
  'halt.rehearsal-not-saved': notSaved('The rehearsal'),
  'halt-command.taken': (data) => `The command halted ${text(data.scope)}${because(data.reason)}`,
  'halt-command.refused': (data) => `The command halted nothing${because(data.why ?? data.message)}`,
  'halt-file.found': (data) => `The file HALT halted ${text(data.scope)}${because(data.reason)}`,
  'halt-file.removed': 'The file HALT is gone again',
  'runbook.ticked': (data) => `Ticked${by(data.by)}: ${text(data.title, text(data.stepId))}`,
  'runbook.unticked': (data) => `Not ticked any more${by(data.by)}: ${text(data.title, text(data.stepId))}`,
  'runbook.page-opened': (data) => `A page was opened: ${text(data.url)}`,
  'closing.began': (data) => `Closing ${counted(data.positions, 'position')} began${by(data.by)}`,
  'closing.ended': (data) => `Closing ${counted(data.positions, 'position')} is over`,
  'evidence.saved': (data) => `${counted(data.orders, 'order')} saved as evidence${by(data.by)}: ${text(data.file)}`,
  'operator.resume-refused': (data) => `A resume was refused${because(data.code)}`,
  'operator.passphrase-set': 'The passphrase was set for the first time',
  'operator.bot-start': operator('started'),
  'operator.bot-stop': operator('stopped'),
  'operator.bot-restart': operator('restarted'),
  'operator.bot-pause': operator('paused'),
  'operator.bot-go-on': operator('ended the pause of'),
  'operator.bot-rearm': operator('armed again'),
  'vault.set-up': 'The vault was set up',
  'vault.unlocked': (data) => `The vault was unlocked, with ${counted(data.keys, 'key')}`,
  'vault.unlock-refused': (data) => `The vault was not unlocked${because(data.code)}`,
  'vault.locked': (data) => `The vault was locked ${LOCKED[text(data.why)] ?? text(data.why)}`,
  'vault.passphrase-changed': (data) =>
    `The passphrase was changed with the ${data.by === 'recovery-code' ? 'recovery code' : 'one before'}; ${counted(data.keys, 'key')} sealed anew`,
  'vault.cost-raised': (data) =>
    `Guessing the passphrase was made ${data.isDone === false ? 'no dearer: it failed' : 'dearer'}`,
  'vault.verifier-replaced': (data) =>
    `Somebody had replaced the file of the passphrase; it was ${data.isRepaired === false ? 'not put right' : 'put right'}`,
  'vault.key-stored': (data) => `Stored: ${key(data)}`,
  'vault.key-updated': (data) => `What was read of ${key(data)} is kept${found(data)}`,
  'vault.key-dropped': (data) => `Forgotten: ${key(data)}${because(data.reason)}`,
  'vault.key-damaged': (data) => `Not as it was sealed, and not used: ${key(data)}`,
  'vault.key-lent': (data) => `Lent to the ${text(data.borrower)}: ${key(data)}`,
  'vault.loan-refused': (data) => `Not lent to the ${text(data.borrower)}: ${key(data)}${because(data.code)}`,
  'vault.host-refused': (data) =>
    `No connection to ${text(data.host)}, where a key of ${text(data.exchange)} was to be read back`,
  'venue.host-refused': (data) => `No connection to ${text(data.host)}, which is not pinned for ${text(data.exchange)}`,
  'while-closed': (data) => `While Holdfast was closed: ${text(data.type)}`,
  'records.damaged': (data) => `${text(data.file)} could not be read${because(data.why)}`,
  'key.refused': (data) => `Refused: ${key(data)}${found(data)}`,
  'key.accepted': (data) => `Accepted${by(data.by)}, to be kept: ${key(data)}`,
  'key.kept': (data) => `Kept${by(data.by)}: ${key(data)}`,
  'key.replaced': (data) => `In the place of ${text(data.replaces)}${by(data.by)}: ${key(data)}`,
  'key.not-kept': (data) => `Not kept: ${key(data)}${because(data.code)}`,
  'key.changed': (data) => `Changed at the exchange: ${key(data)}${because(list(data.changed)[0])}`,
  'key.change-accepted': (data) => `Taken as it is now: ${key(data)}${because(data.reason)}`,
  'key.not-read': (data) => `The exchange did not answer about ${key(data)}`,
  'key.reading-not-saved': (data) => `A reading was not kept of ${key(data)}${because(data.code)}`,
  'key.dropped': (data) => `Dropped: ${key(data)}${because(data.reason)}`,
  'key.not-dropped': (data) => `Not dropped: ${key(data)}${because(data.code)}`,
  'key.bot-paused': (data) => `${text(data.botId)} is held still while the key of ${text(data.accountId)} is replaced`,
  'key.clipboard-failed': (data) =>
    `The clipboard could not be ${data.doing === 'clear' ? 'emptied' : 'read'}${because(data.message)}`,
  'leak.scan': (data) =>
    `A leak scan ended ${text(data.ended)}; ${counted(data.keysFound, 'key')} found of ${counted(data.keysLookedFor, 'key')} looked for`,
  'mirror.chosen': (data) => `The journal is mirrored to ${text(data.folder, 'a folder')}`,
  'mirror.given-up': (data) => `The journal is mirrored no more to ${text(data.folder, 'its folder')}`,
  'mirror.lost': (data) => `The mirror of the journal is not kept${because(data.message)}`,
  'mirror.kept': (data) => `The mirror of the journal is as far as record ${text(data.seq, 'the last')}`,
  'mirror.tail-set-aside': (data) => `A half-written end of the mirror was kept as ${text(data.file, 'a file')}`,
  'journal.seal-keys-saved': (data) =>
    `First keys of ${counted(Array.isArray(data.seals) ? data.seals.length : 0, 'seal')} were saved into a file`,
  'journal.verified': ({ intact, records, where, why }) => {
    if (intact === true) return `Verified: intact, ${counted(records, 'record')}`;
    return intact === false ? `Verified: not intact${because(where)}` : `Not verified to the end${because(why)}`;
  },
  'bot.crashed': bot('crashed'),
  'bot.gave-up': bot('gave up'),
  'bot.paused': bot('was paused'),
  'bot.went-on': bot('goes on'),
  'bot.lied': (data) => `${text(data.botId)} named ${text(data.claimed)} in ${text(data.method)}, and was refused`,
  'trigger.acknowledged': (data) => `${text(data.triggerId)} was acknowledged for ${text(data.key)}`,
  'triggers.changed': 'The triggers were changed',
  'triggers.in-force': 'The triggers as they are in force',
  'triggers.change-dropped': (data) => `A change of the triggers was dropped${because(data.why)}`,
  'triggers.not-saved': notSaved('The triggers'),
  'triggers.memory-not-saved': notSaved('What the triggers remember'),
  'triggers.memory-lost': (data) => `What the triggers remembered is lost${because(data.why)}`,
  'dead-man.fired': (data) => `The guard cancelled everything${because(data.why)}`,
  'dead-man.timer': (data) =>
    `The exchange's timer for ${text(data.accountId)} is ${text(data.state)}${because(data.problem)}`,
  'dead-man.timer-ran-out': (data) => `The exchange's own timer cancelled the orders of ${text(data.accountId)}`,
  'console.started': (data) => `Holdfast ${text(data.version)} started`,
  'console.slept': 'The machine slept, or its clock was set',
  'console.reconciled': 'After the sleep, book and exchanges agree',
  'console.suspended': 'The machine is about to sleep',
  'screen.error': (data) => `The window had an error${because(data.message)}`,
};

/** Undefined for a kind that has no words here. */
export function sentenceOf(type: string, data: Data): string | undefined {
  const sentence = Object.hasOwn(SENTENCES, type) ? SENTENCES[type] : undefined;
  return typeof sentence === 'function' ? sentence(data) : sentence;
}
