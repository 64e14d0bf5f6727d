import { Button } from '@mantine/core';
import { useState } from 'react';
import { KEY_GUIDES } from '../../../shared/model/key-guides';
import type { KeyExchange } from '../../../shared/model/keys';
import { call } from '../../mirror/api';
import styles from './key-page.module.css';

/** Opens the exchange's own page of keys in the operator's browser; main alone knows its address. */
export function OpenPage({ exchange }: { readonly exchange: KeyExchange }) {
  const [said, setSaid] = useState('');
  const open = async () => {
    const answer = await call('runbook.open-page', { exchange, page: 'keys' });
    setSaid(answer.ok ? `Opened in your browser: ${answer.value.url}` : answer.message);
  };
  return (
    <>
      <Button size="compact-sm" variant="default" onClick={() => void open()}>
        Open {KEY_GUIDES[exchange].name}
      </Button>
      <output className={styles.said}>{said}</output>
    </>
  );
}
