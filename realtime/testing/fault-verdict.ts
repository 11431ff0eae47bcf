import { roomKeys } from '@halobuzz/core/rooms/keys';
import { waitUntil } from '../../scripts/cluster/wait-until.ts';
import { nodeField } from '../src/gateway/control/node-registry.ts';
import type { FaultWorld } from './fault-world.ts';

/** Everything has come to rest by then; a node killed hard is out of the counts within 10 s. */
const restTimeoutMs = 45_000;

/**
 * Heals everything, waits until the world has come to rest, and says what is wrong: events missed or told twice, counts
 * that are off, state that the stores kept of nobody. Empty when all is well.
 */
export async function verdictOf(world: FaultWorld): Promise<readonly string[]> {
  world.heal();
  // First without a new event: what was lost at the end must be found by itself, not by the next one.
  const unrest = await comeToRest(world);
  for (const room of world.rooms) await world.append(room);
  const after = unrest.length > 0 ? unrest : await comeToRest(world);
  return [...after, ...lies(world), ...dead(world)];
}

async function comeToRest(world: FaultWorld): Promise<readonly string[]> {
  let unrest: readonly string[] = ['nothing was looked at'];
  await waitUntil(
    async () => {
      unrest = await unrestOf(world);
      return unrest.length === 0;
    },
    { timeoutMs: restTimeoutMs, pollMs: 250 },
  );
  return unrest;
}

/** What keeps the world from being at rest. */
async function unrestOf(world: FaultWorld): Promise<readonly string[]> {
  const wrong: string[] = [];
  const living = new Set(world.gateways.map(({ process }) => nodeField(process.node)));
  let joined = 0;
  for (const { process } of world.gateways) joined += await process.metric('halobuzz_gateway_joined_sockets');
  if (joined !== world.witnesses.size) wrong.push(`${joined} sockets are joined, not ${world.witnesses.size}`);
  for (const room of world.rooms) {
    const here = [...world.witnesses].filter(({ roomId }) => roomId === room.id);
    const read = await world.store(room.id).readRoom(room.id);
    if (read.kind !== 'ok') return [`room ${room.id} is ${read.kind}`];
    const { epoch, offset, nodes } = read.snapshot;
    for (const { client, viewers, person } of here) {
      const at = client.point;
      if (client.state !== 'live') wrong.push(`${person.name} is ${client.state}`);
      else if (at?.epoch !== epoch || at.offset !== offset) {
        wrong.push(`${person.name} stands at ${at?.epoch}:${at?.offset}, the room at ${epoch}:${offset}`);
      } else if (viewers !== here.length) wrong.push(`${person.name} sees ${viewers} viewers of ${here.length}`);
    }
    // What a dead node left in a room where nobody is, the origin's pass takes away; there is no origin here.
    if (here.length === 0) continue;
    const { redis } = world.store(room.id);
    const keys = roomKeys(room.id);
    const members = await redis.hgetall(keys.members);
    const sockets = Object.values(members).reduce((sum, count) => sum + Number(count), 0);
    const accounts = new Set(here.map(({ person }) => person.account));
    if (sockets !== here.length) wrong.push(`the store has ${sockets} sockets in the room, not ${here.length}`);
    if (Object.keys(members).length !== accounts.size)
      wrong.push(`the store knows ${Object.keys(members).length} members`);
    const counted = [...nodes].filter(([, count]) => count > 0);
    const total = counted.reduce((sum, [, count]) => sum + count, 0);
    if (total !== here.length) wrong.push(`the nodes of the room count ${total}, not ${here.length}`);
    for (const [field] of counted) if (!living.has(field)) wrong.push(`${field} is gone and still counted`);
  }
  return wrong;
}

/** What clients were told and should not have been, or not like that. */
function lies(world: FaultWorld): readonly string[] {
  const wrong: string[] = [];
  for (const witness of world.witnesses) {
    wrong.push(...witness.problems.map((problem) => `${witness.person.name}: ${problem}`));
    for (const { epoch, offset, number } of witness.told) {
      const expected = world.appended.get(`${witness.roomId}:${epoch}:${offset}`);
      if (expected === number || (expected === undefined && world.unsure.has(number))) continue;
      wrong.push(`${witness.person.name} was told ${number} at ${epoch}:${offset}, where ${expected} stands`);
    }
  }
  return wrong;
}

function dead(world: FaultWorld): readonly string[] {
  return world.gateways.flatMap(({ process }) =>
    process.alive() ? [] : [`${process.name} died: ${process.output().slice(-1_000)}`],
  );
}

/** What an idle gateway holds; compared before and after. */
export interface Footprint {
  readonly timers: number;
  readonly files: number;
}

export async function footprintsOf(world: FaultWorld): Promise<readonly Footprint[]> {
  return Promise.all(
    world.gateways.map(async ({ process }) => ({
      timers: await process.metric('nodejs_active_resources', { type: 'Timeout' }),
      files: await process.metric('process_open_fds'),
    })),
  );
}

/**
 * Everybody leaves; then nothing may be left of them: no socket, no room, no subscription, no timer, no open file. The
 * slack is for timers of single commands and for the very connection that asks.
 */
export async function leftovers(world: FaultWorld, before: Footprint, slack = 4): Promise<readonly string[]> {
  // By now the gateways have new lines; the stores' ends of forgotten ones are nobody's.
  for (const { rooms, control } of world.gateways) for (const line of [...rooms, control]) line.endForgotten();
  const gone = [...world.witnesses];
  for (const witness of gone) world.leave(witness);
  let left: readonly string[] = ['nothing was looked at'];
  await waitUntil(
    async () => {
      left = await leftOf(world, before, slack);
      return left.length === 0;
    },
    { timeoutMs: restTimeoutMs, pollMs: 250 },
  );
  const own = gone.flatMap(({ person, timers, sockets }) =>
    timers === 0 && sockets === 0 ? [] : [`${person.name} holds ${timers} timers and ${sockets} sockets`],
  );
  return [...left, ...own, ...dead(world)];
}

async function leftOf(world: FaultWorld, before: Footprint, slack: number): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const { process } of world.gateways) {
    for (const name of ['sockets', 'joined_sockets', 'rooms']) {
      const value = await process.metric(`halobuzz_gateway_${name}`);
      if (value !== 0) wrong.push(`${process.name} has ${value} ${name}`);
    }
  }
  for (const [i, now] of (await footprintsOf(world)).entries()) {
    if (now.timers > before.timers + slack)
      wrong.push(`gateway ${i} has ${now.timers} timers, ${before.timers} before`);
    if (now.files > before.files + slack)
      wrong.push(`gateway ${i} has ${now.files} open files, ${before.files} before`);
  }
  for (const { redis } of world.stores) {
    const channels = (await redis.pubsub('CHANNELS', 'r:*')).length;
    if (channels > 0) wrong.push(`${channels} rooms are still subscribed`);
  }
  for (const room of world.rooms) {
    for (const { process } of world.gateways) {
      const key = roomKeys(room.id).nodeMembers(nodeField(process.node));
      const members = await world.store(room.id).redis.hlen(key);
      if (members > 0) wrong.push(`${process.name} left ${members} members in ${room.id}`);
    }
  }
  return wrong;
}
