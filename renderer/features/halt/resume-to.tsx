import { NativeSelect } from '@mantine/core';
import type { HaltScope } from '#shared/model/trading-state';
import type { Request } from '../../../shared/contract/index';
import { useDesk } from '../../mirror/store';
import { Choice } from '../../ui/choice';
import styles from './resume-panel.module.css';

export type To = NonNullable<Request<'halt.resume'>['to']>;

interface Props {
  readonly scope: HaltScope;
  /** A REDUCING halt is only resumed to ACTIVE. */
  readonly isReducing: boolean;
  readonly to: To;
  readonly onChange: (to: To) => void;
}

/** What to resume to, and which accounts not to. */
export function ResumeTo({ scope, isReducing, to, onChange }: Props) {
  const accounts = useDesk((desk) => desk.accounts);
  const some = accounts.filter(({ exchange }) =>
    scope.kind === 'portfolio' ? true : scope.kind === 'exchange' && scope.exchange === exchange,
  );
  const leave = (accountId: string, state: string) => {
    const others = to.leave.filter((each) => each.accountId !== accountId);
    onChange({
      ...to,
      leave: state === 'HALTED' || state === 'REDUCING' ? [...others, { accountId, state }] : others,
    });
  };
  return (
    <div className={styles.to}>
      {!isReducing && (
        <div className={styles.row}>
          <span>Resume to</span>
          <Choice
            name="Resume to"
            value={to.state}
            choices={[
              { value: 'ACTIVE', label: 'ACTIVE' },
              { value: 'REDUCING', label: 'REDUCING' },
            ]}
            onChange={(state) => onChange({ ...to, state: state as To['state'] })}
          />
        </div>
      )}
      {some.length > 1 &&
        some.map(({ accountId }) => (
          <div key={accountId} className={styles.row}>
            <span>{accountId}</span>
            <NativeSelect
              size="xs"
              aria-label={`What ${accountId} resumes to`}
              value={to.leave.find((each) => each.accountId === accountId)?.state ?? 'with'}
              onChange={(event) => leave(accountId, event.currentTarget.value)}
              data={[
                { value: 'with', label: `with the rest: ${to.state}` },
                { value: 'REDUCING', label: 'only REDUCING' },
                { value: 'HALTED', label: 'stays HALTED' },
              ]}
            />
          </div>
        ))}
    </div>
  );
}
