/*
 * The names of the contract, without its schemas: for the two places that must be small or early. The preload exposes
 * these and no others; main listens to them before it has loaded the rest. A test holds them against the contract.
 */
import type { ChannelName, EventName } from './index';

export const CHANNEL_NAMES = [
  'desk.snapshot',
  'desk.report-error',
  'halt.trip',
  'halt.check-clean',
  'halt.exchange-timers',
  'halt.rehearse',
  'halt.close-positions',
  'halt.acknowledge',
  'halt.resume',
  'runbook.read',
  'runbook.tick',
  'runbook.exchange-status',
  'runbook.open-page',
  'runbook.save-evidence',
  'bots.start',
  'bots.stop',
  'bots.restart',
  'bots.log',
  'execution.summary',
  'execution.order',
  'decisions.page',
  'decisions.count',
  'decisions.open',
  'limits.read',
  'limits.preview',
  'limits.change',
  'limits.try',
  'limits.preset',
  'limits.override',
  'limits.lift',
  'limits.rearm',
  'limits.accept-price',
  'triggers.read',
  'triggers.change',
  'triggers.observed',
  'triggers.acknowledge',
  'vault.set-up',
  'vault.unlock',
  'vault.lock',
  'vault.change-passphrase',
  'vault.recover',
  'journal.tail',
  'journal.record',
  'journal.verify',
] as const satisfies readonly ChannelName[];

export const EVENT_NAMES = ['desk.changed', 'journal.appended'] as const satisfies readonly EventName[];
