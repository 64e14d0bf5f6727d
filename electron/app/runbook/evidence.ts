import { createHash } from 'node:crypto';
import { formatDecimal } from '#shared/model/decimal';
import type { HaltReport } from '#shared/model/halt-report';
import { formatUtc } from '#shared/model/time';
import type { Halt } from '#shared/model/trading-state';
import type { Exchange, ExchangeOrder } from '../../domains/exchange/index';
import type { HaltClearance } from '../../domains/halt/index';

/** What one account's exchange listed when the evidence was saved. */
interface ListedOrders {
  readonly accountId: string;
  readonly orders: ReturnType<typeof orderText>[];
  /** Why it could not be listed; null when it was. */
  readonly problem: string | null;
}

export interface Evidence {
  /** Name of the file, without a folder. */
  readonly name: string;
  readonly text: string;
  readonly sha256: string;
  readonly orders: number;
}

/** Everything about a halt that may have changed an hour later, as one JSON text. Holds no secrets: none of its parts do. */
export async function collectEvidence(
  about: {
    readonly halt: Halt;
    readonly report: HaltReport | undefined;
    readonly clearance: ReturnType<HaltClearance['view']>;
    readonly accountIds: readonly string[];
    readonly journalHead: { readonly seq: number; readonly hash: string } | undefined;
    readonly by: string;
    readonly savedAt: number;
    readonly appVersion: string;
  },
  exchange: Pick<Exchange, 'openOrders'>,
): Promise<Evidence> {
  const { halt, report, clearance, accountIds, journalHead, by, savedAt, appVersion } = about;
  const listed = await Promise.all(
    accountIds.map(async (accountId): Promise<ListedOrders> => {
      const answer = await exchange.openOrders(accountId);
      if (!answer.ok) return { accountId, orders: [], problem: answer.error.message };
      return { accountId, orders: answer.value.map(orderText), problem: null };
    }),
  );
  const savedAtText = formatUtc(savedAt);
  const evidence = {
    version: 1,
    savedAt: savedAtText,
    by,
    app: appVersion,
    halt: { ...halt, trippedAt: formatUtc(halt.trippedAt) },
    report: report ?? null,
    causes: clearance.causes,
    ticks: clearance.ticks,
    atTheExchange: listed,
    journalHead: journalHead ?? null,
  };
  const text = `${JSON.stringify(evidence, null, 2)}\n`;
  return {
    name: `${halt.id}--${savedAtText.replaceAll(/[-:.]/g, '')}.json`,
    text,
    sha256: createHash('sha256').update(text).digest('hex'),
    orders: listed.reduce((sum, { orders }) => sum + orders.length, 0),
  };
}

const orderText = (order: ExchangeOrder) => ({
  symbol: order.symbol,
  side: order.side,
  type: order.type,
  status: order.status,
  exchangeOrderId: order.exchangeOrderId,
  clientOrderId: order.clientOrderId,
  quantity: formatDecimal(order.quantity),
  filledQuantity: formatDecimal(order.filledQuantity),
  price: order.price === undefined ? null : formatDecimal(order.price),
  createdAt: formatUtc(order.createdAt),
  updatedAt: formatUtc(order.updatedAt),
});
