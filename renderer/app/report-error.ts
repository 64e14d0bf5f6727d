import { messageOf } from '../../shared/model/result';
import { call } from '../mirror/api';

/** Most errors reported by one window: a screen that breaks on every draw must not flood main. */
const REPORTED_MOST = 50;
let reported = 0;

/** Sends an error of this window to the console's log; a screen that broke is not silent. A failed report is dropped. */
export function reportScreenError(thrown: unknown): void {
  reported += 1;
  if (reported > REPORTED_MOST) return;
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : '';
  void call('desk.report-error', { message: messageOf(thrown).slice(0, 2_000), stack: stack.slice(0, 8_000) });
}

/** Reports what nothing else caught. */
export function reportErrors(): void {
  window.addEventListener('error', (event) => reportScreenError(event.error ?? event.message));
  window.addEventListener('unhandledrejection', (event) => reportScreenError(event.reason));
}
