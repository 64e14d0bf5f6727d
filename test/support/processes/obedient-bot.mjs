/*
 * A bot that does what a test writes into its file, one JSON line per order, and writes down what was answered:
 *   obedient-bot.mjs ASK ANSWERS
 * `{ "name", "symbol", "worth", "awayBps" }`: a limit buy worth so many USDT, so far above (below zero: under) the ask; `offTick`
 * puts its price between two ticks, `price` repeats an earlier order's.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const [, , askFile, answerFile] = process.argv;
const tickers = new Map();
const markets = new Map();
const asked = new Map();
const last = new Map();
let nextId = 1;
let done = 0;

const send = (method, params) => {
  const id = nextId++;
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
  return id;
};

/** A multiple of the market's step, in plain digits. */
function stepped(value, step, up) {
  const places = (step.split('.')[1] ?? '').replace(/0+$/, '').length;
  const steps = up ? Math.ceil(value / Number(step)) : Math.floor(value / Number(step));
  return (steps * Number(step)).toFixed(places);
}

function place(order) {
  const { name, symbol, worth, awayBps = 0, offTick = false, repeats } = order;
  const market = markets.get(symbol);
  const before = repeats === undefined ? undefined : last.get(repeats);
  let price = before?.price ?? stepped(tickers.get(symbol).ask * (1 + awayBps / 10_000), market.tickSize, awayBps > 0);
  if (offTick) price = `${price.includes('.') ? price : `${price}.0`}01`;
  const quantity = before?.quantity ?? stepped(worth / Number(price), market.stepSize, true);
  last.set(name, { price, quantity });
  const timeInForce = order.timeInForce ?? 'GTC';
  asked.set(
    send('order.place', { botOrderId: name, symbol, side: 'buy', type: 'limit', quantity, price, timeInForce }),
    name,
  );
}

function look() {
  const lines = existsSync(askFile)
    ? readFileSync(askFile, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
    : [];
  while (done < lines.length && tickers.size === markets.size) {
    place(JSON.parse(lines[done]));
    done += 1;
  }
}

const hello = send('hello', { protocol: 1, name: 'obedient', version: '1' });
createInterface({ input: process.stdin })
  .on('line', (line) => {
    const { id, method, params, result, error } = JSON.parse(line);
    if (method === 'ticker') tickers.set(params.symbol, { ask: Number(params.ask) });
    if (method === 'stop') process.exit(0);
    if (id === hello) {
      if (result === undefined) process.exit(1);
      for (const market of result.markets) markets.set(market.symbol, market);
      setInterval(look, 50);
    }
    const name = asked.get(id);
    if (name !== undefined) appendFileSync(answerFile, `${JSON.stringify({ name, ok: error === undefined, error })}\n`);
  })
  .on('close', () => process.exit(0));
setInterval(() => send('heartbeat', {}), 1_000);
