import type { KeepJob } from '../../../../shared/contract/keep';
import { call } from '../../../mirror/api';
import { formatBytes } from '../../../ui/format';
import { JobLine } from '../../../ui/job-line';
import { useKeep } from './use-keep';

/** The bundle, backup or archive that is being made. */
export function KeepJobLine({ job }: { readonly job: KeepJob }) {
  return (
    <JobLine
      {...job}
      doing={sentence(job.doing)}
      far={(done, total) => `${formatBytes(done)} of ${formatBytes(total)}`}
      cancel={() => call('keep.cancel', {})}
    />
  );
}

/** The same where nothing else of what is kept is shown: nothing while nothing is being made. */
export function RunningKeepJob() {
  const job = useKeep().view?.job ?? null;
  return job === null ? null : <KeepJobLine job={job} />;
}

const sentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
