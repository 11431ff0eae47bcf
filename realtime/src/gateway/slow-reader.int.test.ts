import { connect, type Socket } from 'node:net';
import { errorCodes } from '@halobuzz/core/errors/codes';
import { limits } from '@halobuzz/core/limits';
import { encode } from '@halobuzz/core/protocol/codec';
import { PROTOCOL_VERSION } from '@halobuzz/core/protocol/version';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GatewayBench, type RunningGateway, type TestRoom } from '../../testing/gateway-bench.ts';
import { plainMessage, testPerson } from '../../testing/rooms.ts';

let bench: GatewayBench;
let gateway: RunningGateway;

beforeAll(async () => {
  bench = await GatewayBench.openOnTestStores();
  gateway = await bench.gateway({ rateProfile: 'load' });
});
afterAll(() => bench.close());

/** A bare socket that joins a room and then reads only when told to. */
async function joinWithoutReading(room: TestRoom): Promise<Socket> {
  const socket = connect({ port: gateway.port, host: '127.0.0.1' });
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.write(
    `GET /v1/room HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n` +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  await new Promise((resolve) => socket.once('data', resolve));
  const ticket = await bench.ticket(gateway, room, testPerson('Slow'));
  const hello = encode({ t: 'hello', id: 1, protocol: PROTOCOL_VERSION, room: room.id, ticket });
  // A masked binary frame (RFC 6455 §5.2) with a mask of zeros.
  const header = Buffer.from([0x82, 0x80 | 126, hello.byteLength >> 8, hello.byteLength & 0xff, 0, 0, 0, 0]);
  socket.write(Buffer.concat([header, hello]));
  await new Promise((resolve) => socket.once('data', resolve));
  socket.pause();
  return socket;
}

async function metric(name: string, labels: Record<string, string>): Promise<number> {
  const values = (await gateway.registry.getSingleMetric(name)?.get())?.values ?? [];
  const found = values.find((entry) => Object.entries(labels).every(([key, value]) => entry.labels[key] === value));
  return found?.value ?? 0;
}

/** Chat of almost the largest size, until `done`. The kernel's own buffers take megabytes first. */
async function flood(room: TestRoom, done: () => Promise<boolean> | boolean): Promise<void> {
  const text = '🙏'.repeat(limits.chatCharsMax / 2);
  for (let n = 0; !(await done()); n += 1) {
    const says = Array.from({ length: 200 }, (_, i) => {
      const chat = encode({ t: 'chat', mid: `${n}-${i}`, from: { id: room.host.account, name: 'H' }, text, atMs: 1 });
      return bench.rooms.chat.append(room.id, plainMessage(`${n}-${i}`, chat));
    });
    await Promise.all(says);
    if (n > 2_000) throw new Error('the flood had no effect');
  }
}

describe('a slow reader', () => {
  it('first misses chat, then is closed; the others hear everything', async () => {
    const room = await bench.room();
    const reader = await bench.join(gateway, room, testPerson('Ann'));
    const slow = await joinWithoutReading(room);
    await flood(
      room,
      async () => (await metric('halobuzz_gateway_events_dropped_total', { reason: 'slow_reader' })) > 0,
    );
    // Reliable events go on: it is closed before uWebSockets.js would drop one.
    const name = 'x'.repeat(200);
    const gift = encode({
      t: 'gift',
      tx: name,
      from: { id: room.host.account, name },
      gift: 'rose',
      quantity: 1,
      coins: '1',
      atMs: 1,
    });
    let sent = 0;
    while ((await metric('halobuzz_gateway_closes_total', { code: 'slow_reader' })) === 0) {
      await Promise.all(Array.from({ length: 200 }, () => bench.rooms.appendReliable(room.id, 1, gift)));
      sent += 200;
      if (sent > 40_000) throw new Error('the slow reader was never closed');
    }
    await reader.wait(() => (reader.reliableEvents().length === sent ? true : undefined), 'every gift');
    expect(reader.reliableEvents().map(({ offset }) => offset)).toEqual(Array.from({ length: sent }, (_, i) => i + 1));
    expect(reader.closed).toBeUndefined();

    // What the slow one finds when it reads on: no gap up to a closing notice and the close frame.
    const chunks: Buffer[] = [];
    slow.on('data', (chunk: Buffer) => chunks.push(chunk));
    slow.resume();
    await new Promise((resolve) => slow.once('close', resolve));
    const tail = Buffer.concat(chunks).subarray(-200);
    expect(tail.toString('latin1')).toContain('slow_reader');
    const closeFrame = tail.indexOf(Buffer.from([0x88]), tail.lastIndexOf('slow_reader') - 6);
    expect(tail.readUInt16BE(closeFrame + 2)).toBe(errorCodes.slow_reader.close);
  }, 60_000);

  it('that catches up hears chat again', async () => {
    const room = await bench.room();
    const slow = await joinWithoutReading(room);
    const before = await metric('halobuzz_gateway_events_dropped_total', { reason: 'slow_reader' });
    const closes = await metric('halobuzz_gateway_closes_total', { code: 'slow_reader' });
    await flood(
      room,
      async () => (await metric('halobuzz_gateway_events_dropped_total', { reason: 'slow_reader' })) > before,
    );
    let heard = '';
    slow.on('data', (chunk: Buffer) => {
      heard = (heard + chunk.toString('latin1')).slice(-20_000);
    });
    slow.resume();
    await expect
      .poll(
        async () => {
          const chat = encode({
            t: 'chat',
            mid: 'm',
            from: { id: room.host.account, name: 'H' },
            text: 'after all',
            atMs: 1,
          });
          await bench.rooms.chat.append(room.id, plainMessage('m', chat));
          return heard.includes('after all');
        },
        { timeout: 10_000 },
      )
      .toBe(true);
    expect(await metric('halobuzz_gateway_closes_total', { code: 'slow_reader' })).toBe(closes);
    slow.destroy();
  }, 60_000);
});
