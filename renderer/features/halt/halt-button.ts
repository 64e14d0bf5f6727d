/*
 * The red button. Plain DOM with nothing but the contract's rectangle and the typed call, loaded before everything
 * else, so that no broken screen can take it along. A press is only ever a request: what it did is what main then says.
 * Main also takes a raw press inside the same rectangle by itself; a halt tripped twice is one halt.
 */
import { HALT_BUTTON, HALT_RAIL_WIDTH } from '../../../shared/contract/layout';
import { call } from '../../mirror/api';
import { notePress } from './press';
import './halt-button.css';

type Source = 'button' | 'keyboard';

async function trip(source: Source): Promise<void> {
  notePress({ state: 'sent', problem: '' });
  const answer = await call('halt.trip', { source });
  notePress(answer.ok ? { state: 'answered', problem: '' } : { state: 'failed', problem: answer.message });
}

function place(rail: HTMLElement, button: HTMLElement): void {
  rail.style.width = `${HALT_RAIL_WIDTH}px`;
  rail.style.paddingTop = `${HALT_BUTTON.top + HALT_BUTTON.height + 12}px`;
  for (const side of ['right', 'top', 'width', 'height'] as const) button.style[side] = `${HALT_BUTTON[side]}px`;
  document.documentElement.style.setProperty('--hf-rail', `${HALT_RAIL_WIDTH}px`);
}

function listen(button: HTMLElement): void {
  button.addEventListener('pointerdown', () => void trip('button'));
  button.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    if (!event.repeat) void trip('keyboard');
  });
  // A screen reader presses by a click without a pointer; a real press has already been taken above.
  button.addEventListener('click', (event) => {
    if (event.detail === 0) void trip('button');
  });
  window.addEventListener(
    'keydown',
    (event) => {
      if (!(event.ctrlKey || event.metaKey) || !event.shiftKey || event.code !== 'KeyH') return;
      event.preventDefault();
      if (!event.repeat) void trip('keyboard');
    },
    { capture: true },
  );
}

const rail = document.getElementById('halt-rail');
const button = document.getElementById('halt-all');
if (rail !== null && button !== null) {
  place(rail, button);
  listen(button);
  if (navigator.platform.startsWith('Mac')) button.dataset.keys = '⌘ ⇧ H';
}
