import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const WORDS =
  'order limit price await const return exchange import balance fill position market self def none true secret password token api key the and for with bot grid error warning sent cancelled retry latency 2026-02-11 0.015 64210.50 BTC/USDT () => { } [ ] == != "type": "status": \n \n    '.split(
    ' ',
  );

/** Bytes from a seed: the same tree in each run. */
function* bytesOf(seed: string): Generator<Buffer> {
  for (let block = 0; ; block += 1)
    yield createHash('shake256', { outputLength: 65_536 }).update(`${seed} ${block}`).digest();
}

/** Text like code and logs, about `length` characters. */
function prose(seed: string, length: number): string {
  const parts: string[] = [];
  let size = 0;
  for (const block of bytesOf(seed)) {
    for (const byte of block) {
      const word = WORDS[byte % WORDS.length] as string;
      parts.push(word);
      size += word.length + 1;
    }
    if (size >= length) break;
  }
  return parts.join(' ').slice(0, length);
}

/**
 * A tree like a trader's home folder: 8,000 small files in 400 folders, three logs of 48 MiB, programs and data of 48 MiB without text, a
 * git repository of 3,000 objects in a pack. `secret` stands in a log, and in the repository's history alone.
 */
export function growTree(folder: string, secret: string): void {
  const text = prose('text', 4_000_000);
  for (let index = 0; index < 8_000; index += 1) {
    const at = join(folder, `project-${index % 20}`, `part-${index % 400}`);
    if (index < 400) mkdirSync(at, { recursive: true });
    const from = (index * 977) % 3_900_000;
    writeFileSync(join(at, `file-${index}.ts`), text.slice(from, from + 500 + ((index * 7_919) % 16_000)));
  }
  const block = prose('log', 4 * 1024 * 1024);
  for (let log = 0; log < 3; log += 1) {
    const file = join(folder, `bot-${log}.log`);
    for (let part = 0; part < 12; part += 1) appendFileSync(file, block);
  }
  appendFileSync(join(folder, 'bot-1.log'), `\nAPI_SECRET=${secret}\n`);
  const noise = bytesOf('noise');
  for (let program = 0; program < 12; program += 1) {
    const file = join(folder, `program-${program}.bin`);
    for (let part = 0; part < 64; part += 1) appendFileSync(file, noise.next().value as Buffer);
  }
  growRepository(join(folder, 'strategies'), text, secret);
}

function growRepository(folder: string, text: string, secret: string): void {
  const git = (...args: string[]): void =>
    void execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'gc.auto=0', ...args], {
      env: { PATH: process.env.PATH, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
    });
  mkdirSync(folder);
  git('init', '-q', '-b', 'main');
  for (let version = 0; version < 10; version += 1) {
    for (let index = 0; index < 290; index += 1) {
      const from = (index * 13_007 + version * 40) % 3_900_000;
      writeFileSync(join(folder, `strategy-${index}.py`), text.slice(from, from + 9_000));
    }
    if (version === 4) writeFileSync(join(folder, 'keys.ini'), `secret=${secret}\n`);
    else if (version === 5) execFileSync('rm', [join(folder, 'keys.ini')]);
    git('add', '-A');
    git('commit', '-qm', `version ${version}`);
  }
  git('gc', '-q');
}
