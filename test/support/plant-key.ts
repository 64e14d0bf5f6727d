import { randomBytes } from 'node:crypto';
import type { HoldfastApi } from '#shared/contract/index';
import type { LaunchedHoldfast } from './electron-launch';
import { binance } from './key-answers/binance';
import type { KeyServer } from './key-server';
import { copyText } from './paste-part';
import { patiently } from './patiently';

declare const window: { holdfast: HoldfastApi };

export interface PlantedKey {
  readonly apiKey: string;
  readonly secret: string;
}

/** As Binance makes them: 64 characters each. */
export const newBinanceKey = (): PlantedKey => ({
  apiKey: randomBytes(32).toString('hex'),
  secret: randomBytes(32).toString('hex'),
});

/**
 * Puts a trade key into the vault the way an operator does, by clipboard, check and keep, over the app's own IPC. The app was launched
 * with key-loopback.cjs; the vault is unlocked.
 */
export async function plantKey(desk: LaunchedHoldfast, server: KeyServer, key: PlantedKey): Promise<void> {
  server.answerWith(binance.cases.find(({ name }) => name === 'a trade key bound to an address')?.answers ?? {});
  const { origin } = server;
  await patiently(() => desk.app.evaluate((_electron, to) => void Reflect.set(globalThis, 'keyLoopback', to), origin));
  const draftId = await desk.page.evaluate(async () => {
    const slot = { exchange: 'binance', environment: 'live', accountId: 'sub-1', purpose: 'trade' } as const;
    const begun = await window.holdfast.call('keys.begin', { ...slot, replaces: null });
    if (!begun.ok) throw new Error(begun.message);
    return begun.value.draftId;
  });
  for (const [part, text] of [
    ['api-key', key.apiKey],
    ['secret', key.secret],
  ] as const) {
    await copyText(desk, text);
    await desk.page.evaluate(
      async (asked) => {
        const pasted = await window.holdfast.call('keys.paste', asked);
        if (!pasted.ok) throw new Error(pasted.message);
      },
      { draftId, part },
    );
  }
  await desk.page.evaluate(async (id) => {
    const { call } = window.holdfast;
    const checked = await call('keys.check', { draftId: id });
    if (!checked.ok) throw new Error(checked.message);
    const kept = await call('keys.keep', { draftId: id, statements: checked.value.statements, by: 'Ada' });
    if (!kept.ok) throw new Error(kept.message);
  }, draftId);
}
