import type { Handlers } from '../../platform/ipc-answers';
import type { KeyDesk } from './key-desk';

/** What each channel of keys does. */
export function keyHandlers(desk: KeyDesk): Pick<Handlers, Extract<keyof Handlers, `keys.${string}`>> {
  return {
    'keys.read': () => ({ ok: true, value: desk.view() }),
    'keys.begin': (request) => desk.intake.begin(request),
    'keys.paste': (request) => desk.intake.paste(request),
    'keys.check': (request) => desk.intake.check(request),
    'keys.keep': (request) => desk.intake.keep(request),
    'keys.discard': (request) => desk.intake.discard(request),
    'keys.inspect': (request) => desk.inspect(request),
    'keys.accept': (request) => desk.accept(request),
    'keys.drop': (request) => desk.drop(request),
  };
}
