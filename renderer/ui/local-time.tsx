import { memo } from 'react';
import type { UtcMs } from '../../shared/model/time';
import { mainNow } from '../mirror/clock';
import { formatLocal, formatUtcWords } from './time';

/** A time in the operator's zone, with UTC on hover. */
export const LocalTime = memo(function LocalTime({ at }: { readonly at: UtcMs }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={formatUtcWords(at)}>
      {formatLocal(at, mainNow())}
    </time>
  );
});
