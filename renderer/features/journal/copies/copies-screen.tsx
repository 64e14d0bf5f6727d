import { Button, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Empty } from '../../../ui/empty';
import { ScreenHead } from '../../../ui/screen-head';
import { Trouble } from '../../../ui/trouble';
import { VerifyPanel } from '../verify';
import styles from './copies.module.css';
import { readTypedHead } from './kept-head';
import { MirrorPanel } from './mirror-panel';
import { SealKeys } from './seal-keys';
import { type Copies, useCopies } from './use-copies';

/** Is the journal whole, and is there a second copy of it? */
export function CopiesScreen({ choice }: { readonly choice: ReactNode }) {
  const copies = useCopies();
  const { view, problem } = copies;
  return (
    <>
      <ScreenHead title="Journal" note="Is it whole, and is there a second copy?">
        {choice}
      </ScreenHead>
      {view === null && problem === '' && <Empty>Asking for the copies…</Empty>}
      {view === null && problem !== '' && (
        <Trouble title="The journal's copies could not be read" detail={problem}>
          The journal itself, trading and the halt do not depend on this and go on as before. Open this screen again to
          ask again.
        </Trouble>
      )}
      {view !== null && (
        <div className={styles.screen}>
          <MirrorPanel mirror={view.mirror} />
          <Whole copies={copies} hasMirror={view.mirror.state !== 'off'} />
        </div>
      )}
    </>
  );
}

function Whole({ copies, hasMirror }: { readonly copies: Copies; readonly hasMirror: boolean }) {
  const [text, setText] = useState('');
  const head = readTypedHead(text);
  return (
    <VerifyPanel
      copies={copies}
      before={
        <>
          <TextInput
            className={styles.head}
            size="xs"
            label="A head you kept, to be found in it (may stay empty)"
            placeholder="record number and hash"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            error={head === 'bad' ? 'Not a head: the record number, then 64 digits of 0-9 and a-f.' : undefined}
          />
          <SealKeys given={copies.view?.sealKeys ?? 0} />
        </>
      }
    >
      {(verify) => (
        <>
          <Button
            size="compact-sm"
            disabled={head === 'bad'}
            onClick={() => verify({ kind: 'full', head: typeof head === 'string' ? null : head })}
          >
            Verify all
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => verify({ kind: 'recent', head: null })}>
            Verify new
          </Button>
          {hasMirror && (
            <Button
              size="compact-sm"
              variant="default"
              disabled={head === 'bad'}
              onClick={() => verify({ kind: 'mirror', head: typeof head === 'string' ? null : head })}
            >
              Verify mirror
            </Button>
          )}
        </>
      )}
    </VerifyPanel>
  );
}
