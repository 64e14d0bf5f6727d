import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { KeysView } from '../../../../shared/contract/keys';
import { KEY_GUIDES } from '../../../../shared/model/key-guides';
import { holdfast } from '../../../mirror/api';
import { ScreenHead } from '../../../ui/screen-head';
import { AtTheExchange } from './at-the-exchange';
import { CheckStep } from './check-step';
import { KeepStep } from './keep-step';
import { PasteStep } from './paste-step';
import { forget, onProgress, STEPS, useSetup } from './store';
import { WhatFor } from './what-for';
import styles from './wizard.module.css';

interface Props {
  readonly view: KeysView;
  /** The key that was kept; null when there is none. */
  readonly onEnd: (keyId: string | null) => void;
}

/** Sets up one key, step by step: nothing is kept before the exchange has said what it may do. */
export function Wizard({ view, onEnd }: Props) {
  const setup = useSetup();
  const { step, slot, replaces, failure, keptId } = setup;
  const { name } = KEY_GUIDES[slot.exchange];
  const heading = useRef<HTMLHeadingElement>(null);
  // Whoever works by keyboard or screen reader lands at the head of each step, and of what came of it.
  useEffect(() => heading.current?.focus(), [step, keptId]);
  useEffect(() => holdfast()?.on('keys.progress', onProgress), []);
  const isShut = view.vault.state !== 'unlocked' && keptId === null;
  return (
    <>
      <ScreenHead
        title={replaces === null ? 'Set up a key' : `Replace the key …${replaces.ending}`}
        note={
          step === 0
            ? 'Nothing is kept before it was checked.'
            : `${name}, ${slot.accountId}, to ${slot.purpose}, ${slot.environment}`
        }
      >
        {keptId === null && (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => {
              forget();
              onEnd(null);
            }}
          >
            Stop setting up
          </Button>
        )}
      </ScreenHead>
      <div className={styles.wizard}>
        <ol className={styles.steps} aria-label="Steps">
          {STEPS.map((title, index) => (
            <li
              key={title}
              aria-current={index === step ? 'step' : undefined}
              data-done={index < step || keptId !== null || undefined}
            >
              {title}
            </li>
          ))}
        </ol>
        <section className={styles.step} aria-labelledby="wizard-step">
          <h2 id="wizard-step" ref={heading} tabIndex={-1}>
            {keptId === null ? TITLES[step] : 'The key is kept'}
          </h2>
          {isShut && (
            <p className={styles.failure} role="status">
              {view.vault.message === '' ? 'The keys are locked.' : view.vault.message} What was pasted is forgotten.
            </p>
          )}
          <Content view={view} onEnd={onEnd} />
          <div role="alert">{failure !== '' && <p className={styles.failure}>{failure}</p>}</div>
        </section>
      </div>
    </>
  );
}

const TITLES = [
  'What is the key for?',
  'Make it at the exchange',
  'Paste it, one part after the other',
  'What the exchange says of it',
  'Keep it',
] as const;

function Content({ view, onEnd }: Props) {
  const { step } = useSetup();
  switch (step) {
    case 0:
      return <WhatFor view={view} />;
    case 1:
      return <AtTheExchange />;
    case 2:
      return <PasteStep />;
    case 3:
      return <CheckStep />;
    case 4:
      return <KeepStep onEnd={onEnd} />;
  }
}
