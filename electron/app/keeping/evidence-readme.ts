import { formatUtc } from '#shared/model/time';

/** The page that tells somebody who has never seen Holdfast what a bundle is, and how to check it. */
export function evidenceReadme(about: {
  readonly savedAt: number;
  readonly by: string;
  readonly version: string;
  readonly notes: readonly string[];
}): string {
  const notes =
    about.notes.length === 0 ? ['Everything listed below could be had.'] : about.notes.map((note) => `- ${note}`);
  return `EVIDENCE BUNDLE

Saved ${formatUtc(about.savedAt)} by ${about.by}, with Holdfast ${about.version}.
Holdfast stands between trading bots and an exchange, and keeps a journal of everything that it decided, sent and was told.
Times are UTC. Amounts are exact decimals.

WHAT COULD NOT BE HAD

${notes.join('\n')}

WHAT IS IN IT

manifest.json         name, length and SHA-256 of every file here, and where the journal begins and ends
journal/              the journal's own files, unchanged: one record a line, each chained to the one before by SHA-256
halts.json            the halts that stood, what became of each order, and who acknowledged and ticked what
exchange.json         working orders, balances and positions of each account as its exchange told them then, with the times
settings.json         accounts, bots, limits and triggers; nothing that could be a key
versions.json         the program, its runtime and the system
console.log           the end of the program's log
window.png            what the operator saw
manifest-signature.json   the manifest's signature by the journal's key, which signs its checkpoints, too; or why there is none
verify_bundle.py      checks all of this
verify_journal.py     checks the journal; written from the description of its format alone

HOW TO CHECK IT

1. Unpack it, into a folder of its own.
2. Run, with Python 3.9 or later; nothing else is needed:

       python3 verify_bundle.py

3. It prints the SHA-256 of manifest.json. Compare it with one from elsewhere: the record evidence.saved in the journal of the console,
   which was written after the bundle, or what the operator wrote down or sent when it was saved. Or let it compare:

       python3 verify_bundle.py --manifest SHA256

4. It says by which key the manifest is signed, or that it is not. The key proves something only when it is known from elsewhere: printed by
   the operator before (Journal screen, Proof). Demand it with

       python3 verify_bundle.py --key HEX

WHAT THAT PROVES

That nothing in the bundle was changed since the manifest with that SHA-256 was made, and that no record of the journal in it was changed,
inserted, removed or reordered. Somebody who changes a bundle can change these programs, too: to be sure, run them from another source.
It does not prove that what the exchange said was true, nor that the clock of the machine was right.
`;
}
