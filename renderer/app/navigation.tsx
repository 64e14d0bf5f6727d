import { useDesk, useHasSnapshot } from '../mirror/store';
import { HealthList } from './health';
import styles from './navigation.module.css';
import { hrefOf, SCREENS, type ScreenId } from './routes';

/** The screens, and below them the lights. */
export function Navigation({ current }: { readonly current: ScreenId }) {
  const known = useHasSnapshot();
  return (
    <div className={styles.side}>
      <nav aria-label="Screens">
        <ul>
          {SCREENS.map(({ id, name, question }) => (
            <li key={id}>
              <a href={hrefOf(id)} aria-current={id === current ? 'page' : undefined} title={question}>
                {name}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {known && <HealthList />}
      {known && <Version />}
    </div>
  );
}

function Version() {
  const version = useDesk((desk) => desk.appVersion);
  return <footer className={styles.version}>Holdfast {version}</footer>;
}
