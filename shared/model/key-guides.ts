import type { KeyGuide } from './key-guides/guide';
import { READS_ALL } from './key-guides/reads-all';
import { READS_PART } from './key-guides/reads-part';
import type { KeyExchange } from './keys';

export type { KeyGuide, KeyLapse, KeyPart, KeyPartGuide, PartShape } from './key-guides/guide';

/** How a key is made at each exchange: for the wizard, and for the pages of the guide (docs/guide/keys), which a test holds against it. */
export const KEY_GUIDES: Readonly<Record<KeyExchange, KeyGuide>> = { ...READS_ALL, ...READS_PART };

/** Environments as an operator says them. */
export const ENVIRONMENT_WORDS = { testnet: 'test network', live: 'live' } as const;

/** What a key is for, as an operator says it. */
export const PURPOSE_WORDS = {
  watch: { name: 'Watch', sentence: 'Read balances, orders and fills. It places nothing.' },
  trade: { name: 'Trade', sentence: 'Place and cancel orders for bots. Only execution and the guard may use it.' },
} as const;
