import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  createLeakScanner,
  type Finding,
  type LeakScanner,
  type SecretToFind,
} from '../../electron/domains/leaks/index';
import { systemClock } from '../../electron/platform/clock';
import { launchFork, launchLines } from '../../electron/platform/process/launch-node';
import type { Launch } from '../../electron/platform/process/wire';
import { bundle } from '../support/bundle';
import { until } from '../support/console-harness';
import { giveTo, unprivilegedUser } from '../support/unprivileged-user';

let workers = '';
let tree = '';
let scanner: LeakScanner;
const key: SecretToFind = {
  keyId: 'key-1',
  ending: 'k3y1',
  parts: [randomBytes(32).toString('hex'), `${randomBytes(30).toString('base64')}+/x=`, 'Tr4ding!pass'],
};
const [publicPart, secret, passphrase] = key.parts as [string, string, string];
const said: string[] = [];

beforeAll(async () => {
  workers = await bundle({ 'leak-scan': 'electron/workers/leak-scan.ts' });
});
afterAll(() => rmSync(workers, { recursive: true }));
beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'holdfast-tree-'));
  said.length = 0;
  scanner = scannerBy(launchFork(join(workers, 'leak-scan.mjs')));
  return async () => {
    await scanner.stop();
    rmSync(tree, { recursive: true });
  };
});

const scannerBy = (launch: Launch): LeakScanner =>
  createLeakScanner({
    launch,
    clock: systemClock,
    onChange: (run, news) => said.push(JSON.stringify([run, news])),
    onEnd: () => undefined,
    onOutput: (line) => said.push(line),
  });

const at = (...parts: string[]): string => join(tree, ...parts);
const git = (repository: string, ...args: string[]): string =>
  execFileSync('git', ['-C', repository, '-c', 'user.name=a', '-c', 'user.email=a@b', '-c', 'gc.auto=0', ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null' },
  }).trim();

/** Looks through the tree to the end. */
async function scanned(
  secrets: readonly SecretToFind[] = [key],
  places: readonly string[] = [tree],
): Promise<Finding[]> {
  scanner.start({ places: [{ name: 'tree', paths: places }], secrets });
  await until('the end of the scan', () => !scanner.isRunning);
  expect(scanner.run?.message).toBe('');
  expect(scanner.run?.phase).toBe('done');
  for (const part of key.parts) expect(said.join('\n')).not.toContain(part);
  return [...scanner.findings];
}

/** The findings in one file, as `form line`. */
const inFile = (findings: readonly Finding[], path: string): string[] =>
  findings.flatMap(({ what, where }) =>
    where.kind === 'file' && where.path === path
      ? [`${what.kind === 'key' ? what.form : what.shape} ${where.line ?? `at ${where.offset}`}`]
      : [],
  );

describe('a scan for a stored key', () => {
  it('finds it in files: plain, in a history, encoded, in a program, packed, and where two readings meet', async () => {
    writeFileSync(at('bot.env'), `# bot\nAPI_KEY=${publicPart}\nAPI_SECRET='${secret}'\nPASS=${passphrase}\n`);
    writeFileSync(at('.bash_history'), `ls\ncurl -H "X-KEY: ${publicPart}" https://api\n`);
    writeFileSync(at('basic.txt'), Buffer.from(`${publicPart}:${secret}`).toString('base64'));
    writeFileSync(at('link.txt'), `\n\nhttps://x/?s=${encodeURIComponent(secret)}`);
    writeFileSync(at('state.json'), JSON.stringify({ s: secret }).replaceAll('/', '\\/'));
    writeFileSync(at('wide.txt'), Buffer.from(`key ${publicPart}`, 'utf16le'));
    writeFileSync(
      at('program'),
      Buffer.concat([randomBytes(100_000), Buffer.alloc(9), Buffer.from(secret), randomBytes(50)]),
    );
    writeFileSync(at('old.log.gz'), gzipSync(`started\n${secret}\n`));
    // Every way to lie across the border of a reading, in one file.
    const border = Buffer.alloc(3 * 1024 * 1024, '.');
    for (let mark = 1; mark < 12; mark += 1) border.write(publicPart, mark * 256 * 1024 - mark * 6, 'latin1');
    for (let start = 200; start < border.length - 1_000; start += 5_003) border[start] = 10;
    writeFileSync(at('border.log'), border);

    const findings = await scanned();
    expect(inFile(findings, at('bot.env'))).toEqual(['as it is 2', 'as it is 3', 'as it is 4']);
    expect(inFile(findings, at('.bash_history'))).toEqual(['as it is 2']);
    expect(inFile(findings, at('basic.txt'))).toEqual(['base64 1', 'base64 1']);
    expect(inFile(findings, at('link.txt'))).toEqual(['URL-encoded 3']);
    expect(inFile(findings, at('state.json'))).toEqual(['escaped 1']);
    expect(inFile(findings, at('wide.txt'))).toEqual(['UTF-16 at 8']);
    expect(inFile(findings, at('program'))).toEqual(['as it is at 100009']);
    expect(inFile(findings, at('old.log.gz'))).toEqual(['as it is at 8']);
    expect(findings.filter(({ where }) => where.kind === 'file' && where.path === at('border.log'))).toHaveLength(11);
    expect(
      findings.find(({ where }) => where.kind === 'file' && where.path === at('bot.env') && where.line === 3),
    ).toMatchObject({
      what: { keyId: 'key-1', ending: 'k3y1' },
      excerpt: `API_SECRET = [${secret.length} characters]`,
    });
  });

  it('finds it in git: committed and deleted since, packed as a difference, left behind, and names the commit and the path', async () => {
    const repository = at('strategy');
    mkdirSync(repository);
    git(repository, 'init', '-q', '-b', 'main');
    const lines = Array.from({ length: 400 }, (_, index) => `setting ${index}`).join('\n');
    mkdirSync(join(repository, 'conf'));
    writeFileSync(join(repository, 'conf', 'bot one.ini'), `${lines}\n`);
    git(repository, 'add', '.');
    git(repository, 'commit', '-qm', 'settings');
    writeFileSync(join(repository, 'conf', 'bot one.ini'), `${lines}\nsecret=${secret}\n`);
    git(repository, 'commit', '-qam', 'works now');
    const leaking = git(repository, 'rev-parse', 'HEAD');
    writeFileSync(join(repository, 'conf', 'bot one.ini'), `${lines}\nmore\n`);
    git(repository, 'commit', '-qam', 'no key in git');
    git(repository, 'gc', '-q', '--aggressive');
    // A repository that would have programs of its own started whenever git looks at it.
    writeFileSync(at('start-me'), `#!/bin/sh\ntouch '${at('was-started')}'\n`, { mode: 0o755 });
    for (const name of ['core.fsmonitor', 'core.pager', 'diff.external', 'gpg.program', 'core.sshCommand'])
      git(repository, 'config', name, at('start-me'));
    git(repository, 'config', 'log.showSignature', 'true');
    const left = execFileSync('git', ['-C', repository, 'hash-object', '-w', '--stdin'], {
      input: `x ${publicPart}`,
      encoding: 'utf8',
    }).trim();

    const findings = await scanned();
    expect(findings.map(({ where }) => where)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          kind: 'git',
          repository: join(repository, '.git'),
          commit: leaking,
          path: 'conf/bot one.ini',
        }),
        { kind: 'git', repository: join(repository, '.git'), object: left, commit: null, path: null, offset: 2 },
      ]),
    );
    expect(findings).toHaveLength(2);
    expect(existsSync(at('was-started'))).toBe(false);
    // 3 commits, 3 versions of the file, 6 trees, and the one left behind.
    expect(scanner.run?.counts).toMatchObject({ gitRepositories: 1, gitObjects: 13 });
  });

  it('finds nothing in a clean tree, says what it looked at, and names what it did not look into', async () => {
    mkdirSync(at('deep', 'er'), { recursive: true });
    writeFileSync(at('deep', 'er', 'a.txt'), 'no key here\n');
    writeFileSync(at('b.txt'), `${publicPart.slice(0, -1)} and ${secret.slice(1)}`);
    writeFileSync(at('c.zip'), 'PK');
    symlinkSync('/etc', at('deep', 'out'));
    symlinkSync(tree, at('deep', 'round'));
    execFileSync('mkfifo', [at('pipe')]);
    expect(await scanned([key], [tree, at('deep'), at('nowhere')])).toEqual([]);
    expect(scanner.run?.counts).toMatchObject({ files: 2, notFollowed: 3, archives: 1, keysFound: 0, shapesFound: 0 });
    expect(scanner.unread).toEqual([
      { path: at('nowhere'), why: 'it is not there' },
      { path: at('c.zip'), why: expect.stringContaining('packed') },
    ]);
  });

  it('tells a file that is named by a key without the key', async () => {
    writeFileSync(at(`${publicPart}.txt`), passphrase);
    expect((await scanned()).map(({ where }) => where)).toMatchObject([{ path: at('[secret].txt') }]);
  });

  it('names a folder it may not read, and goes on', async () => {
    const user = unprivilegedUser();
    if (user !== undefined) {
      scanner = scannerBy(launchLines(process.execPath, [join(workers, 'leak-scan.mjs')], { ...user, cwd: '/' }));
      chownSync(workers, user.uid, user.gid);
      for (const file of readdirSync(workers)) giveTo(user, join(workers, file));
    }
    mkdirSync(at('closed'));
    writeFileSync(at('open.txt'), secret);
    giveTo(user, tree);
    chmodSync(at('closed'), 0o000);
    expect(await scanned()).toHaveLength(1);
    expect(scanner.unread).toEqual([{ path: at('closed'), why: 'no permission to read it' }]);
    chmodSync(at('closed'), 0o700);
  });

  it('says that it failed, and where, when its process dies, and keeps what was found', async () => {
    const launch = launchFork(join(workers, 'leak-scan.mjs'));
    let pid = 0;
    scanner = scannerBy(() => {
      const child = launch();
      pid = child.pid ?? 0;
      return child;
    });
    writeFileSync(at('a-first.txt'), secret);
    writeFileSync(at('huge'), '');
    truncateSync(at('huge'), 200 * 1024 ** 3);
    scanner.start({ places: [{ name: 'tree', paths: [at('a-first.txt'), at('huge')] }], secrets: [key] });
    await until('the middle of the file', () => scanner.run?.current === at('huge'));
    process.kill(pid, 'SIGKILL');
    await until('the end of the scan', () => !scanner.isRunning);
    expect(scanner.run?.phase).toBe('failed');
    expect(scanner.run?.message).toContain(`It was reading ${at('huge')}.`);
    expect(scanner.findings).toHaveLength(1);
  });

  it('ends soon after a cancel, in the middle of a file, and keeps what was found', async () => {
    writeFileSync(at('a-first.txt'), secret);
    writeFileSync(at('huge'), '');
    truncateSync(at('huge'), 200 * 1024 ** 3);
    scanner.start({ places: [{ name: 'tree', paths: [at('a-first.txt'), at('huge')] }], secrets: [key] });
    await until('the middle of the file', () => scanner.findings.length > 0 && scanner.run?.current === at('huge'));
    const cancelledAt = performance.now();
    expect(scanner.cancel()).toBe(true);
    await until('the end of the scan', () => !scanner.isRunning);
    expect(performance.now() - cancelledAt).toBeLessThan(1_000);
    expect(scanner.run?.phase).toBe('cancelled');
    expect(scanner.findings).toHaveLength(1);
  });
});
