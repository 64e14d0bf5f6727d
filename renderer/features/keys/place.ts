import { create } from 'zustand';

/** What the Keys screen shows: the keys, or the setting up of one. Kept while another screen is looked at. */
interface Place {
  readonly isSettingUp: boolean;
  /** The key that is looked at; null is the first one. */
  readonly keyId: string | null;
}

const usePlaceStore = create<Place>(() => ({ isSettingUp: false, keyId: null }));
export const usePlace = (): Place => usePlaceStore();
export const chooseKey = (keyId: string | null): void => usePlaceStore.setState({ keyId });
export const showSetUp = (isSettingUp: boolean): void => usePlaceStore.setState({ isSettingUp });
