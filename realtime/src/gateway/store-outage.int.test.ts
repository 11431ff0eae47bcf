import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorCodes } from '@halobuzz/core/errors/codes';
import { limits } from '@halobuzz/core/limits';
import { encode } from '@halobuzz/core/protocol/codec';
import { controlKeys, roomKeys } from '@halobuzz/core/rooms/keys';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningValkey, startValkey } from '../../../scripts/cluster/valkey.ts';
import { GatewayBench, type RunningGateway } from '../../testing/gateway-bench.ts';
import { testPerson, testUuid } from '../../testing/rooms.ts';

const dir = mkdtempSync(join(tmpdir(), 'halobuzz-gateway-'));
let control: RunningValkey;
let rooms: RunningValkey;
let bench: GatewayBench;
let gateway: RunningGateway;
let skewMs = 0;

beforeAll(async () => {
  [control, rooms] = await Promise.all([
    startValkey({ dir: join(dir, 'control'), appendfsync: 'everysec' }),
    startValkey({ dir: join(dir, 'rooms'), appendfsync: 'always' }),
  ]);
  bench = await GatewayBench.open(rooms.url, control.url);
  gateway = await bench.gateway({}, { elapsedMs: () => performance.now() + skewMs });
});
afterAll(async () => {
  await bench.close();
  await Promise.all([control.stop(), rooms.stop()]);
  rmSync(dir, { recursive: true, force: true });
});

async function crash(store: RunningValkey): Promise<void> {
  store.signal('SIGKILL');
  await store.exited;
}
const reasons = () => Object.keys(gateway.readiness.reasons());

describe('without control Redis', () => {
  it('nobody is let in, gifts are refused once the feed is lost, and it all mends itself', async () => {
    const room = await bench.room();
    const ann = testPerson('Ann');
    await bench.fund(ann, 10n);
    const socket = await bench.join(gateway, room, ann);
    const rose = (clientId: string) => ({ t: 'gift', clientId, gift: 'rose', quantity: 1 }) as const;
    await socket.do(rose(testUuid()));
    await crash(control);

    // Whether a ticket was used before cannot be told.
    const early = await bench.connect(gateway);
    early.sayHello({ room: room.id, ticket: await bench.ticket(gateway, room, testPerson('Bob')) });
    expect(await early.closedBy()).toMatchObject({ code: errorCodes.feed_lost.close });
    expect(socket.closed).toBeUndefined();
    await socket.do({ t: 'chat', text: 'still here' });

    skewMs = limits.revocationFeedLostMs + 1_000;
    expect(await socket.refusal(rose(testUuid()))).toBe('feed_lost');
    expect(reasons()).toEqual(expect.arrayContaining(['control', 'revocations']));
    skewMs = limits.revocationFeedCloseMs + 1_000;
    expect(await socket.closedBy()).toMatchObject({ code: errorCodes.feed_lost.close });
    skewMs = 0;

    control = await startValkey({ dir: control.dir, port: control.port, appendfsync: 'everysec' });
    await expect.poll(reasons, { timeout: 10_000 }).toEqual([]);
    const cem = testPerson('Cem');
    const back = await bench.join(gateway, room, cem);
    await bench.control.xadd(
      controlKeys.revocations,
      ...(['*', 'kind', 'account', 'id', cem.account, 'code', 'account_banned'] as const),
    );
    expect(await back.closedBy()).toMatchObject({ code: errorCodes.account_banned.close });
  });
});

describe('without rooms Redis', () => {
  it('commands are refused, and after a crash viewers get the room anew and hear on', async () => {
    const room = await bench.room();
    const socket = await bench.join(gateway, room, testPerson('Ann'));
    const event = (n: number) => encode({ t: 'host', online: true, atMs: n });
    await bench.rooms.appendReliable(room.id, 2, event(1));
    await socket.heard((heard) => heard.t === 'host');
    const gone = await bench.join(gateway, room, testPerson('Bob'));
    const elsewhere = await bench.room();
    const alone = await bench.join(gateway, elsewhere, testPerson('Cem'));
    await crash(rooms);
    for (const leaver of [gone, alone]) {
      leaver.close();
      await leaver.closedBy();
    }
    expect(await socket.refusal({ t: 'chat', text: 'hello?' })).toBe('unavailable');
    expect(await socket.refusal({ t: 'viewers' })).toBe('unavailable');
    expect(reasons()).toContain('rooms');

    rooms = await startValkey({ dir: rooms.dir, port: rooms.port, appendfsync: 'always' });
    const again = await socket.wait(() => socket.welcomes[1], 'another welcome');
    expect(again).toMatchObject({ recovered: false, offset: 1 });
    await bench.rooms.appendReliable(room.id, 2, event(2));
    const { offset } = await socket.heard((heard) => heard.t === 'host' && heard.atMs === 2);
    expect(offset).toBe(2);
    await expect.poll(async () => (await socket.ask({ t: 'chat', text: 'back' })).ok, { interval: 1_000 }).toBe(true);
    expect(socket.closed).toBeUndefined();

    // Those who left while the store could not be told are gone from it too, also where nobody is left.
    for (const { id } of [room, elsewhere]) {
      const field = `${gateway.node.id}#${gateway.node.boot}`;
      const left = id === room.id ? 1 : 0;
      await expect.poll(() => bench.roomsRedis.hlen(roomKeys(id).members), { timeout: 10_000 }).toBe(left);
      await expect.poll(async () => Number(await bench.roomsRedis.hget(roomKeys(id).nodes, field))).toBe(left);
    }
  });
});
