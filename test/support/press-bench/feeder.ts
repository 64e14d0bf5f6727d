/*
 * Market data at a fixed rate, from a process of its own as the exchange worker is: sends back the messages that it was given,
 * in turn, so many a second.
 */
const EVERY_MS = 5;
const { parentPort } = process as unknown as {
  parentPort: {
    on(event: 'message', listener: (message: { data: { templates: object[]; perSecond: number } }) => void): void;
    postMessage(message: object): void;
  };
};

parentPort.on('message', ({ data: { templates, perSecond } }) => {
  const startedMs = performance.now();
  let sent = 0;
  setInterval(() => {
    const due = Math.floor(((performance.now() - startedMs) / 1_000) * perSecond);
    for (; sent < due; sent += 1) {
      const template = templates[sent % templates.length] as { p: object };
      parentPort.postMessage({ ...template, p: { ...template.p, exchangeTime: Date.now() } });
    }
  }, EVERY_MS);
});
