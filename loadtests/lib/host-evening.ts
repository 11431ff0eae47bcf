import type { JoinData, Stream, Summary } from '@halobuzz/core/api/streams';
import type { DownEvent } from '@halobuzz/core/protocol/down';
import { check } from 'k6';
import type { WorldAccount } from '../world.ts';
import { Chatting } from './chatting.ts';
import { api, must } from './http.ts';
import * as metrics from './metrics.ts';
import { tallied } from './moments.ts';
import { joinOverEdge } from './one-join.ts';
import { RoomSocket } from './room-socket.ts';

const welcomeTimeoutMs = 10_000;
const endTimeoutMs = 10_000;

/** A whole broadcast: going live, joining, a viewer who comes and says something, the end, and a summary that knows of them. */
export function playEvening(target: string, host: WorldAccount, viewer: WorldAccount): Promise<void> {
  return tallied(async () => {
    metrics.finished.want.add(1);
    const { accessToken } = host;
    const body = { title: 'An evening of the load test', category: 'music' };
    const { stream } = must(
      'go live',
      api<{ stream: Stream }>(target, { method: 'POST', path: '/streams', body, accessToken }),
    );
    let ended = false;
    const socket = enter(target, stream.id, accessToken, (event) => {
      ended ||= event.t === 'ended';
    });
    try {
      const isIn = await socket.until(() => socket.welcome !== undefined, welcomeTimeoutMs);
      check(isIn, { 'the host is in': (is) => is });
      const chatting = new Chatting();
      await joinOverEdge(target, stream.id, viewer, async (viewing) => {
        chatting.say(viewing);
        await chatting.settle();
      });
      const isOver = end(target, stream.id, accessToken);
      const heard = await socket.until(() => ended, endTimeoutMs);
      check(heard, { 'the host hears the end': (is) => is });
      if (isOver && isIn && heard) metrics.finished.got.add(1);
    } finally {
      socket.close();
    }
  });
}

function enter(target: string, roomId: string, accessToken: string, onEvent: (event: DownEvent) => void): RoomSocket {
  const askedAtMs = Date.now();
  const path = `/rooms/${roomId}/join`;
  const { url, ticket } = must(
    'join as host',
    api<JoinData>(target, { method: 'POST', path, name: '/rooms/:id/join', body: {}, accessToken }),
  );
  const place = { roomId, url, entry: { kind: 'ticket', ticket }, askedAtMs } as const;
  return new RoomSocket(place, 1, onEvent);
}

function end(target: string, roomId: string, accessToken: string): boolean {
  const answer = api<{ summary: Summary }>(target, {
    ...{ method: 'POST', path: `/streams/${roomId}/end`, name: '/streams/:id/end', body: {}, accessToken },
  });
  return check(answer, {
    'the broadcast ended': ({ ok }) => ok,
    'its summary counts the viewer': (got) => got.ok && got.data.summary.uniqueViewers >= 1,
  });
}
