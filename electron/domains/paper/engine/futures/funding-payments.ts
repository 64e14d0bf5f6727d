import { add, ZERO } from '#shared/model/decimal';
import type { Floor } from './floor';
import { type FundingSettlement, fundingPayment } from './funding';

/** Settles every funding that is due: longs and shorts of a symbol pay or are paid at its mark price. */
export function settleFunding(floor: Floor): void {
  for (const { spec, funding, price } of floor.markets.values()) {
    const due = funding.due(floor.now, price.mark);
    if (due !== undefined) pay(floor, spec.id, due);
  }
}

/** A crossed position pays from the cross wallet, an isolated one from what it set apart. */
function pay(floor: Floor, symbol: string, { rate, mark }: FundingSettlement): void {
  for (const account of floor.accounts.all()) {
    const position = account.positions.get(symbol);
    if (position === undefined || position.quantity === ZERO) continue;
    const payment = fundingPayment(position.quantity, mark, rate);
    floor.book(account.name, symbol, 'FUNDING_FEE', payment);
    if (position.marginType === 'ISOLATED') position.isolatedWallet = add(position.isolatedWallet, payment);
    floor.touch(account.name, symbol, 'FUNDING_FEE');
  }
}
