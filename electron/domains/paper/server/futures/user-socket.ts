import type { WebSocket } from 'ws';
import type { UtcMs } from '#shared/model/time';
import { Connection } from '../socket';
import type { FuturesUserStreams } from './user-streams';

/** "WebSocket connections have a limit of 10 incoming messages per second" (USD-M, WebSocket Market Streams). */
const MAX_MESSAGES_PER_SECOND = 10;

/** One connection of a user data stream. With a listen key that is not good it is closed at once. */
export function serveListenKey(socket: WebSocket, users: FuturesUserStreams, listenKey: string, now: UtcMs): void {
  const connection = new Connection(socket, MAX_MESSAGES_PER_SECOND);
  const follower = { send: (text: string) => connection.send(text), cut: () => socket.close(1000) };
  const unfollow = users.follow(listenKey, follower, now);
  if (unfollow === undefined) {
    socket.close(1008, 'Invalid listenKey');
    return;
  }
  socket.on('close', unfollow);
  socket.on('message', () => void connection.admits(performance.now()));
}
