import type { Stream, Summary } from '@halobuzz/core/api/streams';
import { check } from 'k6';
import type { WorldAccount } from '../world.ts';
import { Chatting } from './chatting.ts';
import { enterAsHost } from './host-seat.ts';
import { api, must } from './http.ts';
import * as metrics from './metrics.ts';
import { tallied } from './moments.ts';
import { joinOverEdge } from './one-join.ts';

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
    const socket = enterAsHost(target, stream.id, accessToken, (event) => {
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

function end(target: string, roomId: string, accessToken: string): boolean {
  const answer = api<{ summary: Summary }>(target, {
    ...{ method: 'POST', path: `/streams/${roomId}/end`, name: '/streams/:id/end', body: {}, accessToken },
  });
  return check(answer, {
    'the broadcast ended': ({ ok }) => ok,
    'its summary counts the viewer': (got) => got.ok && got.data.summary.uniqueViewers >= 1,
  });
}
