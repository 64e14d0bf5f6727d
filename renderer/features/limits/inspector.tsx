import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { LimitEditRequest, LimitsView } from '../../../shared/contract/limits';
import { limitDefinition } from '../../../shared/model/limits';
import forms from '../../ui/forms.module.css';
import { Panel } from '../../ui/panel';
import { ScrollBox } from '../../ui/scroll-box';
import { type Cell, cellBreach, cellKey, cellText, entryAt } from './draft';
import { useGuideWords } from './guide-words';
import styles from './inspector.module.css';
import { OverrideForm } from './override-form';
import { rangeOf, scopeName } from './words';

interface Props {
  readonly view: LimitsView;
  /** The cell that was last stood on. */
  readonly cell: Cell | null;
  readonly edits: readonly LimitEditRequest[];
  readonly onEdit: (edit: LimitEditRequest) => void;
  readonly onDone: () => void;
}

/** The limit that is stood on: what it may be, what its checks look at in the guide's words, and what else can be done with it. */
export function Inspector({ view, cell, edits, onEdit, onDone }: Props) {
  if (cell === null)
    return (
      <Panel title="About a limit" className={styles.panel}>
        <p className={styles.none}>Stand on a number in the table: what it means is said here.</p>
      </Panel>
    );
  return <About key={cellKey(cell)} view={view} cell={cell} edits={edits} onEdit={onEdit} onDone={onDone} />;
}

function About({ view, cell, edits, onEdit, onDone }: Props & { readonly cell: Cell }) {
  const { name, checks, mayResize, mayBeUnwatched, source } = limitDefinition(cell.limitId);
  const [open, setOpen] = useState<'unwatch' | 'override' | null>(null);
  const [why, setWhy] = useState('');
  const entry = entryAt(view, cell);
  const edit = edits.find((each) => cellKey(each) === cellKey(cell));
  const text = cellText(entry, edit);
  const onBreach = cellBreach(entry, edit);
  const notWatched = edit === undefined ? entry?.notWatched : edit.to.kind === 'not-watched' ? edit.to.reason : null;
  const has = text !== '' && text !== 'not watched';
  return (
    <Panel title={`${name} · ${scopeName(cell.level, cell.key)}`} className={styles.panel}>
      <ScrollBox name="About the limit, scrollable">
        <div className={styles.body}>
          <p>
            {rangeOf(cell.limitId)} <span className={forms.fine}>{source}.</span>
          </p>
          {notWatched != null && <p className={forms.warning}>Not watched: {notWatched}</p>}
          <div className={forms.line}>
            {mayResize === true && (
              <label className={forms.check}>
                <input
                  type="checkbox"
                  checked={onBreach === 'resize'}
                  disabled={!has}
                  onChange={({ currentTarget: { checked } }) =>
                    onEdit({ ...cell, to: { kind: 'value', text, onBreach: checked ? 'resize' : 'deny' } })
                  }
                />
                Make orders smaller instead of refusing them
              </label>
            )}
            {entry !== undefined && (
              <Button size="compact-sm" variant="default" onClick={() => onEdit({ ...cell, to: { kind: 'none' } })}>
                Take away here
              </Button>
            )}
            {mayBeUnwatched === true && (
              <Button
                size="compact-sm"
                variant="default"
                aria-expanded={open === 'unwatch'}
                onClick={() => setOpen(open === 'unwatch' ? null : 'unwatch')}
              >
                Not watched…
              </Button>
            )}
            <Button
              size="compact-sm"
              variant="default"
              aria-expanded={open === 'override'}
              onClick={() => setOpen(open === 'override' ? null : 'override')}
            >
              Temporary override…
            </Button>
          </div>
          {open === 'unwatch' && (
            <div className={forms.line}>
              <TextInput
                className={forms.grow}
                aria-label="Why it need not be watched"
                placeholder="Why it need not be watched; every decision shows that it is not"
                size="xs"
                maxLength={300}
                value={why}
                onChange={(event) => setWhy(event.currentTarget.value)}
              />
              <Button
                size="compact-sm"
                disabled={why.trim() === ''}
                onClick={() => {
                  onEdit({ ...cell, to: { kind: 'not-watched', reason: why.trim() } });
                  setOpen(null);
                }}
              >
                Mark as not watched
              </Button>
            </div>
          )}
          {open === 'override' && (
            <OverrideForm view={view} cell={cell} onDone={onDone} onClose={() => setOpen(null)} />
          )}
          {checks.slice(0, 2).map((checkId) => (
            <Words key={checkId} checkId={checkId} />
          ))}
          {checks.length > 2 && (
            <p className={forms.fine}>Used by {checks.length} checks; the guide has a page for each.</p>
          )}
        </div>
      </ScrollBox>
    </Panel>
  );
}

/** One check in the guide's words. */
function Words({ checkId }: { readonly checkId: string }) {
  const words = useGuideWords(checkId);
  if (words === undefined) return null;
  return (
    <dl className={styles.words} aria-label={`Guide: ${words.title}`}>
      {words.parts
        .filter(({ name }) => name !== 'Its limit')
        .map(({ name, text }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
    </dl>
  );
}
