import { useEffect, useState } from 'react';
import type { Response } from '../../../shared/contract/index';
import type { LimitEditRequest } from '../../../shared/contract/limits';
import { call } from '../../mirror/api';
import { cellKey } from './draft';

/** Main is asked so long after the last key, milliseconds. */
const PAUSE_MS = 120;

export type EditPreview = Response<'limits.preview'>['edits'][number];

export interface Preview {
  /** By cell. An edit that main has not looked at yet is not in it. */
  readonly byCell: ReadonlyMap<string, EditPreview>;
  readonly needsPassphrase: boolean;
  /** Whether it is about the edits as they are now. */
  readonly isCurrent: boolean;
}

const NOTHING = { of: undefined, byCell: new Map<string, EditPreview>(), needsPassphrase: false };

/** What main says of the edits: what is wrong, which way they go. `revision` asks again when the limits have changed. */
export function usePreview(edits: readonly LimitEditRequest[], revision: number): Preview {
  const [state, setState] = useState<Omit<Preview, 'isCurrent'> & { readonly of: unknown }>(NOTHING);
  useEffect(() => {
    if (edits.length === 0) {
      setState({ ...NOTHING, of: edits });
      return;
    }
    let isOver = false;
    const timer = setTimeout(async () => {
      const answer = await call('limits.preview', { edits: [...edits] });
      if (isOver || !answer.ok) return;
      const byCell = new Map(
        edits.flatMap((edit, index) => {
          const found = answer.value.edits[index];
          return found === undefined ? [] : [[cellKey(edit), found] as const];
        }),
      );
      setState({ of: edits, byCell, needsPassphrase: answer.value.needsPassphrase });
    }, PAUSE_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [edits, revision]);
  return { ...state, isCurrent: state.of === edits };
}
