/** How lines travel between a bot and the console. A line is one message, without its newline. */
export interface LineTransport {
  send(line: string): void;
  onLine(listener: (line: string) => void): void;
  /** Called once when the console is gone: the bot is to end. */
  onClose(listener: () => void): void;
  /** Calls back when all that was sent is on its way; then the process may exit. */
  flush(done: () => void): void;
}
