import type { ReactNode } from 'react';

/*
 * Shapes that tell states apart without colour. Always beside a word, so hidden from screen readers; drawn in the
 * colour of the text around them.
 */

const icon = (drawing: ReactNode) =>
  function Icon({ className }: { readonly className?: string | undefined }) {
    return (
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" focusable="false" className={className}>
        {drawing}
      </svg>
    );
  };

const line = {
  fill: 'none',
  stroke: 'currentColor',
  strokeWidth: 1.8,
  strokeLinecap: 'round',
  strokeLinejoin: 'round',
} as const;

/** Filled disc with a tick: good, passed. */
export const GoodIcon = icon(
  <>
    <circle cx="8" cy="8" r="7" fill="currentColor" />
    <path d="M4.8 8.2l2.2 2.3 4.2-4.8" {...line} stroke="var(--hf-surface)" />
  </>,
);

/** Triangle with an exclamation mark: warning. */
export const WarningIcon = icon(
  <>
    <path d="M8 1.2L15.4 14.4H0.6z" fill="currentColor" />
    <path d="M8 6v4M8 12.2v.1" {...line} stroke="var(--hf-surface)" />
  </>,
);

/** Square with a cross: bad, failed. */
export const BadIcon = icon(
  <>
    <rect x="1" y="1" width="14" height="14" rx="2" fill="currentColor" />
    <path d="M5 5l6 6M11 5l-6 6" {...line} stroke="var(--hf-surface)" />
  </>,
);

/** Broken ring: starting, under way. */
export const StartingIcon = icon(<circle cx="8" cy="8" r="6" {...line} strokeDasharray="4.7 4.7" />);

/** Clock: how old something is. */
export const ClockIcon = icon(
  <>
    <circle cx="8" cy="8" r="6.4" {...line} />
    <path d="M8 4.4V8l2.6 1.6" {...line} />
  </>,
);

/** Filled square: stopped. */
export const StopIcon = icon(<rect x="2.5" y="2.5" width="11" height="11" rx="1" fill="currentColor" />);

/** Two bars: paused. */
export const PauseIcon = icon(<path d="M3 2h3.6v12H3zM9.4 2H13v12H9.4z" fill="currentColor" />);

/** Triangle to the right: running, trading. */
export const RunIcon = icon(<path d="M3.5 1.8L14 8 3.5 14.2z" fill="currentColor" />);

/** Arrow down to a line: only reducing. */
export const ReduceIcon = icon(<path d="M8 2v8M4.5 6.8L8 10.4l3.5-3.6M3 14h10" {...line} />);

/** Chevron of what can be opened; turned by CSS when open. */
export const ChevronIcon = icon(<path d="M6 3.5L10.5 8 6 12.5" {...line} />);

/** A circle with an i: something to know. */
export const NoteIcon = icon(
  <>
    <circle cx="8" cy="8" r="6.4" {...line} />
    <path d="M8 7.4v3.6M8 4.8v.1" {...line} />
  </>,
);
