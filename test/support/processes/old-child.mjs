/* A child of another version of the wire. */
process.on('message', () => process.send({ k: 'ready', p: {} }));
process.on('disconnect', () => process.exit(0));
process.send({ k: 'hello', v: 0 });
