import { limits } from '@halobuzz/core/limits';
import { encode } from '@halobuzz/core/protocol/codec';
import { controlKeys, roomKeys } from '@halobuzz/core/rooms/keys';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { GatewayBench, type RunningGateway, type TestRoom } from '../../testing/gateway-bench.ts';
import type { GatewayClient } from '../../testing/gateway-client.ts';
import { type TestPerson, testPerson } from '../../testing/rooms.ts';

let bench: GatewayBench;
let first: RunningGateway;
let second: RunningGateway;

beforeAll(async () => {
  bench = await GatewayBench.openOnTestStores();
  first = await bench.gateway();
  second = await bench.gateway();
});
afterAll(() => bench.close());

const hearsCount = (socket: GatewayClient, viewers: number) =>
  socket.wait(() => {
    const last = socket.events.filter(({ event }) => event.t === 'count').at(-1)?.event;
    return last?.t === 'count' && last.viewers === viewers ? last : undefined;
  }, `the count ${viewers}`);

describe('viewer counts', () => {
  it('are the joined sockets of all living nodes, with the peak', async () => {
    const room = await bench.room();
    const ann = testPerson('Ann');
    const watcher = await bench.join(first, room, ann);
    const others = [await bench.join(second, room, testPerson('Bob')), await bench.join(second, room, ann)];
    expect(others[1]?.welcome.viewers).toBe(3);
    expect(await hearsCount(watcher, 3)).toMatchObject({ peak: 3, unique: 2 });
    for (const other of others) other.close();
    expect(await hearsCount(watcher, 1)).toMatchObject({ peak: 3 });
  });

  it('are to be counted anew where somebody entered or left: the origin is told of those rooms', async () => {
    const touched = async (roomId: string) => (await bench.control.srem(controlKeys.touched, roomId)) === 1;
    const [room, quiet] = [await bench.room(), await bench.room()];
    const ann = await bench.join(first, room, testPerson('Ann'));
    await expect.poll(() => touched(room.id), { timeout: 15_000 }).toBe(true);
    ann.close();
    await expect.poll(() => touched(room.id), { timeout: 15_000 }).toBe(true);
    expect(await touched(quiet.id)).toBe(false);
  });

  it('leave out a node that died, and its viewers are taken from the list', async () => {
    const room = await bench.room();
    const watcher = await bench.join(first, room, testPerson('Ann'));
    const ghost = testPerson('Ghost');
    // What a node killed hard leaves behind: a count and members, but no record in the registry.
    await bench.rooms.enter(
      room.id,
      'gw_dead#bt_dead',
      { account: ghost.account, name: 'Ghost' },
      { joined: new Uint8Array(1), entered: new Uint8Array(1) },
      undefined,
    );
    const { nodes, members } = roomKeys(room.id);
    const newcomer = await bench.join(second, room, testPerson('Bob'));
    expect(newcomer.welcome.viewers).toBe(2);
    await hearsCount(watcher, 2);
    await expect.poll(() => bench.roomsRedis.hexists(members, ghost.account), { timeout: 15_000 }).toBe(0);
    expect(await bench.roomsRedis.hexists(nodes, 'gw_dead#bt_dead')).toBe(0);
  });

  it('count no socket for a join that was given up and took place all the same', async () => {
    const room = await bench.room();
    const ann = testPerson('Ann');
    await bench.join(first, room, ann);
    const { members } = roomKeys(room.id);
    // What a dead line delivers when it comes back to life. The account is here: their number tells nothing.
    const field = `${first.node.id}#${first.node.boot}`;
    const events = { joined: new Uint8Array(1), entered: new Uint8Array(1) };
    await bench.rooms.enter(room.id, field, { account: ann.account, name: 'Ann' }, events, undefined);
    expect(await bench.roomsRedis.hget(members, ann.account)).toBe('2');
    await expect.poll(() => bench.roomsRedis.hget(members, ann.account), { timeout: 15_000 }).toBe('1');
  });

  it('come back after the store forgot them', async () => {
    const room = await bench.room();
    const watcher = await bench.join(first, room, testPerson('Ann'));
    await bench.join(second, room, testPerson('Bob'));
    await hearsCount(watcher, 2);
    const { nodes, members, nodeMembers } = roomKeys(room.id);
    const fields = [first, second].map(({ node }) => `${node.id}#${node.boot}`);
    await bench.roomsRedis.del(nodes, members, ...fields.map(nodeMembers));
    await expect.poll(() => bench.roomsRedis.hlen(members), { timeout: 10_000 }).toBe(2);
    await expect
      .poll(() => bench.roomsRedis.hgetall(nodes), { timeout: 10_000 })
      .toEqual({
        [fields[0] ?? '']: '1',
        [fields[1] ?? '']: '1',
      });
  });
});

describe('a large room', () => {
  /** People on a node that is not among these; the joins take the scripts' way, without sockets. */
  async function crowd(room: TestRoom, people: number): Promise<readonly TestPerson[]> {
    const all = Array.from({ length: people }, (_, at) => testPerson(`p${at}`));
    for (const who of all) {
      const person = { id: who.account, name: who.name };
      const events = { joined: encode({ t: 'joined', who: person }), entered: encode({ t: 'entered', who: person }) };
      await bench.rooms.enter(room.id, 'gw_other#bt_other', who, events, undefined);
    }
    return all;
  }

  it('stops telling who comes and goes, and shows a few who enter', async () => {
    const room = await bench.room();
    const watcher = await bench.join(first, room, testPerson('Watcher'));
    const old = await bench.join(first, room, testPerson('Old'), { protocol: 2 });
    await crowd(room, limits.presenceEventsViewersMax - 2);
    await watcher.heard(
      (event) => event.t === 'joined' && event.who.name === `p${limits.presenceEventsViewersMax - 3}`,
    );
    const seconds = Date.now();
    await crowd(room, limits.entryEffectsPerSecondMax * 4);
    const passed = Math.floor((Date.now() - seconds) / 1_000) + 2;
    const extra = await bench.join(second, room, testPerson('Extra'));
    extra.close();
    await extra.closedBy();
    // What comes behind it was told before it.
    await bench.rooms.like(room.id, 1);
    for (const socket of [watcher, old]) await socket.heard((event) => event.t === 'likes');
    const entered = watcher.events.filter(({ event }) => event.t === 'entered');
    expect(entered.length).toBeGreaterThanOrEqual(1);
    expect(entered.length).toBeLessThanOrEqual(limits.entryEffectsPerSecondMax * passed);
    expect(entered.every(({ offset }) => offset === undefined)).toBe(true);
    // Their own joins may or may not reach those who come; the crowd's reach everybody.
    const told = watcher.events.flatMap(({ event }) => (event.t === 'joined' || event.t === 'left' ? [event] : []));
    expect(told.filter(({ who }) => who.name.startsWith('p'))).toHaveLength(limits.presenceEventsViewersMax - 2);
    expect(told.filter(({ who }) => who.name === 'Extra')).toEqual([]);
    expect(old.events.filter(({ event }) => event.t === 'entered')).toEqual([]);
  });

  it('lists a sample, says so, and puts the top gifters who are here first', async () => {
    const room = await bench.room();
    const watcher = await bench.join(first, room, testPerson('Watcher'));
    const people = await crowd(room, limits.viewerListExactMax);
    const [rich, gone] = [people[7]?.account ?? '', testPerson('Gone').account];
    await bench.roomsRedis.zadd(roomKeys(room.id).top, 500, rich, 900, gone);
    const listed = new Set<string>();
    let page = await watcher.do({ t: 'viewers', limit: 50 });
    if (page.t !== 'viewers') throw new Error('no page');
    expect(page).toMatchObject({ sample: true, top: [{ person: { id: rich, name: 'p7' }, coins: '500' }] });
    for (;;) {
      for (const { id } of page.viewers) listed.add(id);
      if (page.next === undefined) break;
      page = await watcher.do({ t: 'viewers', limit: 50, cursor: page.next });
      if (page.t !== 'viewers') throw new Error('no page');
      expect([page.sample, page.top]).toEqual([true, undefined]);
    }
    expect(listed.size).toBeGreaterThan(limits.viewerListExactMax / 2);
    for (const id of listed) expect([watcher.welcome.you.id, ...people.map(({ account }) => account)]).toContain(id);
  });
});

describe('the viewer list', () => {
  it('lists users, not sockets, in pages', async () => {
    const room = await bench.room();
    const people = [testPerson('Ann'), testPerson('Bob'), testPerson('Cem')];
    const sockets = [];
    for (const person of [...people, ...people]) sockets.push(await bench.join(first, room, person));
    const page = await sockets[0]?.do({ t: 'viewers', limit: 2 });
    if (page?.t !== 'viewers' || page.next === undefined) throw new Error('no second page');
    const rest = await sockets[0]?.do({ t: 'viewers', limit: 2, cursor: page.next });
    if (rest?.t !== 'viewers') throw new Error('no page');
    expect(rest.next).toBeUndefined();
    expect([page.sample, page.top]).toEqual([false, undefined]);
    const ids = [...page.viewers, ...rest.viewers].map((viewer) => viewer.id);
    expect(ids).toEqual(people.map((person) => person.account).sort());
  });
});

describe('the host', () => {
  const deadline = async (room: string): Promise<number | undefined> => {
    const score = await bench.control.zscore(controlKeys.deadlines, room);
    return score === null ? undefined : Number(score);
  };

  it('keeps the broadcast alive while here, and for the grace period after', async () => {
    const room = await bench.room();
    const soon = Date.now() + 5_000;
    await bench.control.zadd(controlKeys.deadlines, soon, room.id);
    const viewer = await bench.join(first, room, testPerson('Ann'));
    await viewer.do({ t: 'ping' });
    expect(await deadline(room.id)).toBe(soon);

    const host = await bench.join(second, room, room.host);
    expect(host.welcome.you.role).toBe('host');
    expect(host.welcome.room.hostOnline).toBe(true);
    await viewer.heard((event) => event.t === 'host' && event.online);
    await expect.poll(() => deadline(room.id)).toBeGreaterThan(soon);
    const joinedDeadline = (await deadline(room.id)) ?? 0;
    await expect.poll(() => deadline(room.id)).toBeGreaterThan(joinedDeadline);

    host.close();
    await viewer.heard((event) => event.t === 'host' && !event.online);
    const left = (await deadline(room.id)) ?? 0;
    expect(left - Date.now()).toBeLessThanOrEqual(limits.hostGraceMs);
    expect(viewer.reliableEvents().map(({ offset }) => offset)).toEqual([1, 2]);
    await bench.control.zrem(controlKeys.deadlines, room.id);
  });

  it('never brings an ended room back among the deadlines', async () => {
    const room = await bench.room();
    const host = await bench.join(first, room, room.host);
    await host.do({ t: 'ping' });
    host.close();
    const viewer = await bench.join(first, room, testPerson('Ann'));
    await hearsCount(viewer, 1);
    expect(await deadline(room.id)).toBeUndefined();
  });
});

describe('the end', () => {
  it('is told to everybody as the last event, and then the sockets are closed', async () => {
    const room = await bench.room();
    const sockets = [
      await bench.join(first, room, testPerson('Ann')),
      await bench.join(second, room, testPerson('Bob')),
    ];
    await bench.rooms.endRoom(room.id, 'host');
    for (const socket of sockets) {
      const { event, offset } = await socket.heard((heard) => heard.t === 'ended');
      expect(event).toMatchObject({ reason: 'host', uniqueViewers: 2 });
      expect(offset).toBe(1);
      expect(await socket.closedBy()).toMatchObject({ code: 4504, reason: 'room_ended' });
    }
  });
});

describe('the registry', () => {
  it('knows the nodes with what placement needs', async () => {
    // On a starved machine the record may have run out; the next heartbeat brings it back.
    const text = await vi.waitUntil(() => bench.control.get(controlKeys.node(first.node.id)), 20_000);
    expect(JSON.parse(text)).toMatchObject({
      id: first.node.id,
      boot: first.node.boot,
      url: first.url,
      region: 'test',
      socketsMax: 1_000,
      draining: false,
    });
    expect(await bench.control.zscore(controlKeys.nodes, first.node.id)).not.toBeNull();
    expect(await bench.control.pttl(controlKeys.node(first.node.id))).toBeGreaterThan(0);
  });
});
