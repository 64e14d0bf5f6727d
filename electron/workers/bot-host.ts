/**
 * Runs one built-in bot. Started by the console as an Electron utility process, where lines travel over the parent port,
 * or as a plain program over stdio: `node bot-host.js grid`. It ends when its console is gone.
 */
import { runGridBot } from '../../sdk/typescript/bots/grid';
import { runMomentumBot } from '../../sdk/typescript/bots/momentum';
import {
  type BotEnd,
  type LineTransport,
  type MessagePort,
  portTransport,
  stdioTransport,
} from '../../sdk/typescript/index';

const BOTS: Readonly<Record<string, (transport: LineTransport) => Promise<BotEnd>>> = {
  grid: runGridBot,
  momentum: runMomentumBot,
};

const name = process.argv[2] ?? '';
const run = Object.hasOwn(BOTS, name) ? BOTS[name] : undefined;
if (run === undefined) {
  process.stderr.write(`no built-in bot "${name}"; there are: ${Object.keys(BOTS).join(', ')}\n`);
  process.exit(2);
}
const port = (process as unknown as { parentPort?: MessagePort }).parentPort;
run(port === undefined ? stdioTransport() : portTransport(port)).then(
  () => process.exit(0),
  (thrown: unknown) => {
    process.stderr.write(`${thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
    process.exit(1);
  },
);
