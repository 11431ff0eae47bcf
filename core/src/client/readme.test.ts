import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { fakeTimers } from '../../testing/fake-timers.ts';
import { eventExamples, welcomeExample } from '../../testing/protocol-examples.ts';
import { type WebSocketLike, watchRoom } from '../../testing/room-client-example.ts';
import { seededRandom } from '../../testing/seeded-random.ts';
import { encode } from '../protocol/codec.ts';
import { buildFrame } from '../protocol/header.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';

const textOf = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

it('the readme shows the example as it is', () => {
  expect(textOf('./README.md')).toContain(textOf('../../testing/room-client-example.ts'));
});

it('the example watches a room', async () => {
  const sockets: FakeWebSocket[] = [];
  class FakeWebSocket implements WebSocketLike {
    binaryType = '';
    readonly readyState = 1;
    onopen: WebSocketLike['onopen'] = null;
    onmessage: WebSocketLike['onmessage'] = null;
    onclose: WebSocketLike['onclose'] = null;
    readonly url: string;
    constructor(url: string) {
      this.url = url;
      sockets.push(this);
    }
    send(): void {}
    close(): void {}
  }
  const frame = (kind: 'welcome' | 'events', body: Uint8Array): ArrayBuffer => {
    const header = { version: PROTOCOL_VERSION, kind, events: 1, reliable: 0, flags: 0, epoch: 1 };
    return Uint8Array.from(buildFrame({ ...header, firstOffset: 0, serverTimeMs: 5 }, [body])).buffer;
  };
  const timers = fakeTimers();
  const random = seededRandom(1);
  const lines: string[] = [];
  const client = watchRoom(
    welcomeExample.room.id,
    { join: async () => ({ url: 'wss://gw.test', ticket: 't' }), refresh: async () => undefined },
    {
      ...{ WebSocket: FakeWebSocket, setTimeout: timers.setTimer, clearTimeout: timers.clearTimer },
      ...{ now: timers.clock.now, random: random.next, randomBytes: random.bytes },
    },
    (line) => lines.push(line),
  );
  await expect.poll(() => sockets[0]?.url).toBe('wss://gw.test');
  const [socket] = sockets;
  socket?.onopen?.();
  socket?.onmessage?.({ data: frame('welcome', encode(welcomeExample)) });
  socket?.onmessage?.({ data: frame('events', encode({ ...eventExamples.chat, mid: 'new', text: 'hello' })) });
  socket?.onmessage?.({ data: frame('events', encode(eventExamples.gift)) });
  socket?.onclose?.({ code: 4502 });
  const { gift } = eventExamples;
  expect(lines).toEqual([
    'connecting',
    'live',
    `${welcomeExample.room.title}, ${welcomeExample.viewers} watching`,
    `${eventExamples.chat.from.name}: hello`,
    `${gift.from.name} gives ${gift.quantity} ${gift.gift}`,
    'refused: account_banned',
  ]);
  expect(client.state).toBe('refused');
  expect(timers.waitingMs()).toEqual([]);
});
