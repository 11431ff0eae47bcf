import { errorCodes } from '@halobuzz/core/errors/codes';
import { controlKeys, roomKeys } from '@halobuzz/core/rooms/keys';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GatewayBench } from '../../testing/gateway-bench.ts';
import type { GatewayClient } from '../../testing/gateway-client.ts';
import { testPerson } from '../../testing/rooms.ts';

let bench: GatewayBench;
beforeAll(async () => {
  bench = await GatewayBench.openOnTestStores();
});
afterAll(() => bench.close());

describe('a node that goes away', () => {
  it('tells each client when to come back, closes it, and leaves nothing behind', async () => {
    const node = await bench.gateway({ drainSpreadMs: 400 });
    const room = await bench.room();
    const sockets: GatewayClient[] = [];
    for (let i = 0; i < 6; i += 1) sockets.push(await bench.join(node, room, testPerson(`p${i}`)));
    const silent = await bench.connect(node);

    const stopped = node.stop();
    const notice = await sockets[0]?.wait(() => sockets[0]?.notices[0], 'a notice');
    expect(notice).toMatchObject({ t: 'drain' });
    await expect(bench.connect(node)).rejects.toThrow('refused');
    expect(node.readiness.reasons()).toHaveProperty('draining');
    for (const socket of [...sockets, silent]) {
      expect(await socket.closedBy()).toMatchObject({ code: errorCodes.draining.close });
      expect(socket.notices.map(({ t }) => t)).toEqual(['drain', 'closing']);
    }
    await stopped;
    expect(await bench.control.exists(controlKeys.node(node.node.id))).toBe(0);
    expect(await bench.roomsRedis.hgetall(roomKeys(room.id).members)).toEqual({});
    expect(await bench.roomsRedis.hgetall(roomKeys(room.id).nodes)).toEqual({});
  });

  it('can be come back from by resume token, on another node, with nothing missed', async () => {
    const [goes, stays] = [await bench.gateway(), await bench.gateway()];
    const room = await bench.room();
    const ann = testPerson('Ann');
    const before = await bench.join(goes, room, ann);
    const { point } = before;
    await goes.stop();
    await bench.join(stays, room, room.host);
    const after = await bench.connect(stays);
    expect(await after.hello({ room: room.id, resume: before.welcome.resume, point })).toMatchObject({
      recovered: true,
    });
    const { recovered } = await after.heard((event) => event.t === 'host' && event.online);
    expect(recovered).toBe(true);
  });
});

describe('a start', () => {
  it('that fails leaves nothing open', async () => {
    const node = await bench.gateway();
    await expect(bench.gateway({ port: node.port })).rejects.toThrow('taken');
    await expect(bench.gateway({ controlUrl: 'redis://127.0.0.1:1' })).rejects.toThrow();
  });
});
