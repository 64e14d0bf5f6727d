import { type CheckpointPorts, Checkpoints } from './checkpoints';

export interface ProofsOptions extends Omit<CheckpointPorts, 'offerHead' | 'haltIds'> {
  readonly halts: () => readonly { readonly id: string }[];
  /** Sends a head off this machine; missing: heads are shown only. */
  readonly offerHead?: CheckpointPorts['offerHead'] | undefined;
}

/** The checkpoints of this desk's journal. */
export const createProofs = ({ halts, offerHead, ...ports }: ProofsOptions): Checkpoints =>
  new Checkpoints({
    ...ports,
    haltIds: () => halts().map(({ id }) => id),
    offerHead: offerHead ?? (() => undefined),
  });
