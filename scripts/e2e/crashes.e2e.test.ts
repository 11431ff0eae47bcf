import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { newBroadcast } from './broadcast.ts';
import { eventually } from './eventually.ts';
import { closeServer, holdPort } from './held-port.ts';
import { coinsOf, newPerson } from './person.ts';
import { type RoomVisit, visitRoom } from './room-visit.ts';
import { runningCluster } from './running-cluster.ts';

const cluster = runningCluster();

it('a gateway killed hard: its viewers move to the other one and miss nothing', async () => {
  const { api } = cluster;
  const room = await newBroadcast(api, 'Moving house');
  const ann = await newPerson(api, 'ann', { coins: 100n });
  const ben = await newPerson(api, 'ben', { coins: 100n });
  await room.visit.sees('count', ({ viewers }) => viewers === 1);
  const annVisit = await visitRoom(api, ann, room.stream.id);
  await annVisit.sees('count', ({ viewers }) => viewers === 2);
  const benVisit = await visitRoom(api, ben, room.stream.id);
  expect(annVisit.node()).not.toBe(benVisit.node());
  await annVisit.sees('count', ({ viewers }) => viewers === 3);

  const lost = annVisit.node();
  const { port } = cluster.process(lost);
  const pid = cluster.kill(lost);
  // The node stays away as if its machine were gone: nobody answers on its port until the viewer has moved.
  const squatter = await holdPort(port);
  try {
    await annVisit.becomes('reconnecting');
    // In flight while nobody can take it: answered after the move, charged once.
    const inFlight = annVisit.client.gift('momo', 1);
    for (let i = 0; i < 3; i += 1) await benVisit.client.gift('rose', 1);
    await annVisit.becomes('live');
    expect(annVisit.node()).toBe(benVisit.node());
    expect(await inFlight).toMatchObject({ result: 'created', balance: '90' });
  } finally {
    await closeServer(squatter);
  }
  for (const visit of [annVisit, benVisit]) {
    await eventually(
      'every gift',
      () => visit.seen('gift').length,
      (count) => count === 4,
    );
    expectNoGap(visit);
  }
  expect(annVisit.welcomes.at(-1)?.recovered).toBe(true);
  expect(await coinsOf(api, ann)).toBe(90n);
  await cluster.replaced(lost, pid);
  annVisit.client.stop();
  benVisit.client.stop();
  await room.end();
});

it('the runtime of the edge killed hard: it runs again, and who was signed in still is', async () => {
  const { api } = cluster;
  const ann = await newPerson(api, 'ann', { coins: 7n });
  const { pid } = cluster.process('edge');
  const runtimes = (): readonly number[] =>
    execFileSync('pgrep', ['-g', String(pid), 'workerd'], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map(Number);
  const killed = runtimes();
  expect(killed).toHaveLength(1);
  for (const runtime of killed) process.kill(runtime, 'SIGKILL');
  await eventually('another runtime', runtimes, (now) => now.some((runtime) => !killed.includes(runtime)));
  await eventually(
    'the wallet by the token of before',
    () => coinsOf(api, ann),
    (coins) => coins === 7n,
  );
});

it('the writer killed in the middle: gifts go on, each is confirmed once, the ledger verifies', async () => {
  const { api } = cluster;
  const room = await newBroadcast(api, 'Writer down');
  const ann = await newPerson(api, 'ann', { coins: 100n });
  const visit = await visitRoom(api, ann, room.stream.id);
  const transactions: string[] = [];
  const give = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i += 1) {
      const reply = await visit.client.gift('rose', 1);
      if (reply.t === 'gift') transactions.push(reply.tx);
    }
  };
  await give(5);
  const pid = cluster.kill('ledger');
  await give(15);
  expect(await coinsOf(api, ann)).toBe(80n);
  await cluster.replaced('ledger', pid);
  await eventually(
    'every gift is confirmed',
    () => visit.seen('gift.confirmed').map(({ tx }) => tx),
    (confirmed) => transactions.every((tx) => confirmed.includes(tx)),
  );
  expect(visit.seen('gift').map(({ tx }) => tx)).toEqual(transactions);
  await room.end();
  const summary = await eventually(
    'the summary is final',
    () => api.summary(room.host.accessToken, room.stream.id),
    ({ final }) => final,
  );
  expect(summary).toMatchObject({ gifts: 20, coins: '20' });
  expect(await cluster.ledger('verify')).toMatchObject({ status: 0 });
});

function expectNoGap(visit: RoomVisit): void {
  const first = visit.offsets[0] ?? 0;
  expect(visit.offsets).toEqual(visit.offsets.map((_, index) => first + index));
}
