import type { RoomClientState } from '@halobuzz/core/client/room-listener';
import { afterEach, expect, it, vi } from 'vitest';
import { fakeServer, success } from '../../testing/fake-server.ts';
import { joinDataOf, streamOf, tokensOf, uuidOf } from '../../testing/fixtures.ts';
import { makeServices } from './make-services.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

it('puts the app together: a stored session, a join, a socket to the gateway it names', async () => {
  const opened: string[] = [];
  class FakeWebSocket {
    constructor(url: string) {
      opened.push(url);
    }
    close(): void {}
  }
  vi.stubGlobal('WebSocket', FakeWebSocket);
  const data = joinDataOf(streamOf(1));
  const server = fakeServer({ [`POST /rooms/${uuidOf(1)}/join`]: () => success(data) });
  vi.stubGlobal('fetch', server.fetch);
  const services = makeServices();
  await services.client.begin(tokensOf(1));
  expect(localStorage.getItem('halobuzz.session')).toBe('session-1');
  const states: RoomClientState[] = [];
  const joined: unknown[] = [];
  const room = services.openRoom(
    uuidOf(1),
    { onState: (state) => states.push(state), onWelcome: () => {}, onEvent: () => {} },
    (place) => joined.push(place),
  );
  room.start();
  await expect.poll(() => opened).toEqual([data.url]);
  room.stop();
  // Once while the client's code was fetched, once by the client itself.
  expect(states).toEqual(['connecting', 'connecting', 'stopped']);
  expect(joined).toEqual([data]);
});

it('makes ids, knows the device and finds the mailbox', async () => {
  const services = makeServices();
  expect(services.newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  expect((await services.device()).id).toBe((await services.device()).id);
  expect(services.mailboxUrl('a+b@example.org')).toBe(`${window.location.origin}/dev/mailbox?to=a%2Bb%40example.org`);
  expect(services.mailboxUrl(undefined)).toBe(`${window.location.origin}/dev/mailbox`);
});

it('keeps nothing in the browser but session, device and look', async () => {
  const services = makeServices();
  await services.client.begin(tokensOf(1));
  await services.device();
  const kept = ['halobuzz.session', 'halobuzz.device', 'halobuzz.appearance'];
  expect(Object.keys(localStorage).filter((key) => !kept.includes(key))).toEqual([]);
  expect(sessionStorage).toHaveLength(0);
  expect(document.cookie).toBe('');
  const stored = Object.values(localStorage).join('\n');
  // A cookie that no script reads carries it.
  expect(stored).not.toContain('refresh-1');
  expect(stored).not.toContain(tokensOf(1).accessToken);
  await services.client.end();
  expect(Object.keys(localStorage)).not.toContain('halobuzz.session');
});
