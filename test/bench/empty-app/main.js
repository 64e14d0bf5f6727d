// The least an Electron app can do with a window: what Holdfast's start is measured against.
import { app, BrowserWindow } from 'electron';

app.whenReady().then(async () => {
  const window = new BrowserWindow({ width: 1280, height: 800, webPreferences: { sandbox: true } });
  await window.loadURL('data:text/html,<p>empty</p>');
  process.stdout.write('window usable\n');
});
