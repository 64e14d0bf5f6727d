/*
 * Stands for main in tests that kill or stop it: starts the guard as main does, beats, and passes on what the guard says.
 * argv: the guard's file. IPC: the first message is the guard's config; its answers and events come back as messages.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const guard = spawn(process.execPath, [process.argv[2]], { detached: true, stdio: ['pipe', 'pipe', 'ignore'] });
const tell = (message) => guard.stdin.write(`${JSON.stringify(message)}\n`);
process.send({ k: 'pid', pid: guard.pid });
process.once('message', (config) => {
  tell({ k: 'init', v: 1, p: config });
  setInterval(() => tell({ k: 'note', m: 'heartbeat', p: {} }), 250);
});
createInterface({ input: guard.stdout }).on('line', (line) => process.send(JSON.parse(line)));
