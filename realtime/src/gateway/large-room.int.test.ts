import { limits } from '@halobuzz/core/limits';
import { encode } from '@halobuzz/core/protocol/codec';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GatewayBench, type RunningGateway, type TestRoom } from '../../testing/gateway-bench.ts';
import type { GatewayClient } from '../../testing/gateway-client.ts';
import { plainMessage, testPerson } from '../../testing/rooms.ts';

const host = testPerson('Host');
let bench: GatewayBench;
let gateway: RunningGateway;

beforeAll(async () => {
  bench = await GatewayBench.openOnTestStores();
  gateway = await bench.gateway({ rateProfile: 'load' });
});
afterAll(() => bench.close());

/** Emits reliable events and chat, one after the other, until stopped; resolves with the number of each. */
function keepMoving(room: TestRoom): { readonly stop: () => Promise<number> } {
  let stopped = false;
  const moving = (async () => {
    let n = 0;
    while (!stopped) {
      n += 1;
      const from = { id: host.account, name: host.name };
      const chat = encode({ t: 'chat', mid: `${n}`, from, text: `${n}`, atMs: n });
      await bench.rooms.appendReliable(room.id, 2, encode({ t: 'host', online: true, atMs: n }));
      await bench.rooms.chat.append(room.id, plainMessage(`${n}`, chat));
    }
    return n;
  })();
  return {
    stop: () => {
      stopped = true;
      return moving;
    },
  };
}

/** Of what came in its turn, not as the answer to a sync. */
const offsetsOf = (socket: GatewayClient): (number | undefined)[] =>
  socket.reliableEvents().flatMap(({ offset, recovered }) => (recovered ? [] : [offset]));
const chatOf = (socket: GatewayClient): string[] =>
  socket.events.flatMap(({ event }) => (event.t === 'chat' ? [event.text] : []));

it('a room that is written in groups tells each viewer everything once, while they come, go and ask', async () => {
  const room = await bench.room(host);
  const moving = keepMoving(room);
  const sockets: GatewayClient[] = [];
  const viewers = limits.roomGroupViewersMax + 30;
  while (sockets.length < viewers) {
    const joins = Array.from({ length: 40 }, () => bench.join(gateway, room, testPerson('V')));
    sockets.push(...(await Promise.all(joins)));
    // From the first group, so that the next to come fill it up again.
    for (const socket of sockets.splice(0, 5)) socket.close();
  }
  // Asked in the midst of ticks: what the answer brings and what the next frame brings must fit.
  for (const socket of sockets.slice(-20)) {
    const { point } = socket;
    expect(await socket.do({ t: 'sync', point })).toMatchObject({ recovered: true });
  }
  const said = await moving.stop();
  const read = await bench.rooms.readRoom(room.id);
  const head = read.kind === 'ok' ? read.snapshot.offset : 0;
  for (const socket of sockets) {
    const { offset } = socket.welcome;
    await socket.wait(() => (socket.point.offset === head ? true : undefined), 'the head');
    await socket.wait(() => (chatOf(socket).at(-1) === `${said}` ? true : undefined), 'the last message');
    const expected = Array.from({ length: head - offset }, (_, i) => offset + 1 + i);
    expect(offsetsOf(socket)).toEqual(expected);
    // From the first message that a frame brought on, all and each once.
    const heard = chatOf(socket).map(Number);
    const first = heard[0] ?? said + 1;
    expect(heard).toEqual(Array.from({ length: said - first + 1 }, (_, i) => first + i));
  }
}, 60_000);
