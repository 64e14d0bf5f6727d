/**
 * Entry. Started with `--guard` it is the guard process and nothing else; otherwise the console: harden, take the data
 * folder, compose, open the window.
 */
import { app } from 'electron';

if (process.argv.includes('--guard')) {
  app.setPath('userData', `${app.getPath('temp')}/holdfast-guard-${process.pid}`);
  void import('./workers/guard');
} else {
  void import('./app/run').then(({ run }) => run());
}
