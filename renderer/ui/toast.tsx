import { useEffect } from 'react';
import { create } from 'zustand';
import { WarningIcon } from './icons';
import styles from './toast.module.css';

const useToast = create<{ readonly message: string }>(() => ({ message: '' }));
/** How long a message stays, milliseconds. */
const STAYS_MS = 12_000;

/** Says why something asked for was not done. It stands at the bottom left of the screen, never on the rail. */
export const showToast = (message: string): void => useToast.setState({ message });

/** Where such messages appear. */
export function Toast() {
  const message = useToast((state) => state.message);
  useEffect(() => {
    if (message === '') return;
    const timer = setTimeout(() => showToast(''), STAYS_MS);
    return () => clearTimeout(timer);
  }, [message]);
  return (
    <div className={styles.place} role="alert">
      {message !== '' && (
        <p className={styles.toast}>
          <WarningIcon />
          <span>{message}</span>
          <button type="button" onClick={() => showToast('')}>
            Close
          </button>
        </p>
      )}
    </div>
  );
}
