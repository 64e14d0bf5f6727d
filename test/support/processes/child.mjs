/*
 * A supervised child for tests, speaking the wire by hand. `how` in its config says how it behaves: well, or
 * `mute` (never ready), `broken` (set-up fails), `stubborn` (does not stop when asked).
 */
let how = '';
const send = (message) => process.send?.(message);

process.on('message', (message) => {
  switch (message.k) {
    case 'init':
      how = message.p.how;
      if (how === 'broken') send({ k: 'failed', message: 'the port is taken' });
      else if (how !== 'mute') send({ k: 'ready', p: { got: message.p } });
      return;
    case 'req':
      if (message.m === 'echo') send({ k: 'res', id: message.id, ok: true, r: message.p });
      else if (message.m === 'fail')
        send({ k: 'res', id: message.id, ok: false, e: { code: 'refused', message: 'no' } });
      else if (message.m === 'die') process.kill(process.pid, 'SIGKILL');
      return;
    case 'note':
      send({ k: 'evt', m: 'noted', p: message.p });
      return;
    case 'ping':
      send({ k: 'pong', n: message.n });
      return;
    case 'stop':
      if (how !== 'stubborn') process.exit(0);
      return;
  }
});
process.on('disconnect', () => process.exit(0));
process.stderr.write('up\n');
send({ k: 'hello', v: 1 });
