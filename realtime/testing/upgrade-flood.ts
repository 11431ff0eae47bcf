import { connect } from 'node:net';

/**
 * Opens many connections at once and asks each to become a WebSocket: `node upgrade-flood.ts <port> <count> <first>`, the number
 * of its first pretended address. Prints what was answered, by status and reason, as one JSON line once all have an
 * answer, holds those that were let in, and ends with its input. A process holds some thousands of sockets, not ten.
 */
const [port = 0, count = 0, first = 0] = process.argv.slice(2).map(Number);
const answers = new Map<string, number>();
let left = count;

function answered(what: string): void {
  answers.set(what, (answers.get(what) ?? 0) + 1);
  left -= 1;
  if (left === 0) process.stdout.write(`${JSON.stringify(Object.fromEntries(answers))}\n`);
}

for (let n = 0; n < count; n += 1) {
  const at = first + n;
  const socket = connect(port, '127.0.0.1');
  let text = '';
  let done = false;
  const settle = (what: string): void => {
    if (done) return;
    done = true;
    answered(what);
    if (what !== '101') socket.destroy();
  };
  socket.on('connect', () => {
    const address = `10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`;
    socket.write(
      `GET /v1/room HTTP/1.1\r\nHost: gateway.test\r\nCF-Connecting-IP: ${address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
  });
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
    if (!text.includes('\r\n\r\n')) return;
    const status = /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 'none';
    settle(
      status === '101'
        ? status
        : `${status} ${/\b[a-z]+_[a-z]+\b/.exec(text.slice(text.indexOf('\r\n\r\n')))?.[0] ?? ''}`,
    );
  });
  socket.on('error', () => settle('error'));
  socket.on('close', () => settle('closed'));
}
process.stdin.resume();
process.stdin.on('end', () => process.exit());
