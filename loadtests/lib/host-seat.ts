import type { JoinData } from '@halobuzz/core/api/streams';
import type { DownEvent } from '@halobuzz/core/protocol/down';
import { check } from 'k6';
import exec from 'k6/execution';
import type { World } from '../world.ts';
import { datedText } from './dated.ts';
import { api, must } from './http.ts';
import * as metrics from './metrics.ts';
import { paced, tallied, until } from './moments.ts';
import type { CrowdPlan } from './plan.ts';
import { newClientId } from './random.ts';
import { explainRefusal } from './refusals.ts';
import { RoomSocket } from './room-socket.ts';

const welcomeTimeoutMs = 15_000;
/** Hosts leave last: their going is an event of its own, which nobody is to wait for. */
const hostStaysMs = 3_000;

export interface HostPart {
  readonly target: string;
  readonly world: World;
  readonly plan: CrowdPlan;
  readonly onEvent?: (event: DownEvent) => void;
  /** What the host does from `actFromMs` to `actToMs`; settles when all of it is answered. */
  readonly act: (socket: RoomSocket) => Promise<void>;
  /** Before the host leaves, when everything has arrived. */
  readonly compare?: (socket: RoomSocket) => Promise<void>;
}

/** One host's whole part: joins their own broadcast over the edge, acts, stays until the viewers have gone. */
export function playHost({ target, world, plan, onEvent, act, compare }: HostPart): Promise<void> {
  return tallied(async () => {
    const room = world.rooms[exec.scenario.iterationInTest];
    if (room === undefined) throw new Error('more hosts than broadcasts');
    metrics.joined.want.add(1);
    const socket = enterAsHost(target, room.id, room.host.accessToken, onEvent ?? (() => undefined));
    try {
      const isIn = await socket.until(() => socket.welcome !== undefined, welcomeTimeoutMs);
      metrics.joinOk.add(isIn);
      if (!isIn) throw new Error(`the host of ${room.id} did not get in: ${socket.reason}`);
      metrics.joined.got.add(1);
      await until(plan.actFromMs);
      await act(socket);
      await until(plan.compareAtMs);
      await compare?.(socket);
      await until(plan.leaveAtMs + hostStaysMs);
      check(socket, { 'the host stayed to the end': ({ closed }) => !closed });
    } finally {
      socket.close();
    }
  });
}

/** Asks the edge for the host's place and opens the socket; its welcome is still to come. Everything that comes is read. */
export function enterAsHost(
  target: string,
  roomId: string,
  accessToken: string,
  onEvent: (event: DownEvent) => void,
): RoomSocket {
  const askedAtMs = Date.now();
  const path = `/rooms/${roomId}/join`;
  const { url, ticket } = must(
    'join as host',
    api<JoinData>(target, { method: 'POST', path, name: '/rooms/:id/join', body: {}, accessToken }),
  );
  return new RoomSocket({ roomId, url, entry: { kind: 'ticket', ticket }, askedAtMs }, 1, onEvent);
}

/** A chat line and a new gift goal by turns: the one travels the lossy lane, the other the reliable one; both tell their age. */
export async function publish(socket: RoomSocket, plan: CrowdPlan, perSecond: number): Promise<void> {
  let waiting = 0;
  await paced({ perSecond, fromMs: plan.actFromMs, toMs: plan.actToMs }, (index) => {
    const text = datedText('load');
    metrics.published.want.add(1);
    waiting += 1;
    const body =
      index % 2 === 0
        ? ({ t: 'goal', title: text, target: '1000000' } as const)
        : ({ t: 'chat', text, clientId: newClientId() } as const);
    socket.ask(body, (reply) => {
      waiting -= 1;
      if (reply.ok) metrics.published.got.add(1);
      else explainRefusal('the host publishes', reply);
    });
  });
  await socket.until(() => waiting === 0, welcomeTimeoutMs);
}
