/* Speaks JSON lines and also prints what looks like one and is not, as a library may. */
const send = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
process.stdout.write('{ this is not JSON\n[1]\nplain words\n');
process.stdin.on('data', (chunk) => {
  for (const line of chunk.toString().split('\n')) {
    if (line.includes('"init"')) send({ k: 'ready', p: {} });
    if (line.includes('"stop"')) process.exit(0);
  }
});
process.stdin.on('end', () => process.exit(0));
send({ k: 'hello', v: 1 });
