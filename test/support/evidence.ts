import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Unpacks a bundle with another program than made it. Answers the folder, which the caller removes. */
export function unpackEvidence(file: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-evidence-'));
  execFileSync('python3', ['-m', 'zipfile', '-e', file, folder]);
  return folder;
}

/** What the bundle's own verifier says; throws when it is not intact. */
export const verifyEvidence = (folder: string, manifestSha256: string): string =>
  execFileSync('python3', [join(folder, 'verify_bundle.py'), '--manifest', manifestSha256], { encoding: 'utf8' });

export const readEvidence = (folder: string, name: string): unknown =>
  JSON.parse(readFileSync(join(folder, name), 'utf8'));
