import { randomBytes } from 'node:crypto';
import { messageOf } from '#shared/model/result';

/** How the OS keychain stands. Anything but `available` will block live trading; paper needs no keychain. */
export type KeychainState = { readonly kind: 'available' } | { readonly kind: 'unavailable'; readonly message: string };

const SERVICE = 'holdfast';
const PROBE = 'probe';
/** A keychain that asks a person to unlock it, or a bus that hangs, must not hold anything up. */
const PROBE_TIMEOUT_MS = 8_000;

/** Writes, reads back and deletes a random value in the real keychain: only what works counts as available. */
export async function probeKeychain(): Promise<KeychainState> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<KeychainState>((resolve) => {
    timer = setTimeout(
      () => resolve(unavailable('it gave no answer; it may be waiting to be unlocked')),
      PROBE_TIMEOUT_MS,
    );
  });
  const state = await Promise.race([tryKeychain(), late]);
  clearTimeout(timer);
  return state;
}

async function tryKeychain(): Promise<KeychainState> {
  try {
    const keytar = (await import('keytar')).default;
    const value = randomBytes(16).toString('hex');
    await keytar.setPassword(SERVICE, PROBE, value);
    const read = await keytar.getPassword(SERVICE, PROBE);
    await keytar.deletePassword(SERVICE, PROBE);
    return read === value ? { kind: 'available' } : unavailable('it gave back something else than was stored');
  } catch (thrown) {
    return unavailable(messageOf(thrown));
  }
}

const unavailable = (why: string): KeychainState => ({
  kind: 'unavailable',
  message: `The OS keychain cannot be used (${why}). Paper trading needs none; keys for live trading could not be kept. On Linux install and unlock gnome-keyring or KWallet, then start again.`,
});
