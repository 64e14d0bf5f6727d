import Database from 'libsql';
import { DATA, type FromProducer, type ToProducer, TYPE } from './load';

/** One of four processes that make records as fast as they are taken: told of a round, it writes until the round is over. */

/** Appends a bot process would have on their way. */
const OUTSTANDING = 16;

const tell = (message: FromProducer): void => {
  process.send?.(message);
};
let end = 0;
let done = 0;
let waiting = 0;

function ended(): void {
  if (waiting === 0) tell({ kind: 'done', done });
}

function ask(count: number): void {
  waiting += count;
  tell({ kind: 'append', count });
}

/** One row a commit; another process may be committing, so it waits for its turn. */
function sqliteRound(path: string, until: number): void {
  const database = new Database(path);
  database.pragma('busy_timeout = 30000');
  database.pragma('synchronous = FULL');
  const insert = database.prepare('INSERT INTO journal (time, type, data) VALUES (?, ?, ?)');
  let rows = 0;
  while (Date.now() < until) {
    insert.run(new Date().toISOString(), TYPE, DATA);
    rows += 1;
  }
  database.close();
  tell({ kind: 'done', done: rows });
}

process.on('message', (message: ToProducer) => {
  switch (message.kind) {
    case 'journal':
      end = message.until;
      done = 0;
      ask(OUTSTANDING);
      break;
    case 'sqlite':
      sqliteRound(message.path, message.until);
      break;
    case 'appended':
      waiting -= message.count;
      done += message.count;
      if (Date.now() < end) ask(message.count);
      else ended();
      break;
  }
});
tell({ kind: 'ready' });
