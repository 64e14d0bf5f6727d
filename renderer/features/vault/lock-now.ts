import { useEffect } from 'react';
import { call } from '../../mirror/api';

/** What the keys are called on this machine. */
export const LOCK_KEYS = navigator.platform.startsWith('Mac') ? '⌘⇧L' : 'Ctrl+Shift+L';

/** Locks the vault at once; harmless when it is locked, or when there is none. */
export const lockNow = (): void => void call('vault.lock', {});

/** Ctrl/Cmd+Shift+L locks from every screen. */
export function useLockKeys(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey || event.metaKey) || !event.shiftKey || event.code !== 'KeyL') return;
      event.preventDefault();
      lockNow();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}
