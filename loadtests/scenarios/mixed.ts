import { check } from 'k6';
import exec from 'k6/execution';
import type { Options } from 'k6/options';
import { registerAccount, signIn } from '../lib/account.ts';
import { hostsOf, hostsPlan, hostsSeatedSeconds, sitThere, steady } from '../lib/arrivals.ts';
import { Gifting } from '../lib/gifting.ts';
import { api } from '../lib/http.ts';
import { type MixedAct, mixedWeights, roundOf } from '../lib/mixed-weights.ts';
import { joinOverEdge } from '../lib/one-join.ts';
import type { CrowdPlan } from '../lib/plan.ts';
import { turnOf } from '../lib/prepared.ts';
import { settings } from '../lib/settings.ts';
import { thresholdsOf } from '../thresholds.ts';
import type { World, WorldAccount, WorldRoom } from '../world.ts';

/** Everything at once, by the weights of lib/mixed-weights.ts: half of it registers, the other half looks around and gives. */
const { target, profile, sizes, world, runId } = settings('mixed');
// The names of a round are those of the weights.
const round = roundOf(mixedWeights) as readonly MixedAct[];

export const options: Options = {
  scenarios: {
    hosts: hostsOf(sizes),
    people: { ...steady(sizes.perSecond, sizes.seconds), startTime: `${hostsSeatedSeconds}s` },
  },
  thresholds: thresholdsOf('mixed', profile),
};

export function setup(): CrowdPlan {
  return hostsPlan(sizes, world());
}

export function host(plan: CrowdPlan): Promise<void> {
  return sitThere(target, world(), plan);
}

interface Turn {
  readonly at: number;
  readonly account: WorldAccount;
  readonly room: WorldRoom;
}

let known: World | undefined;

export default async function mixed(): Promise<void> {
  known ??= world();
  const at = exec.scenario.iterationInTest;
  const { account, room } = turnOf(known, at);
  const act = round[at % round.length] ?? 'lobby';
  const done = await acts[act]({ at, account, room });
  check(done, { [`${act} was answered`]: (is) => is });
}

const read = (path: string, name: string, accessToken?: string): boolean =>
  api(target, { method: 'GET', path, name, ...(accessToken === undefined ? {} : { accessToken }) }).ok;

const acts: { readonly [A in MixedAct]: (turn: Turn) => boolean | Promise<boolean> } = {
  registration: ({ at }) => registerAccount(target, `lt${runId}_${at}`).ok,
  login: ({ at, account }) => signIn(target, account, `mixed-${at % 5}-${account.username}`).ok,
  lobby: () => read('/streams', '/streams'),
  search: () => read('/search?q=load', '/search'),
  profile: ({ room }) => read(`/users/${room.host.username}`, '/users/:handle'),
  wallet: ({ account }) => read('/wallet', '/wallet', account.accessToken),
  join: ({ room, account }) => joinOverEdge(target, room.id, account),
  gift: ({ room, account }) =>
    joinOverEdge(target, room.id, account, async (socket) => {
      const gifting = new Gifting();
      gifting.give(socket);
      await gifting.settle();
    }),
};
