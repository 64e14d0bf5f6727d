import type { Result } from '#shared/model/result';
import type { Handlers } from '../../platform/ipc-answers';
import type { VaultDesk, VaultRefusal } from './vault-desk';

/** What the vault's channels do. The recovery code is the one secret that crosses, once, to be printed. */
export function vaultHandlers(vault: VaultDesk) {
  return {
    'vault.set-up': async ({ passphrase }) => asAnswer(await vault.setUp(passphrase)),
    'vault.unlock': async ({ passphrase }) => asAnswer(withoutValue(await vault.unlock(passphrase))),
    'vault.lock': () => {
      vault.lock('operator');
      return { ok: true, value: {} };
    },
    'vault.change-passphrase': async ({ passphrase, next }) => asAnswer(await vault.changePassphrase(passphrase, next)),
    'vault.recover': async ({ recoveryCode, next }) => asAnswer(await vault.recover(recoveryCode, next)),
  } satisfies Pick<Handlers, `vault.${string}` & keyof Handlers>;
}

function asAnswer<T>(result: Result<T, VaultRefusal>) {
  return result.ok ? result : ({ ok: false, ...result.error, retry: true } as const);
}

const withoutValue = (result: Result<undefined, VaultRefusal>): Result<Record<string, never>, VaultRefusal> =>
  result.ok ? { ok: true, value: {} } : result;
