import { firstRunSettings, type Settings } from '../../electron/app/settings';

/** First-run settings whose bots stand ready but are not started: the test places the orders. */
export function quietSettings(): Settings {
  const settings = firstRunSettings();
  return { ...settings, bots: settings.bots.map((bot) => ({ ...bot, autoStart: false })) };
}
