import { create } from 'zustand';

interface VaultState {
  /** Shown until the operator says that it is printed or written down; then it is gone from here, too. Empty: none. */
  readonly recoveryCode: string;
}

const useStore = create<VaultState>(() => ({ recoveryCode: '' }));

/** The recovery code that was just made. It outlives the form that asked for it: nothing can show it again. */
export const useRecoveryCode = (): string => useStore((state) => state.recoveryCode);
export const showRecoveryCode = (recoveryCode: string): void => useStore.setState({ recoveryCode });
export const forgetRecoveryCode = (): void => useStore.setState({ recoveryCode: '' });
