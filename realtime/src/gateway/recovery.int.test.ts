import { errorCodes } from '@halobuzz/core/errors/codes';
import { limits } from '@halobuzz/core/limits';
import { encode } from '@halobuzz/core/protocol/codec';
import { eventSpecs } from '@halobuzz/core/protocol/down';
import { PROTOCOL_VERSION_MIN } from '@halobuzz/core/protocol/version';
import { roomKeys } from '@halobuzz/core/rooms/keys';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GatewayBench, type RunningGateway, type TestRoom } from '../../testing/gateway-bench.ts';
import type { GatewayClient } from '../../testing/gateway-client.ts';
import { testPerson } from '../../testing/rooms.ts';

const ann = testPerson('Ann');
let bench: GatewayBench;
let first: RunningGateway;
let second: RunningGateway;
let room: TestRoom;

beforeAll(async () => {
  bench = await GatewayBench.openOnTestStores();
  first = await bench.gateway();
  second = await bench.gateway();
});
afterAll(() => bench.close());
beforeEach(async () => {
  room = await bench.room();
});

/** Emits reliable events; `n` stands in each. */
async function emit(...numbers: readonly number[]): Promise<void> {
  for (const n of numbers) {
    await bench.rooms.appendReliable(room.id, 2, encode({ t: 'host', online: true, atMs: n }));
  }
}
const numbersOf = (socket: GatewayClient): (number | undefined)[] =>
  socket.reliableEvents().map(({ event }) => (event.t === 'host' ? event.atMs : undefined));
const hearsNumber = (socket: GatewayClient, n: number) =>
  socket.heard((event) => event.t === 'host' && event.atMs === n);

describe('coming back', () => {
  it('by resume token brings what was missed, also on another node, and the token works once', async () => {
    const before = await bench.join(first, room, ann);
    await emit(1, 2);
    await hearsNumber(before, 2);
    const { resume } = before.welcome;
    const { point } = before;
    before.close();
    await before.closedBy();
    await emit(3, 4);

    const after = await bench.connect(second);
    const welcome = await after.hello({ room: room.id, resume, point });
    expect(welcome).toMatchObject({ recovered: true, offset: 4, you: { id: ann.account, role: 'viewer' } });
    await hearsNumber(after, 4);
    expect(after.reliableEvents().map(({ offset, recovered }) => [offset, recovered])).toEqual([
      [3, true],
      [4, true],
    ]);
    await emit(5);
    await hearsNumber(after, 5);
    expect(numbersOf(after)).toEqual([3, 4, 5]);

    const thief = await bench.connect(first);
    thief.sayHello({ room: room.id, resume, point });
    expect(await thief.closedBy()).toMatchObject({ code: errorCodes.resume_invalid.close });
    expect(welcome.resume).not.toBe(resume);
  });

  it('to more than a slow reader’s queue takes gets the whole state instead', async () => {
    const before = await bench.join(first, room, ann);
    const { point } = before;
    const large = encode({
      t: 'chat.deleted',
      mids: new Array<string>(400).fill('0'.repeat(32)),
      by: 'author',
      atMs: 1,
    });
    const events = Math.ceil(limits.socketSlowReaderBytes / large.byteLength);
    for (let i = 0; i < events; i += 1) {
      await bench.rooms.appendReliable(room.id, eventSpecs['chat.deleted'].code, large);
    }
    await before.wait(() => (before.point.offset === point.offset + events ? true : undefined), 'all events');
    const again = await bench.join(second, room, ann, { point });
    expect(again.welcome).toMatchObject({ recovered: false, offset: point.offset + events });
    expect(await before.do({ t: 'sync', point })).toMatchObject({ recovered: false, offset: point.offset + events });
    const small = { ...point, offset: point.offset + events - 1 };
    expect((await bench.join(second, room, ann, { point: small })).welcome).toMatchObject({ recovered: true });
  });

  it('with nothing missed gets an empty recovery, so that the client knows', async () => {
    const before = await bench.join(first, room, ann);
    await emit(1);
    await hearsNumber(before, 1);
    const again = await bench.join(first, room, ann, { point: before.point });
    expect(again.welcome.recovered).toBe(true);
    const frame = await again.wait(() => again.frames.find(({ kind }) => kind === 'events'), 'a recovery frame');
    expect(frame.header).toMatchObject({ flags: 1, events: 0 });
  });

  it('from too far back, or from another epoch, gets the whole state and is told so', async () => {
    const before = await bench.join(first, room, ann);
    const { epoch } = before.welcome;
    const event = encode({ t: 'host', online: true, atMs: 1 });
    await Promise.all(
      Array.from({ length: limits.roomHistoryEventsMax + 5 }, () => bench.rooms.appendReliable(room.id, 2, event)),
    );
    for (const point of [
      { epoch, offset: 0 },
      { epoch: epoch - 1, offset: limits.roomHistoryEventsMax },
      { epoch, offset: 5_000 },
    ]) {
      const again = await bench.join(first, room, ann, { point });
      expect(again.welcome).toMatchObject({ recovered: false, offset: limits.roomHistoryEventsMax + 5 });
      await again.do({ t: 'ping' });
      expect(again.reliableEvents()).toEqual([]);
    }
  });

  it('for another room, or with a changed token, is refused', async () => {
    const { resume } = (await bench.join(first, room, ann)).welcome;
    const elsewhere = await bench.room();
    const middle = Math.floor(resume.length / 2);
    const changed = resume.slice(0, middle) + (resume[middle] === 'A' ? 'B' : 'A') + resume.slice(middle + 1);
    for (const hello of [
      { room: elsewhere.id, resume },
      { room: room.id, resume: changed },
      { room: room.id, resume: 'AAAA' },
    ]) {
      const socket = await bench.connect(first);
      socket.sayHello(hello);
      expect(await socket.closedBy()).toMatchObject({ code: errorCodes.resume_invalid.close });
    }
    const socket = await bench.connect(first);
    await socket.hello({ room: room.id, resume });
  });

  it('is possible however long one was there: the token is renewed before it grows old', async () => {
    let skewMs = 0;
    const node = await bench.gateway({}, { clock: () => Date.now() + skewMs });
    const socket = await bench.join(node, room, ann);
    skewMs = limits.resumeTokenLifeMs * 0.8;
    const notice = await socket.wait(() => socket.notices[0], 'a fresh token');
    if (notice.t !== 'resume') throw new Error(notice.t);
    skewMs = limits.resumeTokenLifeMs + 1_000;
    const late = await bench.connect(node);
    late.sayHello({ room: room.id, resume: socket.welcome.resume });
    expect(await late.closedBy()).toMatchObject({ code: errorCodes.resume_invalid.close });
    const again = await bench.connect(node);
    await again.hello({ room: room.id, resume: notice.resume });
  });

  it('while the room moves leaves no gap and no double', async () => {
    let stop = false;
    const moving = (async () => {
      for (let n = 1; !stop; n += 1) await emit(n);
    })();
    const sockets = await Promise.all(
      Array.from({ length: 12 }, (_, i) => bench.join(i % 2 === 0 ? first : second, room, testPerson(`p${i}`))),
    );
    stop = true;
    await moving;
    const read = await bench.rooms.readRoom(room.id);
    const head = read.kind === 'ok' ? read.snapshot.offset : 0;
    for (const socket of sockets) {
      await socket.wait(() => (socket.point.offset === head ? true : undefined), 'the head');
      const expected = Array.from({ length: head - socket.welcome.offset }, (_, i) => socket.welcome.offset + 1 + i);
      expect(socket.reliableEvents().map(({ offset }) => offset)).toEqual(expected);
    }
  });
});

describe('sync', () => {
  it('sends what lies behind the point, or says that it cannot', async () => {
    const socket = await bench.join(first, room, ann);
    const { epoch } = socket.welcome;
    await emit(1, 2, 3);
    await hearsNumber(socket, 3);
    expect(await socket.do({ t: 'sync', point: { epoch, offset: 1 } })).toEqual({
      t: 'sync',
      recovered: true,
      epoch,
      offset: 3,
    });
    await socket.wait(
      () => (socket.events.filter(({ recovered }) => recovered).length === 2 ? true : undefined),
      'two',
    );
    for (const point of [
      { epoch: epoch + 1, offset: 1 },
      { epoch, offset: 9 },
    ]) {
      expect(await socket.do({ t: 'sync', point })).toMatchObject({ recovered: false, offset: 3 });
    }
  });
});

describe('a node', () => {
  it('fills what pub/sub lost before it sends on', async () => {
    const socket = await bench.join(first, room, ann);
    await emit(1);
    await hearsNumber(socket, 1);
    // Stored, but its message lost on the way.
    const { state, log } = roomKeys(room.id);
    const epoch = await bench.roomsRedis.hget(state, 'epoch');
    await bench.roomsRedis.hincrby(state, 'offset', 1);
    const lost = Buffer.from(encode({ t: 'host', online: false, atMs: 2 }));
    await bench.roomsRedis.xadd(log, `${epoch}-2`, 'c', '2', 'e', lost);
    await emit(3);
    await hearsNumber(socket, 3);
    expect(numbersOf(socket)).toEqual([1, 2, 3]);
    expect(socket.events.some(({ recovered }) => recovered)).toBe(false);
  });

  it('notices a head that moved while it heard nothing', async () => {
    const socket = await bench.join(first, room, ann);
    const { state, log } = roomKeys(room.id);
    const epoch = await bench.roomsRedis.hget(state, 'epoch');
    await bench.roomsRedis.hincrby(state, 'offset', 1);
    await bench.roomsRedis.xadd(
      log,
      `${epoch}-1`,
      'c',
      '2',
      'e',
      Buffer.from(encode({ t: 'host', online: false, atMs: 1 })),
    );
    await hearsNumber(socket, 1);
    expect(socket.reliableEvents()).toMatchObject([{ offset: 1 }]);
  });

  it('shows the room anew when it opened another epoch', async () => {
    const socket = await bench.join(first, room, ann);
    await emit(1);
    await hearsNumber(socket, 1);
    await bench.roomsRedis.hset(roomKeys(room.id).state, 'run', 'a server that lost its tail');
    await emit(2);
    const second = await socket.wait(() => socket.welcomes[1], 'another welcome');
    expect(second).toMatchObject({ recovered: false, offset: 2 });
    expect(second.epoch).toBeGreaterThan(socket.welcomes[0]?.epoch ?? 0);
    await emit(3);
    const { offset } = await hearsNumber(socket, 3);
    expect(offset).toBe(3);
  });

  it('replaces events that an old client does not know, keeping their offsets', async () => {
    const old = await bench.join(first, room, ann, { protocol: PROTOCOL_VERSION_MIN });
    // Code 200 is of a version to come.
    await bench.rooms.appendReliable(room.id, 200, encode({ t: 'host', online: true, atMs: 1 }));
    await emit(2);
    await hearsNumber(old, 2);
    expect(old.reliableEvents().map(({ event, offset }) => [event.t, offset])).toEqual([
      ['noop', 1],
      ['host', 2],
    ]);
  });
});
