import { NativeSelect, TextInput } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useDesk } from '../../mirror/store';
import { Empty } from '../../ui/empty';
import { LiveList } from '../../ui/live-list';
import { ScreenHead } from '../../ui/screen-head';
import { Checks } from './checks';
import { DECISION_COLUMNS } from './decision-columns';
import { EVERYTHING, filterDecisions, isVerdict } from './filter';
import { OrderWay } from './order-way';
import styles from './orders-screen.module.css';

/** What the bots asked for, what was decided, by which checks, and what came of it. */
export function OrdersScreen() {
  const decisions = useDesk((desk) => desk.decisions);
  const bots = useDesk((desk) => desk.bots);
  const [filter, setFilter] = useState(EVERYTHING);
  const rows = useMemo(() => filterDecisions(decisions, filter), [decisions, filter]);
  const refused = useMemo(() => decisions.filter(({ verdict }) => verdict === 'deny').length, [decisions]);

  return (
    <>
      <ScreenHead title="Orders" note={`${decisions.length} latest decisions, ${refused} refused`}>
        <NativeSelect
          aria-label="Bot"
          size="xs"
          value={filter.botId}
          onChange={(event) => setFilter({ ...filter, botId: event.currentTarget.value })}
          data={[{ value: '', label: 'All bots' }, ...bots.map(({ botId }) => botId)]}
        />
        <NativeSelect
          aria-label="Verdict"
          size="xs"
          value={filter.verdict}
          onChange={({ currentTarget: { value } }) => setFilter({ ...filter, verdict: isVerdict(value) ? value : '' })}
          data={[
            { value: '', label: 'Allowed and refused' },
            { value: 'allow', label: 'Allowed' },
            { value: 'deny', label: 'Refused' },
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
      <div className={styles.frame}>
        <LiveList
          name="Decisions"
          rows={rows}
          columns={DECISION_COLUMNS}
          className={styles.columns}
          openName={({ seq, botId, side, symbol }) => `Checks of decision ${seq}: ${botId}, ${side} ${symbol}`}
          detail={(decision) => (
            <>
              {decision.orderId !== null && <OrderWay orderId={decision.orderId} outcome={decision.outcome} />}
              <Checks decision={decision} />
            </>
          )}
          empty={
            <Empty>
              {decisions.length === 0
                ? 'No bot has asked for an order yet. Each request appears here with every check it passed or failed.'
                : 'No decision fits this filter.'}
            </Empty>
          }
        />
      </div>
    </>
  );
}
