// @vitest-environment node
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { joinDataOf, streamOf } from '../../testing/fixtures.ts';
import { failed } from '../api/failure.ts';
import { joinRoom } from './join-room.ts';
import { openSocket } from './open-socket.ts';

class FakeWebSocket {
  static readonly OPEN = 1;
  static last: FakeWebSocket | undefined;
  readonly url: string;
  readyState = 0;
  binaryType = 'blob';
  readonly sent: unknown[] = [];
  closedWith: number | undefined;
  onopen: (() => void) | undefined;
  onmessage: ((event: { data: unknown }) => void) | undefined;
  onclose: ((event: { code: number }) => void) | undefined;

  constructor(url: string) {
    this.url = url;
    FakeWebSocket.last = this;
  }
  send(data: unknown): void {
    this.sent.push(data);
  }
  close(code: number): void {
    this.closedWith = code;
  }
}

beforeEach(() => {
  vi.stubGlobal('WebSocket', FakeWebSocket);
});
afterEach(() => {
  vi.unstubAllGlobals();
});

it('passes bytes both ways and tells of opening and closing', () => {
  const heard: unknown[] = [];
  const socket = openSocket('ws://x', {
    onOpen: () => heard.push('open'),
    onMessage: (bytes) => heard.push([...bytes]),
    onClose: (code) => heard.push(code),
  });
  const raw = FakeWebSocket.last;
  expect(raw?.binaryType).toBe('arraybuffer');
  socket.send(Uint8Array.of(9));
  expect(raw?.sent).toEqual([]);
  if (raw !== undefined) raw.readyState = FakeWebSocket.OPEN;
  socket.send(Uint8Array.of(1, 2));
  raw?.onopen?.();
  raw?.onmessage?.({ data: Uint8Array.of(3, 4).buffer });
  raw?.onmessage?.({ data: 'text' });
  raw?.onclose?.({ code: 4003 });
  socket.close();
  expect(raw?.sent).toEqual([Uint8Array.of(1, 2)]);
  expect(heard).toEqual(['open', [3, 4], [], 4003]);
  expect(raw?.closedWith).toBe(1000);
});

it('gives the place and shows what else came with it', async () => {
  const data = joinDataOf(streamOf(1));
  const seen: unknown[] = [];
  const place = await joinRoom({ join: async () => ({ ok: true, data }) }, data.room.id, (joined) => seen.push(joined));
  expect(place).toEqual({ url: data.url, ticket: data.ticket });
  expect(seen).toEqual([data]);
});

it('throws the server’s code and time, so that the client knows whether and when to try again', async () => {
  const refusal = failed({
    kind: 'problem',
    code: 'room_not_found',
    status: 404,
    text: '',
    errors: [],
    retryAfterMs: 900,
    requestId: '',
  });
  await expect(joinRoom({ join: async () => refusal }, 'r', () => {})).rejects.toMatchObject({
    code: 'room_not_found',
    retryAfterMs: 900,
  });
  const silence = failed({ kind: 'network' });
  await expect(joinRoom({ join: async () => silence }, 'r', () => {})).rejects.toMatchObject({ code: undefined });
});
