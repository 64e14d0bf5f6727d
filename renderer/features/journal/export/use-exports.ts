import { useEffect, useState } from 'react';
import type { ExportsView } from '../../../../shared/contract/history';
import { call, holdfast } from '../../../mirror/api';

/** The export that is being written and how the last one ended, as main tells it; null until it is told. */
export function useExports(): ExportsView | null {
  const [view, setView] = useState<ExportsView | null>(null);
  useEffect(() => {
    let isOver = false;
    const off = holdfast()?.on('history.exports-changed', setView);
    void call('history.exports', {}).then((answer) => {
      // What was pushed meanwhile is newer. Not answered, the screen shows what it hears from now on.
      if (!isOver && answer.ok) setView((before) => before ?? answer.value);
    });
    return () => {
      isOver = true;
      off?.();
    };
  }, []);
  return view;
}
