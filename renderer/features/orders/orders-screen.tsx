import { NativeSelect, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { ORDER_STATES, type OrderState } from '../../../shared/model/order-lifecycle';
import { useDesk } from '../../mirror/store';
import { Empty } from '../../ui/empty';
import { formatCount } from '../../ui/format';
import { ORDER_STATE_WORDS } from '../../ui/order-states';
import { ScreenHead } from '../../ui/screen-head';
import { EVERY_ORDER, endedForGood, filterOrders } from './order-filter';
import styles from './orders-screen.module.css';
import { OrdersTable } from './orders-table';
import { StatesHelp } from './states-help';

/** Every order of this run and the state it is in; why it was decided stands on the Decisions screen. */
export function OrdersScreen() {
  const orders = useDesk((desk) => desk.orders);
  const ended = useDesk((desk) => desk.ended);
  const bots = useDesk((desk) => desk.bots);
  const isHalted = useDesk((desk) => desk.trading.state === 'HALTED');
  const [filter, setFilter] = useState(EVERY_ORDER);
  const working = useMemo(() => filterOrders(orders, filter), [orders, filter]);
  const past = useMemo(() => filterOrders(endedForGood(ended, orders), filter), [ended, orders, filter]);
  const isFiltered = filter !== EVERY_ORDER;

  return (
    <>
      <ScreenHead
        title="Orders"
        note={`${formatCount(orders.length)} may still trade, the newest ${formatCount(ended.length)} that ended`}
      >
        <NativeSelect
          aria-label="Bot"
          size="xs"
          value={filter.botId}
          onChange={(event) => setFilter({ ...filter, botId: event.currentTarget.value })}
          data={[{ value: '', label: 'All bots' }, ...bots.map(({ botId }) => botId)]}
        />
        <NativeSelect
          aria-label="State"
          size="xs"
          value={filter.state}
          onChange={({ currentTarget: { value } }) => setFilter({ ...filter, state: isState(value) ? value : '' })}
          data={[
            { value: '', label: 'Any state' },
            ...ORDER_STATES.map((state) => ({ value: state, label: ORDER_STATE_WORDS[state] })),
          ]}
        />
        <TextInput
          aria-label="Find"
          placeholder="Find symbol, order id, reason"
          size="xs"
          w={210}
          value={filter.text}
          onChange={(event) => setFilter({ ...filter, text: event.currentTarget.value })}
        />
      </ScreenHead>
      <div className={styles.tables}>
        <OrdersTable
          name="Working orders"
          note={countInWords(working.length, orders.length, isFiltered)}
          orders={working}
          last="Since"
          empty={
            <Empty>
              {orders.length > 0
                ? 'No working order fits this filter.'
                : `No order works at the exchange. ${isHalted ? 'Trading is halted, so none can be placed.' : 'Bots place them when their prices come.'}`}
            </Empty>
          }
        />
        <OrdersTable
          name="Ended orders"
          note={countInWords(past.length, ended.length, isFiltered)}
          orders={past}
          last="Why"
          empty={
            <Empty>
              {ended.length > 0
                ? 'No ended order fits this filter.'
                : 'No order has ended since Holdfast started. Earlier ones are found under Decisions and in the journal.'}
            </Empty>
          }
        />
      </div>
      <StatesHelp />
    </>
  );
}

const isState = (value: string): value is OrderState => ORDER_STATES.some((state) => state === value);

const countInWords = (shown: number, all: number, isFiltered: boolean): string =>
  isFiltered ? `${formatCount(shown)} of ${formatCount(all)}` : formatCount(all);
