import { z } from 'zod';

/** One kind of record: what it says, and what its data holds in each version of it, the first one first. */
export interface RecordKind {
  /** When it is written, in a few words. */
  readonly when: string;
  /**
   * Data without a member `v` is of version 1; later versions carry `"v":<n>`. Readers accept all of them. A version only ever names what
   * has to be there: more members may stand beside them.
   */
  readonly versions: readonly z.ZodType[];
  /** Only journals of earlier versions of Holdfast hold it. */
  readonly isRetired?: boolean;
}

export const text = z.string();
export const whole = z.number().int();
export const yesNo = z.boolean();
export const texts = z.array(z.string());
/** Anything, but it has to be there; null counts. */
export const some = z.custom<unknown>((value) => value !== undefined);
export const textOrNull = z.string().nullable();

type Shape = Readonly<Record<string, z.ZodType>>;

/** A kind with one version so far, whose data holds at least these members. */
export const kind = (when: string, shape: Shape = {}): RecordKind => ({ when, versions: [z.looseObject(shape)] });

/** A kind that is not written any more. */
export const retired = (when: string, shape: Shape = {}): RecordKind => ({ ...kind(when, shape), isRetired: true });

/** A kind of which each version holds at least these. */
export const versioned = (when: string, ...shapes: readonly Shape[]): RecordKind => ({
  when,
  versions: shapes.map((shape, index) => z.looseObject(index === 0 ? shape : { v: z.literal(index + 1), ...shape })),
});
