import type { PositionView } from '../../../shared/contract/views';
import { BOTS } from './accounts';
import { MARKETS } from './orders';
import type { Random } from './random';

/** One position per bot and symbol; one near its limit. */
export function fakePositions(random: Random, asOf: number): PositionView[] {
  return BOTS.flatMap(({ botId, accountId, symbols }, botIndex) =>
    symbols.map((symbol, index) => {
      const mid = MARKETS[symbol]?.mid ?? 1;
      const share = botIndex === 2 && index === 0 ? 0.93 : random.between(0.08, 0.7);
      const value = 2_500 * share;
      return {
        id: `${accountId}/${symbol}`,
        accountId,
        botId,
        symbol,
        quantity: (value / mid).toFixed(MARKETS[symbol]?.quantityPlaces ?? 2),
        averageCost: (mid * random.between(0.99, 1.01)).toFixed(8),
        mark: mid.toString(),
        value: value.toFixed(6),
        unrealised: random.between(-18, 22).toFixed(6),
        realised: random.between(-30, 80).toFixed(6),
        limit: '2500',
        margin: null,
        asOf,
      };
    }),
  );
}
