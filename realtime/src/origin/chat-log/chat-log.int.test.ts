import { randomUUID } from 'node:crypto';
import { successOf } from '@halobuzz/core/api/conventions';
import { internalPaths } from '@halobuzz/core/api/internal';
import { streamSchema } from '@halobuzz/core/api/streams';
import { limits } from '@halobuzz/core/limits';
import { encode } from '@halobuzz/core/protocol/codec';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Actor } from '@halobuzz/core/tokens';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { appendChatLog, forgetChatLog, readChatLog } from '../../adapters/redis/chat-log-stream.ts';
import { ChatHandOver, type ChatLossReason } from '../../gateway/control/chat-hand-over.ts';
import { createLog } from '../../observability/log.ts';
import { drainHinted, drainRoom } from '../moderation/drain-acts.ts';
import { chatMessages } from '../mongo/mongo-chat-log.ts';
import { createRealOrigin, openStores, type RealOrigin, someActor, type TestStores } from '../testing/real-origin.ts';
import { chatAround, chatPage } from './chat-context.ts';
import { drainChat } from './drain-chat.ts';

let stores: TestStores;
let origin: RealOrigin;
let host: Actor;
let ann: Actor;
let room: string;
const log = createLog({ name: 'test', level: 'silent' });
beforeAll(async () => {
  stores = await openStores(19);
});
afterAll(() => stores.close());
beforeEach(async () => {
  await stores.control.flushdb();
  await chatMessages(stores.db).deleteMany({});
  origin = await createRealOrigin(stores);
  [host, ann] = [someActor(), someActor()];
  await Promise.all([origin.project(host), origin.project(ann)]);
  const body = { title: 'Songs', category: 'music', country: 'NP', region: 'r1' };
  const answer = await origin.call(internalPaths.streams, { method: 'POST', actor: host, body });
  room = successOf(z.object({ stream: streamSchema })).parse(answer.body).data.stream.id;
});

const newMid = (): string => randomUUID().replaceAll('-', '');
const eventOf = (mid: string, text: string, atMs: number, from = ann): Uint8Array =>
  encode({ t: 'chat', mid, from: { id: from.account, name: from.name }, text, atMs });
/** Said in the room and handed over, as a gateway does both. */
async function say(text: string, atMs = Date.now(), mid = newMid(), from = ann): Promise<string> {
  const event = eventOf(mid, text, atMs, from);
  const said = { mid, event, repeatable: false, from: { account: from.account, admin: false } };
  await stores.rooms(room).chat.append(room, {
    ...{ ...said, follows: false, hasLink: false, hasKeyword: false, reply: undefined },
  });
  await appendChatLog(stores.control, [{ roomId: room, event }]);
  return mid;
}
const kept = () => chatMessages(stores.db).find({ roomId: room }).sort({ createdAt: 1 }).toArray();

describe('handing chat over', () => {
  const lost: [ChatLossReason, number][] = [];
  const handOver = () => new ChatHandOver(stores.control, log, (...loss) => void lost.push(loss));
  beforeEach(() => void lost.splice(0));

  it('keeps every message once, also when several origins drain the same entries and one of them dies half way', async () => {
    const node = handOver();
    const mids = Array.from({ length: limits.chatLogEntryMessagesMax * 2 + 7 }, newMid);
    for (const [at, mid] of mids.entries()) node.note(room, eventOf(mid, `message ${at}`, 1_000 + at));
    await node.flush();
    const entries = await readChatLog(stores.control, 100);
    expect(entries.map(({ said }) => said.length)).toEqual([128, 128, 7]);
    expect(await stores.control.get(controlKeys.chatLogCount)).toBe(String(mids.length));
    // One origin stored a part and died before it forgot the entry.
    const part = mids.slice(0, 50).map((id, at) => ({ id, roomId: room, fromId: ann.account, text: `message ${at}` }));
    await origin.deps.chatLog.store(part.map((one, at) => ({ ...one, atMs: 1_000 + at, flagged: undefined })));
    const other = await createRealOrigin(stores);
    await Promise.all([drainChat(origin.deps), drainChat(other.deps), drainChat(origin.deps)]);
    expect((await kept()).map(({ text }) => text)).toEqual(mids.map((_, at) => `message ${at}`));
    expect(await stores.control.exists(controlKeys.chatLog, controlKeys.chatLogCount)).toBe(0);
    expect(lost).toEqual([]);
  });

  it('leaves out what is beyond the bounds, counts it, and goes on once there is room', async () => {
    await stores.control.set(controlKeys.chatLogCount, limits.chatLogMessagesMax - 1);
    const node = handOver();
    node.note(room, eventOf(newMid(), 'the last', 1));
    await node.flush();
    node.note(room, eventOf(newMid(), 'one too many', 2));
    await node.flush();
    expect(lost).toEqual([['stream_full', 1]]);
    await drainChat(origin.deps);
    for (let at = 0; at <= limits.chatLogWaitingMax; at += 1) node.note(room, eventOf('m', 'x', at));
    expect(lost).toEqual([
      ['stream_full', 1],
      ['node_full', 1],
    ]);
    expect((await kept()).map(({ text }) => text)).toEqual(['the last']);
  });

  it('waits while control Redis is away', async () => {
    let away = true;
    const control = new Proxy(stores.control, {
      get(target, name) {
        if (name === 'callBuffer' && away) return () => Promise.reject(new Error('away'));
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const node = new ChatHandOver(control, log, (...loss) => void lost.push(loss));
    node.note(room, eventOf(newMid(), 'patience', 5));
    await node.flush();
    expect(await readChatLog(stores.control, 10)).toEqual([]);
    away = false;
    await node.flush();
    await drainChat(origin.deps);
    expect((await kept()).map(({ text }) => text)).toEqual(['patience']);
    expect(lost).toEqual([]);
  });

  it('passes over what is no chat, and says so', async () => {
    await stores.control.xadd(controlKeys.chatLog, '*', room, 'not an event');
    await appendChatLog(stores.control, [{ roomId: room, event: encode({ t: 'likes', total: 3 }) }]);
    await say('fine');
    await drainChat(origin.deps);
    expect((await kept()).map(({ text }) => text)).toEqual(['fine']);
    expect(origin.log.lines.filter(({ level }) => level === 'error')).toHaveLength(2);
    expect(await stores.control.exists(controlKeys.chatLog)).toBe(0);
  });

  it('counts an entry down once, whoever forgets it', async () => {
    await say('a');
    await say('b');
    const [first, second] = await readChatLog(stores.control, 10);
    if (first === undefined || second === undefined) throw new Error('two entries');
    await forgetChatLog(stores.control, [first]);
    await forgetChatLog(stores.control, [first]);
    expect(await stores.control.get(controlKeys.chatLogCount)).toBe('1');
  });
});

describe('what is kept', () => {
  it('keeps both messages of a client that used its id again later', async () => {
    const mid = newMid();
    await say('hello', 1_000, mid);
    await drainChat(origin.deps);
    await appendChatLog(stores.control, [{ roomId: room, event: eventOf(mid, 'a threat', 900_000) }]);
    await drainChat(origin.deps);
    expect((await kept()).map(({ text }) => text)).toEqual(['hello', 'a threat']);
  });

  it('is marked with the word that flags it', async () => {
    const change = { version: 0, reason: 'a test', add: [{ term: 'dangerword', scope: 'flag' as const }], remove: [] };
    expect(await origin.deps.keywords.change(change, host.account)).toMatchObject({ kind: 'ok' });
    await say('such a D4ngerword', 2_000);
    await say('harmless', 1_000);
    await drainChat(origin.deps);
    expect((await kept()).map(({ flagged }) => flagged)).toEqual([undefined, 'dangerword']);
    expect(await origin.deps.chatLog.flaggedSince(0, 10)).toEqual(new Map([[room, 1]]));
    expect(await origin.deps.chatLog.flaggedSince(2_001, 10)).toEqual(new Map());
    await origin.deps.keywords.change({ version: 1, reason: 'a test', add: [], remove: ['dangerword'] }, host.account);
  });

  it.each(['before', 'after'])(
    'is marked as deleted, and by whom, when the deletion is stored %s it',
    async (order) => {
      const hostActor = { account: host.account, admin: false };
      const [byHost, own, purged] = [await say('one', 1_000), await say('two', 2_000), await say('three', 3_000)];
      const { chat } = stores.rooms(room);
      if (order === 'after') await drainChat(origin.deps);
      expect(await chat.delete(room, hostActor, byHost)).toEqual({ kind: 'ok' });
      expect(await chat.delete(room, { account: ann.account, admin: false }, own)).toEqual({ kind: 'ok' });
      const mute = { act: 'mute', who: ann.account, seconds: 60, reason: 'spam', purge: true } as const;
      expect(await chat.moderate(room, hostActor, mute)).toMatchObject({ kind: 'ok' });
      await drainRoom(origin.deps, room);
      await drainChat(origin.deps);
      expect(await kept()).toMatchObject([
        { _id: byHost, text: 'one', fromId: ann.account, removedBy: host.account },
        { _id: own, text: 'two', fromId: ann.account, removedBy: ann.account },
        { _id: purged, text: 'three', fromId: ann.account, removedBy: host.account },
      ]);
      const audit = await stores.db
        .collection('audit_log')
        .find({ action: 'room.message_deleted', 'details.room': room })
        .toArray();
      expect(audit.map(({ actor, details }) => [actor, details.mid])).toEqual([[host.account, byHost]]);
    },
  );

  it('lets people take their words back while acts cannot be recorded', async () => {
    const mid = await say('oops');
    const keys = stores.rooms(room).redis;
    await Promise.all(
      Array.from({ length: limits.roomActsMax }, () => keys.xadd(`r:{${room}}:acts`, '*', 'act', 'levitate')),
    );
    expect(await stores.rooms(room).chat.delete(room, { account: ann.account, admin: false }, mid)).toEqual({
      kind: 'ok',
    });
  });

  it('is read by indexes alone', async () => {
    const plans = await Promise.all(
      [
        chatMessages(stores.db)
          .find({ roomId: room, createdAt: { $lt: new Date() } }, { hint: 'room' })
          .sort({ createdAt: -1 }),
        chatMessages(stores.db)
          .find({ roomId: room, createdAt: { $gte: new Date(0) } }, { hint: 'room' })
          .sort({ createdAt: 1 }),
        chatMessages(stores.db)
          .find(
            { flagged: { $gt: '' }, createdAt: { $gte: new Date(0) } },
            { hint: 'flagged', projection: { _id: 0, roomId: 1 } },
          )
          .sort({ createdAt: -1 }),
        chatMessages(stores.db)
          .find({ createdAt: { $gte: new Date(0), $lt: new Date() } }, { hint: 'retention' })
          .sort({ createdAt: -1 }),
      ].map((cursor) => cursor.limit(20).explain('queryPlanner')),
    );
    for (const plan of plans) {
      const words = JSON.stringify(plan);
      expect(words).toContain('IXSCAN');
      expect(words).not.toMatch(/"stage":"(COLLSCAN|SORT)"/);
    }
  });
});

describe('the context of a message', () => {
  it('is twenty before and after, with those that were taken away', async () => {
    const mids: string[] = [];
    for (let at = 0; at < 60; at += 1) mids.push(await say(`m${at}`, 10_000 + at));
    await stores.rooms(room).chat.delete(room, { account: host.account, admin: false }, mids[29] ?? '');
    await drainHinted(origin.deps);
    await drainRoom(origin.deps, room);
    await drainChat(origin.deps);
    const context = await chatAround(origin.deps, room, mids[30] ?? '');
    expect(context.items.map(({ text }) => text)).toEqual(Array.from({ length: 41 }, (_, at) => `m${at + 10}`));
    expect(context.items[20]).toMatchObject({ id: mids[30], from: { id: ann.account, handle: ann.name } });
    expect(context.items[19]?.removed?.by).toBe(host.account);
    const page = await chatPage(origin.deps, room);
    expect([page.items.length, page.items[0]?.text]).toEqual([limits.chatLogPageMessagesMax, 'm10']);
    const earlier = await chatPage(origin.deps, room, Date.parse(page.earlier ?? ''));
    expect(earlier.items.map(({ text }) => text)).toEqual(Array.from({ length: 10 }, (_, at) => `m${at}`));
  });

  it('is read page by page without a gap, also where many spoke in one millisecond', async () => {
    const startMs = Date.now() - 60_000;
    const size = limits.chatLogPageMessagesMax;
    // The second page would begin amid those of one moment.
    const momentOf = (at: number): number => (at > 8 && at < 14 ? 8 : at);
    const said = Array.from({ length: size + 12 }, (_, at) => ({
      ...{ id: newMid(), roomId: room, fromId: ann.account, text: `m${at}`, flagged: undefined },
      atMs: startMs + momentOf(at),
    }));
    await origin.deps.chatLog.store(said);
    const read: (string | undefined)[] = [];
    let before: number | undefined;
    do {
      const page = await chatPage(origin.deps, room, before);
      read.push(...page.items.map(({ text }) => text));
      before = page.earlier === undefined ? undefined : Date.parse(page.earlier);
    } while (before !== undefined);
    expect(read.toSorted()).toEqual(said.map(({ text }) => text).toSorted());
  });

  it('knows what was said this moment from the room, and nothing of other rooms', async () => {
    const mid = await say('just now');
    expect((await chatAround(origin.deps, room, mid)).items.map(({ text }) => text)).toEqual(['just now']);
    await drainChat(origin.deps);
    expect(await chatAround(origin.deps, randomUUID(), mid)).toMatchObject({ found: false, items: [] });
  });

  it('gives a report of a message its author at once', async () => {
    const bob = someActor();
    await origin.project(bob);
    const mid = await say('insult');
    const body = { target: { kind: 'message', id: mid, roomId: room }, reason: 'hate' };
    expect(await origin.call(internalPaths.reports, { method: 'POST', actor: bob, body })).toMatchObject({
      status: 201,
    });
    expect(await stores.db.collection('reports').findOne({ targetId: mid })).toMatchObject({ reportedId: ann.account });
  });
});
