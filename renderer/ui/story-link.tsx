import { useState } from 'react';
import { hrefOf } from '../app/routes';
import { call } from '../mirror/api';
import styles from './story-link.module.css';

/** Leads to everything around one record. */
export const StoryLink = ({ seq }: { readonly seq: number }) => (
  <a href={hrefOf('story', seq)} aria-label={`Story of record ${seq}`}>
    Story
  </a>
);

/** The same of a halt, whose first record is looked up when it is pressed. */
export function HaltStoryLink({ haltId }: { readonly haltId: string }) {
  const [problem, setProblem] = useState('');
  const open = async () => {
    const answer = await call('history.halt', { haltId });
    setProblem(answer.ok ? '' : answer.message);
    if (answer.ok) window.location.hash = hrefOf('story', answer.value.seq);
  };
  return (
    <>
      <button type="button" className={styles.link} aria-label={`Story of halt ${haltId}`} onClick={() => void open()}>
        Story
      </button>
      {problem !== '' && <span role="status"> {problem}</span>}
    </>
  );
}
