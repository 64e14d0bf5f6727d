import { useState } from 'react';
import type { EvidenceSpan, SavedEvidence } from '../../../../shared/contract/keep';
import { call } from '../../../mirror/api';

/** The one press that saves evidence, from wherever it is pressed: what came of it. */
export function useSaveEvidence(): {
  readonly saved: SavedEvidence | null;
  readonly failure: string;
  readonly isSaving: boolean;
  save(haltId: string | null, by: string, span: EvidenceSpan): Promise<void>;
} {
  const [saved, setSaved] = useState<SavedEvidence | null>(null);
  const [failure, setFailure] = useState('');
  const [isSaving, setIsSaving] = useState(false);
  const save = async (haltId: string | null, by: string, span: EvidenceSpan) => {
    setIsSaving(true);
    const answer = await call('keep.save-evidence', { haltId, by, span });
    setIsSaving(false);
    setSaved(answer.ok ? answer.value : null);
    setFailure(answer.ok ? '' : answer.message);
  };
  return { saved, failure, isSaving, save };
}
