import { Suspense, useEffect, useRef } from 'react';
import { assertNever } from '../../shared/model/result';
import { DeskScreen } from '../features/desk/desk-screen';
import { HaltScreen } from '../features/halt/halt-screen';
import { useLockKeys } from '../features/vault/lock-now';
import { useHasSnapshot, useMirrorPhase } from '../mirror/store';
import { Toast } from '../ui/toast';
import { Attention } from './attention';
import {
  AccountsScreen,
  ChartsScreen,
  DecisionsScreen,
  ExecutionScreen,
  JournalScreen,
  KeysScreen,
  LeaksScreen,
  LimitsScreen,
  OrdersScreen,
  readLaterScreens,
  StoryScreen,
  TriggersScreen,
  VaultScreen,
} from './later-screens';
import { Loading } from './loading';
import { Navigation } from './navigation';
import { SCREENS, type ScreenId, useScreen } from './routes';
import { ScreenBoundary } from './screen-boundary';
import styles from './shell.module.css';
import { StatusLine } from './status-line';

/** Status line above, navigation to the left, the screen between; the halt rail has its own place to the right. */
export function Shell() {
  const screen = useScreen();
  const known = useHasSnapshot();
  const lost = useMirrorPhase() === 'lost';
  const main = useRef<HTMLElement>(null);
  const shown = useRef(screen);
  useLockKeys();

  useEffect(() => {
    const name = SCREENS.find(({ id }) => id === screen)?.name ?? '';
    document.title = `${name} – Holdfast`;
    // Whoever moved by keyboard or screen reader lands at the start of the new screen.
    if (shown.current !== screen) main.current?.focus();
    shown.current = screen;
  }, [screen]);

  useEffect(() => {
    if (known) readLaterScreens();
  }, [known]);

  return (
    <div className={styles.shell}>
      <StatusLine />
      <Navigation current={screen} />
      <main
        ref={main}
        data-lost={lost || undefined}
        tabIndex={-1}
        className={styles.main}
        aria-label={SCREENS.find(({ id }) => id === screen)?.name}
      >
        <Attention screen={screen} />
        <ScreenBoundary key={screen} name={`The ${SCREENS.find(({ id }) => id === screen)?.name} screen`}>
          <Suspense fallback={null}>{known ? <Screen id={screen} /> : <Loading />}</Suspense>
        </ScreenBoundary>
      </main>
      <Toast />
    </div>
  );
}

function Screen({ id }: { readonly id: ScreenId }) {
  switch (id) {
    case 'desk':
      return <DeskScreen />;
    case 'orders':
      return <OrdersScreen />;
    case 'execution':
      return <ExecutionScreen />;
    case 'decisions':
      return <DecisionsScreen />;
    case 'limits':
      return <LimitsScreen />;
    case 'triggers':
      return <TriggersScreen />;
    case 'leaks':
      return <LeaksScreen />;
    case 'accounts':
      return <AccountsScreen />;
    case 'keys':
      return <KeysScreen />;
    case 'journal':
      return <JournalScreen />;
    case 'story':
      return <StoryScreen />;
    case 'charts':
      return <ChartsScreen />;
    case 'vault':
      return <VaultScreen />;
    case 'halt':
      return <HaltScreen />;
    default:
      return assertNever(id);
  }
}
