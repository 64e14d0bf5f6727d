/*
 * A supervised child for tests, speaking the wire by hand. Its first argument says how it behaves:
 * good | old (another wire version) | mute (never ready) | broken (set-up fails) | stubborn (ignores stop).
 */
const [, , how = 'good'] = process.argv;
const send = (message) => process.send?.(message);

process.on('message', (message) => {
  switch (message.k) {
    case 'init':
      if (how === 'broken') send({ k: 'failed', message: 'the port is taken' });
      else if (how !== 'mute') send({ k: 'ready', p: { got: message.p } });
      return;
    case 'req':
      if (message.m === 'echo') send({ k: 'res', id: message.id, ok: true, r: message.p });
      else if (message.m === 'fail') send({ k: 'res', id: message.id, ok: false, e: { code: 'refused', message: 'no' } });
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
send({ k: 'hello', v: how === 'old' ? 0 : 1 });
