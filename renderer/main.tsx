// First of all, before anything that could fail: the button that stops everything.
import './features/halt/halt-button';
import './app/styles';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app';
import { reportErrors, reportScreenError } from './app/report-error';
import { startMirror } from './mirror/store';

reportErrors();
startMirror();

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root, { onUncaughtError: reportScreenError }).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
