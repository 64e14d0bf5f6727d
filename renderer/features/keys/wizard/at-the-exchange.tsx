import { Button } from '@mantine/core';
import type { FormEvent } from 'react';
import { KEY_GUIDES } from '../../../../shared/model/key-guides';
import { BadIcon, GoodIcon } from '../../../ui/icons';
import { OpenPage } from '../open-page';
import { begin, goTo, useSetup } from './store';
import styles from './wizard.module.css';

/** What to tick and never to tick on the exchange's page, and which address to put on its list. */
export function AtTheExchange() {
  const { slot, doing } = useSetup();
  const { name, path, tick, never, ip, tellsIp, lapse, notes, parts } = KEY_GUIDES[slot.exchange];
  const next = (event: FormEvent) => {
    event.preventDefault();
    void begin(2);
  };
  return (
    <form className={styles.form} onSubmit={next}>
      <p className={styles.line}>
        <OpenPage exchange={slot.exchange} />
      </p>
      <p>
        Then go: <strong>{path}</strong>
      </p>
      <div className={styles.ticks}>
        <section aria-labelledby="tick">
          <h3 id="tick" className={styles.good}>
            <GoodIcon /> Tick
          </h3>
          <ul>
            {tick[slot.purpose].map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </section>
        <section aria-labelledby="never">
          <h3 id="never" className={styles.bad}>
            <BadIcon /> Never tick
          </h3>
          <ul>
            {never.map((each) => (
              <li key={each}>{each}</li>
            ))}
          </ul>
        </section>
      </div>
      <h3>Addresses</h3>
      {ip === null ? (
        <p>{name} has no IP lists: whoever has the key can use it from anywhere, until it expires.</p>
      ) : (
        <p>
          Put the address of this machine on the key’s list: <strong>{ip}</strong>. A stolen key is then worth nothing
          elsewhere.{' '}
          {tellsIp === 'yes'
            ? 'If you do not know your address, put in another one at first: the check says which one the exchange saw.'
            : `${name} does not reliably say which address it saw, so look yours up before.`}{' '}
          {slot.environment === 'live' && 'A live key that is known to have no list is refused.'}
          {lapse !== null &&
            ` Without a list, ${lapse.what} there after ${lapse.days} days${lapse.kind === 'idle' ? ' without use' : ''}.`}
        </p>
      )}
      {notes.length > 0 && (
        <ul className={styles.fine}>
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      <p>
        Leave the page open: next you copy {parts.map(({ name: part }) => part).join(', ')}. What is secret is shown
        there only once.
      </p>
      <p className={styles.buttons}>
        <Button size="compact-sm" variant="default" onClick={() => goTo(0)}>
          Back
        </Button>
        <Button type="submit" size="compact-sm" loading={doing === 'begin'}>
          Next: paste it
        </Button>
      </p>
    </form>
  );
}
