import { type ComponentType, type ReactNode, useState } from 'react';
import { useAddressedSeq } from '../../app/routes';
import { Choice } from '../../ui/choice';
import { CopiesScreen } from './copies/copies-screen';
import { ExportPart } from './export/export-part';
import { Keep } from './keep/keep';
import { ProofScreen } from './proof/proof-screen';
import { Records } from './records';

/** A part of the Journal screen besides the records; it draws its own title line, with `choice` in it. */
interface Part {
  readonly value: string;
  readonly label: string;
  readonly Screen: ComponentType<{ readonly choice: ReactNode }>;
}

const PARTS: readonly Part[] = [
  { value: 'proof', label: 'Proof', Screen: ProofScreen },
  { value: 'copies', label: 'Copies', Screen: CopiesScreen },
  { value: 'export', label: 'Export', Screen: ExportPart },
  { value: 'keep', label: 'Keep', Screen: Keep },
];

const RECORDS = { value: 'records', label: 'Records' };

/** The record of everything: the records, and what proves, keeps and takes them out. */
export function JournalScreen() {
  const around = useAddressedSeq();
  return <Journal key={around} around={around} />;
}

function Journal({ around }: { readonly around: number | null }) {
  const [chosen, setChosen] = useState(RECORDS.value);
  const part = PARTS.find(({ value }) => value === chosen);
  const choice = PARTS.length > 0 && (
    <Choice name="Part of the journal" choices={[RECORDS, ...PARTS]} value={chosen} onChange={setChosen} />
  );
  return part === undefined ? <Records around={around} choice={choice} /> : <part.Screen choice={choice} />;
}
