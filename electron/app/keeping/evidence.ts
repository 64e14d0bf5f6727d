import { open } from 'node:fs/promises';
import { arch, platform, release } from 'node:os';
import { join } from 'node:path';
import { messageOf } from '#shared/model/result';
import { formatUtc } from '#shared/model/time';
import type { BundlePart } from '../../domains/keeping/index';
import { redaction } from '../../platform/redaction';
import type { Console } from '../console';
import { type AtExchange, askExchanges } from './at-exchange';
import { evidenceReadme } from './evidence-readme';
import { settingsShown } from './settings-shown';

/** The verifiers, as they stand in the source: they go into every bundle. */
const tools = import.meta.glob<string>('../../../tools/verify_*.py', { query: '?raw', import: 'default', eager: true });

/** Of the console's log its end goes in. */
const LOG_BYTES = 1024 * 1024;

export interface CollectedEvidence {
  readonly parts: readonly BundlePart[];
  readonly atExchange: readonly AtExchange[];
  /** What could not be had, a sentence each. */
  readonly notes: readonly string[];
}

export interface EvidenceAbout {
  /** The halt it is about; null: whatever stands. */
  readonly haltId: string | null;
  readonly by: string;
  readonly savedAt: number;
  /** A picture of the window, PNG; rejects with why there is none. */
  readonly picture: () => Promise<Uint8Array>;
}

/**
 * Everything about this moment that may have changed an hour later, but the journal: that is read from the disk. Never rejects: what could
 * not be had is a note. No part of it holds a secret: each is named, none is what is left after something was taken out.
 */
export async function collectEvidence(console: Console, about: EvidenceAbout): Promise<CollectedEvidence> {
  const { halt, settings, accounts, exchange, clock, dataFolder, appVersion } = console;
  const notes: string[] = [];
  const tried = async <T>(what: string, work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work;
    } catch (thrown) {
      notes.push(`${what}: ${redaction.clean(messageOf(thrown))}`);
      return undefined;
    }
  };
  const [atExchange, picture, log] = await Promise.all([
    askExchanges(accounts, exchange, clock),
    tried('No picture of the window', about.picture()),
    tried('No console log', endOfLog(join(dataFolder, 'console.log'))),
  ]);
  for (const { accountId, problem } of atExchange) if (problem !== null) notes.push(`${accountId}: ${problem}`);
  const halts = halt.standing
    .filter(({ halt: { id } }) => about.haltId === null || id === about.haltId)
    .map(({ halt: standing, report }) => ({
      halt: { ...standing, trippedAt: formatUtc(standing.trippedAt) },
      report: report ?? null,
      ...halt.clearance.view(standing),
    }));
  const versions = {
    holdfast: appVersion,
    node: process.versions.node,
    electron: process.versions.electron ?? null,
    chrome: process.versions.chrome ?? null,
    system: `${platform()} ${release()} ${arch()}`,
  };
  const parts: BundlePart[] = [
    json('halts.json', halts),
    json('exchange.json', atExchange),
    json('settings.json', settingsShown(settings)),
    json('versions.json', versions),
    ...(log === undefined ? [] : [{ name: 'console.log', bytes: log }]),
    ...(picture === undefined ? [] : [{ name: 'window.png', bytes: picture }]),
    ...Object.entries(tools).map(([path, code]) => ({
      name: path.slice(path.lastIndexOf('/') + 1),
      bytes: Buffer.from(code),
    })),
  ];
  const readme = evidenceReadme({ savedAt: about.savedAt, by: about.by, version: appVersion, notes });
  return { parts: [{ name: 'README.txt', bytes: Buffer.from(readme) }, ...parts], atExchange, notes };
}

const json = (name: string, value: unknown): BundlePart => ({
  name,
  bytes: Buffer.from(`${JSON.stringify(value, null, 2)}\n`),
});

/** The log's end, cleaned once more: it was when it was written. */
async function endOfLog(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(Math.min(size, LOG_BYTES));
    const { bytesRead } = await file.read(bytes, 0, bytes.length, size - bytes.length);
    return Buffer.from(redaction.clean(bytes.toString('utf8', 0, bytesRead)));
  } finally {
    await file.close();
  }
}
