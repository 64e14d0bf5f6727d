import { firstRunSettings, type Settings } from '../../electron/app/settings';

/**
 * Several consoles at once on two cores keep each other from a core for seconds: what is about something else than the guard does not
 * have it halt everything then.
 */
export const PATIENT_GUARD = { guardSilenceSeconds: 8 } as const;

/** First-run settings whose bots stand ready but are not started: the test places the orders. */
export function quietSettings(): Settings {
  const settings = firstRunSettings();
  return { ...settings, bots: settings.bots.map((bot) => ({ ...bot, autoStart: false })) };
}
