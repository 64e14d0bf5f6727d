import { div, mul } from '#shared/model/decimal';
import { type CheckDefinition, decimalUpTo, found } from './check';
import { quantityWorth } from './size';

/**
 * R8. Above its volatility band a bot is refused or, where the operator says resize, may send only its largest order value
 * times band over volatility: twice the volatility, half the order. Source: FIA 2024, volatility controls.
 */
const volatilityBand: CheckDefinition = {
  id: 'volatility-band',
  name: 'Volatility in a minute',
  unit: 'bps',
  limitId: 'max-volatility',
  yieldsToExits: true,
  sentence: (observed, limit) => `The price moves by ${observed} bps a minute; the band ends at ${limit} bps.`,
  evaluate: (facts) => {
    const limit = facts.limits['max-volatility'];
    const volatility = facts.watched?.volatilityBps;
    const finding = decimalUpTo(limit, volatility);
    if (finding.passed || limit?.onBreach !== 'resize' || limit.value === undefined) return finding;
    if (volatility === undefined || volatility <= 0n) return finding;
    const largest = facts.limits['max-order-notional']?.value;
    if (largest === undefined || facts.notional === undefined) return finding;
    const scaled = div(mul(largest, limit.value), volatility);
    if (facts.notional <= scaled) return found(true, volatility, limit.value);
    return found(false, volatility, limit.value, quantityWorth(facts, scaled, facts.price));
  },
};

/** R8. */
export const REGIME_CHECKS: readonly CheckDefinition[] = [volatilityBand];
