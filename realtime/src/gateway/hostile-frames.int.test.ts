import { limits } from '@halobuzz/core/limits';
import { encode } from '@halobuzz/core/protocol/codec';
import { hostileValue } from '@halobuzz/core/testing/hostile-input';
import { upExamples } from '@halobuzz/core/testing/protocol-examples';
import fc from 'fast-check';
import { Packr } from 'msgpackr/pack';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { GatewayBench, type RunningGateway, type TestRoom } from '../../testing/gateway-bench.ts';
import { testPerson } from '../../testing/rooms.ts';

const packr = new Packr({ useRecords: false, variableMapSize: true });
const numRuns = Number(process.env.FUZZ_RUNS ?? 40);

let bench: GatewayBench;
let gateway: RunningGateway;
let room: TestRoom;

beforeAll(async () => {
  bench = await GatewayBench.openOnTestStores();
  gateway = await bench.gateway({ rateProfile: 'load' });
  room = await bench.room();
});
afterAll(() => bench.close());

const commands = fc.constantFrom(...Object.values(upExamples));
const frames = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  hostileValue.map((value) => new Uint8Array(packr.pack(value))),
  commands.map(encode),
  fc.tuple(commands, hostileValue, fc.nat()).map(([command, value, seed]) => {
    const names = Object.keys(command);
    return new Uint8Array(packr.pack({ ...command, [names[seed % names.length] ?? 't']: value }));
  }),
);

it('fuzz: a socket answers each frame or closes, and the gateway goes on', async () => {
  const property = fc.asyncProperty(frames, async (frame) => {
    const socket = await bench.join(gateway, room, testPerson('Eve'));
    const before = socket.replies.length;
    socket.sendRaw(frame);
    await socket.wait(() => socket.closed ?? socket.replies[before], 'a reply or the close');
    if (frame.byteLength <= limits.upFrameBytesMax) expect(socket.unreadable).toBe(0);
    socket.socket.close();
  });
  await fc.assert(property, { numRuns, endOnFailure: true });
  const ann = await bench.join(gateway, room, testPerson('Ann'));
  expect(await ann.do({ t: 'ping' })).toMatchObject({ t: 'ping' });
});
