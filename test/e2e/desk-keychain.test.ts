import { afterEach, beforeEach, expect, it } from 'vitest';
import type { HoldfastApi } from '#shared/contract/index';
import { REMEDIES } from '../../electron/domains/vault/index';
import { askDesk, deskUntil, isTrading } from '../support/desk';
import { type LaunchedHoldfast, launchHoldfast } from '../support/electron-launch';
import { openOrders } from '../support/exchange-ledger';
import { type OwnKeyring, openOwnKeyring } from '../support/own-keyring';
import { setUpVault } from '../support/vault-screen';

declare const window: { holdfast: HoldfastApi };

const PASSPHRASE = 'violin marmot teacup glacier';

let keyring: OwnKeyring;
let desk: LaunchedHoldfast | undefined;
beforeEach(async () => {
  keyring = await openOwnKeyring();
});
afterEach(async () => {
  await desk?.kill();
  await keyring.close();
});

it.runIf(process.platform === 'linux')(
  'a keychain that locks, goes, refuses, is emptied or is changed is named with its remedy, keeps keys in, lets the halt work, and opens again',
  async () => {
    desk = await launchHoldfast({ size: { width: 1280, height: 800 }, env: keyring.env });
    const { page, dataDir } = desk;
    const button = (name: string) => page.getByRole('button', { name, exact: true });
    const open = (screen: string) => page.getByRole('link', { name: screen, exact: true }).first().click();
    const told = (state: string) => page.getByRole('definition').getByText(state, { exact: true }).waitFor();
    const unlock = async () => {
      await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
      await button('Unlock').click();
    };
    const unlocked = () => deskUntil(page, 'the vault to be unlocked', ({ vault }) => vault.state === 'unlocked');
    const lockNow = async () => {
      await button('Lock now').click();
      await deskUntil(page, 'the vault to be locked', ({ vault }) => vault.state === 'locked');
    };
    /** Unlocking says what is wrong and what to do, and no key can be taken in. */
    const refusedAs = async (state: keyof typeof REMEDIES, words: string) => {
      await unlock();
      await told(words);
      await page.getByText(REMEDIES[state], { exact: true }).waitFor();
      const { vault, health } = await deskUntil(
        page,
        `the keychain to be ${state}`,
        (now) => now.vault.keychain === state,
      );
      expect(vault.state).toBe('unusable');
      expect(health.find(({ id }) => id === 'keychain')).toMatchObject({ level: 'warning' });
      const begun = await page.evaluate(() =>
        window.holdfast.call('keys.begin', {
          exchange: 'binance',
          environment: 'live',
          accountId: 'live-1',
          purpose: 'trade',
          replaces: null,
        }),
      );
      expect(begun).toMatchObject({ ok: false, code: 'keychain' });
    };

    await open('Vault');
    await setUpVault(page, PASSPHRASE);
    await told('Works');
    await deskUntil(page, 'the bots to trade', isTrading);

    await lockNow();
    keyring.lock();
    await refusedAs('locked', 'Is locked');
    await open('Keys');
    await page.getByRole('status').getByText(REMEDIES.locked).waitFor();
    expect(await button('Set up a key').isDisabled()).toBe(true);
    // Paper trading goes on, and so does the halt.
    expect((await askDesk(page)).trading.blocked).toBe('');
    await page.getByRole('button', { name: /^Halt all/i }).click();
    await deskUntil(page, 'a verified halt', ({ halt }) => halt?.state === 'verified-empty');
    expect(openOrders(dataDir)).toEqual([]);
    await open('Vault');
    await keyring.unlock();
    await unlock();
    await unlocked();
    await told('Works');

    await lockNow();
    await keyring.leave();
    await refusedAs('absent', 'There is none');
    await keyring.comeBack();
    await unlock();
    await unlocked();
    await told('Works');

    await lockNow();
    await keyring.refuse();
    await refusedAs('denied', 'Refuses');
    await keyring.permit();
    await unlock();
    await unlocked();
    await told('Works');

    await lockNow();
    const header = keyring.items().find(({ account }) => account.includes('/header/'));
    if (header === undefined) throw new Error('the vault stored no header');
    const half = Buffer.alloc(32, 7).toString('base64');
    keyring.put(header.account, JSON.stringify({ ...JSON.parse(header.password), half }));
    await refusedAs('changed', 'Has changed');
    keyring.remove(header.account);
    await refusedAs('item-missing', 'Lacks what was stored');
    keyring.put(header.account, header.password);
    await unlock();
    await unlocked();
    await told('Works');
    expect(await desk.close()).toEqual([]);
  },
);
