import { connect } from 'node:net';

/** What a block is asked for: this many limit orders, one after the other, at this price. */
export interface Block {
  readonly count: number;
  readonly price: string;
  readonly quantity: string;
}

/**
 * Waits on a socket for blocks and answers each with its times, milliseconds. `place` is timed; `clean`, which cancels what
 * the block placed, is not.
 */
export function serveBlocks(
  socketPath: string,
  place: (block: Block, name: string) => Promise<void>,
  clean: () => Promise<void>,
): void {
  const socket = connect(socketPath);
  let number = 0;
  const run = async (block: Block): Promise<void> => {
    const times: number[] = [];
    for (let index = 0; index < block.count; index += 1) {
      const name = `n-${++number}`;
      const startedMs = performance.now();
      await place(block, name);
      times.push(performance.now() - startedMs);
    }
    await clean();
    socket.write(`${JSON.stringify(times)}\n`);
  };
  socket.on('data', (chunk) => {
    run(JSON.parse(chunk.toString()) as Block).catch((thrown: unknown) => {
      process.stderr.write(`${String(thrown)}\n`);
      socket.end(`${JSON.stringify(String(thrown))}\n`);
    });
  });
}
