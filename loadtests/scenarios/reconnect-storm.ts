import { crowdOptions, crowdPlan } from '../lib/crowd-options.ts';
import { noteAge } from '../lib/dated.ts';
import { playHost, publish } from '../lib/host-seat.ts';
import * as metrics from '../lib/metrics.ts';
import { until } from '../lib/moments.ts';
import type { CrowdPlan } from '../lib/plan.ts';
import { RoomSocket } from '../lib/room-socket.ts';
import { settings } from '../lib/settings.ts';
import { type Crowd, decodeOneInOf, playCrowd } from '../lib/viewer-crowd.ts';

/**
 * Every viewer's socket is cut in the same moment, in the middle of what hosts publish. All of them come back as the app does, by
 * resume token and at a random moment of a short pause, and are brought what they missed.
 */
const { target, profile, sizes, world } = settings('reconnect-storm');
/** After so much of the acting: before and after it there is something to see. */
const cutAtShare = 0.25;
/** As the app: the first pause is random in a second, each further one in twice the last. */
const firstPauseMs = 1_000;
const pauseMsMax = 8_000;
const tryTimeoutMs = 10_000;
const backTimeoutMs = 20_000;

export const options = crowdOptions('reconnect-storm', profile, sizes);

export function setup(): CrowdPlan {
  return crowdPlan(sizes, world());
}

export function host(plan: CrowdPlan): Promise<void> {
  const perSecond = sizes.perSecond / sizes.rooms;
  return playHost({ target, world: world(), plan, act: (socket) => publish(socket, plan, perSecond) });
}

export function crowd(plan: CrowdPlan): Promise<void> {
  return playCrowd({ sizes, world: world(), plan, onEvent: noteAge, act: cutAndComeBack });
}

async function cutAndComeBack(crowd: Crowd): Promise<void> {
  const { plan, sockets } = crowd;
  const cutAtMs = plan.actFromMs + (plan.actToMs - plan.actFromMs) * cutAtShare;
  await until(cutAtMs);
  for (const socket of sockets) socket.close();
  const back = await Promise.all(sockets.map((socket, at) => comeBack(crowd, socket, at, cutAtMs)));
  for (const one of back) metrics.backOk.add(one);
  await until(plan.actToMs);
}

/** Tries again with the same token as long as it was not taken; a token that was is spent, and its viewer is lost. */
async function comeBack(crowd: Crowd, cut: RoomSocket, at: number, cutAtMs: number): Promise<boolean> {
  const { point, resume } = cut;
  if (point === undefined || resume === undefined) return false;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMsMax, pauseMs * 2)) {
    await until(Date.now() + Math.random() * pauseMs);
    const askedAtMs = Date.now();
    const entry = { kind: 'resume', resume, point } as const;
    const place = { roomId: crowd.roomId, url: cut.place.url, entry, askedAtMs };
    const socket = new RoomSocket(place, decodeOneInOf(at, sizes), crowd.onEvent(at), at);
    crowd.replace(at, socket);
    if (await socket.until(() => socket.welcome !== undefined, tryTimeoutMs)) {
      return isWhole(socket, cutAtMs);
    }
    if (!socket.closed) socket.close();
    if (Date.now() - cutAtMs > backTimeoutMs) {
      console.error(`a viewer did not come back: ${socket.reason}`);
      return false;
    }
  }
}

/** Whether what was missed came: everything up to the head that the welcome told. */
async function isWhole(socket: RoomSocket, cutAtMs: number): Promise<boolean> {
  const { welcome } = socket;
  if (welcome?.recovered !== true) {
    console.error('a viewer came back to a room that they had to take anew');
    return false;
  }
  const whole = await socket.until(() => (socket.point?.offset ?? 0) >= welcome.offset, tryTimeoutMs);
  if (whole) metrics.recoverMs.add(Date.now() - cutAtMs);
  return whole;
}
