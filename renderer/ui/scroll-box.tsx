import type { ReactNode } from 'react';
import table from './table.module.css';

interface Props {
  readonly name: string;
  /** Takes the height of its content, up to what there is; otherwise fills its place. */
  readonly fit?: boolean;
  readonly children: ReactNode;
}

/** A place that scrolls, and that a keyboard can reach to scroll it. */
export function ScrollBox({ name, fit = false, children }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard reaches what scrolls only if it can be focused
    <section className={fit ? table.fit : table.scroll} tabIndex={0} aria-label={name}>
      {children}
    </section>
  );
}
