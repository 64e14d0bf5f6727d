import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../lib/say.mjs';
import { firstLine, startDaemon } from './daemon.mjs';

/**
 * One record of an Xauthority file (Xau.h): two-byte lengths, big endian. The wild family and the empty display
 * number match any display, so the file can be written before the server has chosen its number.
 */
function xauthorityRecord(cookie) {
  const field = (bytes) => Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
  const wildFamily = Buffer.from([0xff, 0xff]);
  const parts = [Buffer.alloc(0), Buffer.alloc(0), Buffer.from('MIT-MAGIC-COOKIE-1'), cookie];
  return Buffer.concat([wildFamily, ...parts.map(field)]);
}

/**
 * A virtual display of our own. The server picks a free number by itself and tells it (-displayfd), so two runs never
 * meet; only who can read its cookie may connect, since the console's buttons move money.
 * @param {{ folder: string, screen: string }} options
 * @returns {Promise<{ env: { DISPLAY: string, XAUTHORITY: string }, stop: () => Promise<void> }>}
 */
export async function startDisplay({ folder, screen }) {
  if (!/^\d+x\d+x\d+$/.test(screen)) throw new Problem(`"${screen}" is not a screen size like 1280x800x24`);
  const authority = join(folder, 'xauthority');
  await writeFile(authority, xauthorityRecord(randomBytes(16)), { mode: 0o600 });
  const daemon = startDaemon(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', screen, '-nolisten', 'tcp', '-auth', authority, '-noreset'],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    },
  );
  try {
    const number = await firstLine(daemon.child.stdio[3], daemon, 'The virtual display (Xvfb)');
    return { env: { DISPLAY: `:${number}`, XAUTHORITY: authority }, stop: daemon.stop };
  } catch (error) {
    await daemon.stop();
    throw error;
  }
}
