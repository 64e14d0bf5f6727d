import type { LeakFinding, LeakRun } from '../../../shared/contract/leaks';
import { formatBytes, formatCount } from '../../ui/format';

/** `1 file`, `12,345 files`. */
export const formatMany = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`;

/** How long a scan took or takes: `12 s`, `3 min 5 s`. */
export function formatTook(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** What was found. */
export const whatOf = ({ what }: LeakFinding): string =>
  what.kind === 'key' ? `Your key …${what.ending}` : `Looks like: ${what.name}`;

/** The file, or the path in the repository's history. */
export function placeOf({ where }: LeakFinding): string {
  if (where.kind === 'file') return where.path;
  return `git: ${where.path ?? `object ${where.object.slice(0, 10)}`}`;
}

/** The name it is given there; empty when it has none. */
export const nameOf = ({ excerpt }: LeakFinding): string =>
  excerpt.includes(' = ') ? (excerpt.split(' = ', 1)[0] ?? '') : '';

/** Where in it: a line, a commit, or bytes from its start. */
export function pointOf({ where }: LeakFinding): string {
  if (where.kind === 'git') return where.commit === null ? 'no commit' : `commit ${where.commit.slice(0, 10)}`;
  return where.line === null ? `byte ${formatCount(where.offset)}` : `line ${formatCount(where.line)}`;
}

/** What was looked at, in one line. */
export function lookedAt({ counts: { files, bytes, gitRepositories, gitObjects } }: LeakRun): string {
  const objects = formatMany(gitObjects, 'object');
  const git =
    gitRepositories === 0
      ? ''
      : ` and ${objects} of ${formatMany(gitRepositories, 'git repository', 'git repositories')}`;
  return `${formatMany(files, 'file')}${git}, ${formatBytes(bytes)}`;
}

/** What to do about a finding, in this order. */
export function stepsFor(finding: LeakFinding): readonly { readonly title: string; readonly text: string }[] {
  return [
    first(finding),
    remove(finding),
    { title: 'Scan again', text: 'The finding must be gone, and no other may be left.' },
  ];
}

function first({ what }: LeakFinding): { readonly title: string; readonly text: string } {
  if (what.kind === 'key')
    return {
      title: 'Rotate this key, before anything else',
      text: `Make a new key at the exchange, put it in the place of …${what.ending} here, and delete the old one at the exchange. Whoever could read this place may have the key already: removing it from here does not take it from them.`,
    };
  return {
    title: 'If it is a secret in use, replace it, before anything else',
    text: 'Make a new one where it was issued, and revoke this one there: whoever could read this place may have it already. If it is an example, or revoked, it can stay.',
  };
}

function remove({ where }: LeakFinding): { readonly title: string; readonly text: string } {
  if (where.kind === 'git')
    return {
      title: where.commit === null ? 'Then let git forget it' : 'Then take it out of the files',
      text:
        where.commit === null
          ? 'No branch, tag or reflog has this object any more: git gc --prune=now removes it from this machine.'
          : 'Take it out of the newest state, and keep secrets out of the repository by .gitignore. Rewriting the history does not help once it was pushed: copies, forks and caches keep it. What helps is that the old key is deleted.',
    };
  if (/history|hist$/i.test(where.path))
    return {
      title: 'Then remove the line',
      text: 'Close the other terminals first, since each writes its own lines back when it ends. Do not type a key into a command again: paste it into Holdfast alone.',
    };
  return {
    title: 'Then remove it from this file',
    text: 'Backups and synchronised folders keep older copies of it. Once the old key is deleted at the exchange, they are worth nothing.',
  };
}
