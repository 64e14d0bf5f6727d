import { connect, type Socket } from 'node:net';

/** The name that whatever shows tray icons has on a Linux desktop's session bus (freedesktop.org, StatusNotifierItem). */
const TRAY_HOST = 'org.kde.StatusNotifierWatcher';
const BUS = 'org.freedesktop.DBus';
const ANSWER_MS = 2_000;

/**
 * Whether this desktop shows tray icons. macOS and Windows always do; on Linux the session bus is asked, since Electron
 * does not tell. False when there is no bus or no answer. Never rejects.
 */
export async function hasTrayHost(
  platform: NodeJS.Platform = process.platform,
  busAddress = process.env.DBUS_SESSION_BUS_ADDRESS,
  host = TRAY_HOST,
): Promise<boolean> {
  if (platform !== 'linux') return true;
  const path = socketOf(busAddress ?? '');
  return path === undefined ? false : askBus(path, host);
}

/** Of `unix:path=/run/user/1000/bus,guid=…`; an abstract name begins with a zero byte. */
function socketOf(address: string): string | undefined {
  const [, kind, name] = /(?:^|;)unix:(?:[^;]*,)?(path|abstract)=([^,;]+)/.exec(address) ?? [];
  if (name === undefined) return undefined;
  const plain = decodeURIComponent(name);
  return kind === 'abstract' ? `\0${plain}` : plain;
}

function askBus(path: string, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(ANSWER_MS, () => end(false));
    socket.on('error', () => end(false));
    socket.on('close', () => end(false));
    socket.once('connect', () => talk(socket, host, end));
  });
}

/** D-Bus specification, "Authentication protocol" and "Message protocol": greets, and asks who has the name. */
function talk(socket: Socket, host: string, end: (hasOwner: boolean) => void): void {
  const uid = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex');
  socket.write(`\0AUTH EXTERNAL ${uid}\r\n`);
  let isIn = false;
  let bytes = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    bytes = Buffer.concat([bytes, chunk]);
    if (!isIn) {
      const line = bytes.indexOf('\r\n');
      if (line < 0) return;
      if (!bytes.toString('latin1', 0, line).startsWith('OK ')) {
        end(false);
        return;
      }
      isIn = true;
      bytes = bytes.subarray(line + 2);
      socket.write('BEGIN\r\n');
      socket.write(Buffer.concat([methodCall(1, 'Hello'), methodCall(2, 'NameHasOwner', host)]));
    }
    for (let answer = firstMessage(bytes); answer !== undefined; answer = firstMessage(bytes)) {
      bytes = bytes.subarray(answer.length);
      // The answer to the greeting is a name, longer than the one boolean asked for.
      if (answer.type === METHOD_RETURN && answer.body.length === 4) end(answer.body.readUInt32LE(0) === 1);
      if (answer.type === ERROR) end(false);
    }
  });
}

const METHOD_CALL = 1;
const METHOD_RETURN = 2;
const ERROR = 3;
/** Codes of the header's fields. */
const PATH = 1;
const INTERFACE = 2;
const MEMBER = 3;
const DESTINATION = 6;
const SIGNATURE = 8;

const padded = (bytes: Buffer, to: number): Buffer =>
  Buffer.concat([bytes, Buffer.alloc((to - (bytes.length % to)) % to)]);
const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const text = (value: string): Buffer => Buffer.concat([uint32(value.length), Buffer.from(`${value}\0`)]);
const field = (code: number, type: string, value: Buffer): Buffer =>
  Buffer.concat([Buffer.from([code, 1, type.charCodeAt(0), 0]), value]);

/** A call of the bus itself, little-endian, with one text argument or none. */
function methodCall(serial: number, member: string, argument?: string): Buffer {
  const body = argument === undefined ? Buffer.alloc(0) : text(argument);
  const fields = [
    field(PATH, 'o', text('/org/freedesktop/DBus')),
    field(INTERFACE, 's', text(BUS)),
    field(MEMBER, 's', text(member)),
    field(DESTINATION, 's', text(BUS)),
    ...(argument === undefined ? [] : [field(SIGNATURE, 'g', Buffer.from([1, 's'.charCodeAt(0), 0]))]),
  ];
  const all = fields.reduce((before, each) => Buffer.concat([padded(before, 8), each]), Buffer.alloc(0));
  const start = Buffer.from(['l'.charCodeAt(0), METHOD_CALL, 0, 1]);
  return Buffer.concat([
    padded(Buffer.concat([start, uint32(body.length), uint32(serial), uint32(all.length), all]), 8),
    body,
  ]);
}

function firstMessage(bytes: Buffer): { type: number; body: Buffer; length: number } | undefined {
  if (bytes.length < 16) return undefined;
  const bodyLength = bytes.readUInt32LE(4);
  const header = Math.ceil((16 + bytes.readUInt32LE(12)) / 8) * 8;
  const length = header + bodyLength;
  if (bytes.length < length) return undefined;
  return { type: bytes[1] ?? 0, body: bytes.subarray(header, length), length };
}
