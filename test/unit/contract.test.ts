import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COMMON_ERRORS } from '#shared/contract/define';
import { channels, events } from '#shared/contract/index';
import { CHANNEL_NAMES, EVENT_NAMES } from '#shared/contract/names';
import { ANY_DECISION } from '#shared/model/decision-filter';
import { TRIGGERS } from '#shared/model/triggers';

const source = (path: string): string => readFileSync(resolve(import.meta.dirname, '../..', path), 'utf8');

const EDIT = {
  level: 'bot',
  key: 'grid-1',
  limitId: 'max-position',
  to: { kind: 'value', text: '500', onBreach: 'deny' },
};

const TRIGGER_EDIT = { triggerId: 'daily-loss', to: TRIGGERS['daily-loss'].standard };

describe('The contract between main and the screens', () => {
  it('is let through by preload, and listened to by main, name by name, no more and no less', () => {
    expect([...CHANNEL_NAMES].sort()).toEqual(Object.keys(channels).sort());
    expect([...EVENT_NAMES].sort()).toEqual(Object.keys(events).sort());
    for (const path of ['electron/preload.ts', 'electron/platform/ipc.ts'])
      expect(source(path)).toContain('CHANNEL_NAMES');
  });

  it('has request, response and a closed set of error codes on every channel', () => {
    for (const [name, { request, response, errors }] of Object.entries(channels)) {
      expect(typeof request.safeParse, name).toBe('function');
      expect(typeof response.safeParse, name).toBe('function');
      expect(new Set(errors).size, name).toBe(errors.length);
      for (const code of errors) expect(code, name).toMatch(/^[a-z]+(-[a-z]+)*$/);
      for (const code of errors) expect(COMMON_ERRORS, name).not.toContain(code);
    }
  });

  it('takes no request that carries anything it does not name', () => {
    const good: Readonly<Record<string, object>> = {
      'desk.snapshot': {},
      'desk.report-error': { message: 'm', stack: 's' },
      'halt.trip': { source: 'button' },
      'vault.set-up': { passphrase: 'correct horse battery' },
      'vault.unlock': { passphrase: 'x' },
      'vault.lock': {},
      'vault.change-passphrase': { passphrase: 'x', next: 'correct horse battery' },
      'vault.recover': { recoveryCode: '0000-0000', next: 'correct horse battery' },
      'halt.check-clean': {},
      'halt.exchange-timers': { on: false },
      'halt.rehearse': { accountId: null },
      'halt.close-positions': { haltId: 'halt-1', by: 'ada' },
      'halt.acknowledge': { haltId: 'halt-1', causeId: 'cause-1', by: 'ada' },
      'halt.resume': { passphrase: 'x', reason: 'all is well' },
      'runbook.read': {},
      'accounts.read': {},
      'accounts.add': { accountId: 'demo-1', exchange: 'binance', environment: 'testnet', label: '' },
      'accounts.remove': { accountId: 'demo-1' },
      'accounts.assign': { botId: 'grid-1', accountId: 'demo-1' },
      'keys.read': {},
      'keys.begin': { exchange: 'okx', environment: 'live', accountId: 'sub-1', purpose: 'trade', replaces: null },
      'keys.paste': { draftId: 'draft-1', part: 'secret' },
      'keys.check': { draftId: 'draft-1' },
      'keys.keep': { draftId: 'draft-1', statements: ['cannot-withdraw'], by: 'ada' },
      'keys.discard': { draftId: 'draft-1' },
      'keys.inspect': { keyId: 'key-1' },
      'keys.accept': { keyId: 'key-1', passphrase: 'x', reason: 'seen' },
      'keys.drop': { keyId: 'key-1', passphrase: 'x', reason: 'seen' },
      'runbook.tick': { haltId: 'halt-1', stepId: 'look', by: 'ada', done: true },
      'runbook.exchange-status': {},
      'runbook.open-page': { exchange: 'binance', page: 'keys' },
      'bots.start': { botId: 'grid-1' },
      'bots.stop': { botId: 'grid-1' },
      'bots.restart': { botId: 'grid-1' },
      'bots.pause': { botId: 'grid-1' },
      'bots.go-on': { botId: 'grid-1' },
      'bots.log': { botId: 'grid-1', afterSeq: 0 },
      'execution.summary': { botId: '', symbol: '', period: 'day' },
      'execution.order': { orderId: 'habc1231' },
      'decisions.page': { from: null, beforeSeq: null, limit: 200, filter: ANY_DECISION },
      'decisions.count': { from: 0, beforeSeq: 12 },
      'decisions.open': { seq: 1 },
      'limits.read': { botId: null, symbol: 'BTC/USDT' },
      'limits.preview': { edits: [] },
      'limits.change': { revision: 1, edits: [EDIT], reason: '', passphrase: null },
      'limits.try': { edits: [EDIT], from: 0, beforeSeq: null },
      'limits.preset': { presetId: 'steady' },
      'limits.override': { revision: 1, edit: EDIT, forMs: 60_000, reason: 'a big day', passphrase: 'x' },
      'limits.lift': { revision: 1, id: 'o-1', passphrase: null },
      'limits.rearm': { botId: 'grid-1' },
      'limits.accept-price': { symbol: 'BTC/USDT', bid: '1', ask: '2', reason: 'it is real', passphrase: 'x' },
      'triggers.read': {},
      'triggers.change': { revision: 1, edits: [TRIGGER_EDIT], reason: '', passphrase: null },
      'triggers.observed': { triggerId: 'daily-loss', from: 0, beforeSeq: null },
      'triggers.acknowledge': { id: 'trigger-1' },
      'leaks.read': {},
      'leaks.add-folder': {},
      'leaks.remove-folder': { placeId: 'folder-1' },
      'leaks.scan': { placeIds: ['histories', 'folder-2'] },
      'leaks.cancel': {},
      'keep.read': {},
      'keep.save-evidence': { haltId: null, by: 'ada', span: 'day' },
      'keep.back-up': { passphrase: 'correct horse battery', by: 'ada' },
      'keep.choose-backup-folder': {},
      'keep.archive': { days: 90, by: 'ada' },
      'keep.choose-archive-folder': {},
      'keep.cancel': {},
      'journal.tail': { limit: 200, beforeSeq: null },
      'journal.record': { seq: 1, from: 0 },
      'journal.copies': {},
      'proof.read': {},
      'proof.checkpoint': {},
      'proof.record': { seq: 7 },
      'history.status': {},
      'history.choices': {},
      'history.search': {
        text: 'refused',
        botId: '',
        accountId: '',
        symbol: 'BTC/USDT',
        orderId: '',
        group: 'fills',
        from: 1,
        to: null,
        beforeSeq: null,
        limit: 200,
      },
      'history.story': { seq: 7, windowMs: 60_000 },
      'history.halt': { haltId: 'h' },
      'history.charts': { from: 1, to: 2 },
      'history.rebuild': {},
      'history.export': { kind: 'realised', method: 'lifo', from: 1, to: 2, accountId: '' },
      'history.exports': {},
      'history.cancel-export': {},
      'journal.verify': { kind: 'full', head: { seq: 7, hash: 'a'.repeat(64) } },
      'journal.cancel-verify': {},
      'journal.paste-seal-keys': {},
      'journal.forget-seal-keys': {},
      'journal.save-seal-keys': {},
      'journal.choose-mirror': {},
      'journal.stop-mirror': {},
      'journal.retry-mirror': {},
    };
    expect(Object.keys(good).sort()).toEqual(Object.keys(channels).sort());
    for (const [name, { request }] of Object.entries(channels)) {
      expect(request.safeParse(good[name]).success, name).toBe(true);
      expect(request.safeParse({ ...good[name], extra: 1 }).success, name).toBe(false);
      for (const bad of [undefined, null, 'text', 7, []])
        expect(request.safeParse(bad).success, `${name} ${bad}`).toBe(false);
    }
  });

  it('speaks of no key, secret or token in any answer or push', () => {
    const paths = [
      'views',
      'desk',
      'halt',
      'bots',
      'decisions',
      'execution',
      'journal',
      'keep',
      'leaks',
      'limits',
      'runbook',
      'triggers',
    ];
    for (const path of paths) {
      expect(source(`shared/contract/${path}.ts`)).not.toMatch(/\b(apiKey|secret|token|credential)\w*:/i);
    }
  });

  it('is listened to and pushed over in one module only', () => {
    const using = ['electron/platform/ipc.ts', 'electron/preload.ts'];
    for (const path of using) expect(source(path)).toMatch(/ipcMain|ipcRenderer/);
    for (const path of [
      'electron/app/handlers.ts',
      'electron/platform/shell.ts',
      'electron/platform/window.ts',
      'electron/app/run.ts',
    ]) {
      expect(source(path), path).not.toMatch(/ipcMain|ipcRenderer|webContents\.send/);
    }
  });
});
