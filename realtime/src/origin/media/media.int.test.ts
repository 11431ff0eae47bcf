import { createHmac } from 'node:crypto';
import { successOf } from '@halobuzz/core/api/conventions';
import { type AccountProjection, internalPaths, joinFactsSchema } from '@halobuzz/core/api/internal';
import { INTERNAL_MEDIA_SIGNATURE_HEADER, mediaFactsSchema } from '@halobuzz/core/api/media';
import { streamSchema } from '@halobuzz/core/api/streams';
import { limits } from '@halobuzz/core/limits';
import type { Actor } from '@halobuzz/core/tokens';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type StrictAgora, startStrictAgora } from '../../../testing/strict-agora.ts';
import { startBackground } from '../background.ts';
import { drainRoom } from '../moderation/drain-acts.ts';
import { createRealOrigin, openStores, type RealOrigin, someActor, type TestStores } from '../testing/real-origin.ts';

const project = { appId: 'a1'.repeat(16), customerKey: 'c3'.repeat(16), customerSecret: 'd4'.repeat(16) };
const eventSecrets = ['old secret', 'new secret'];

let stores: TestStores;
let agora: StrictAgora;
let origin: RealOrigin;
let host: Actor;
let ann: Actor;
let room: string;
beforeAll(async () => {
  stores = await openStores(52);
});
afterAll(() => stores.close());
beforeEach(async () => {
  await stores.control.flushdb();
  agora = await startStrictAgora(Date.now, project);
  const media = { state: 'on', agora: { ...project, apiUrl: agora.url }, eventSecrets } as const;
  origin = await createRealOrigin(stores, { media });
  [host, ann] = [await someone(), await someone()];
  room = await goLive(host);
});
afterEach(async () => {
  await origin.deps.removalDrain?.settled();
  await agora.close();
});

async function someone(over: Partial<AccountProjection> = {}): Promise<Actor> {
  const actor = someActor();
  await report(actor, 1, over);
  return actor;
}
async function report(actor: Actor, version: number, over: Partial<AccountProjection> = {}): Promise<void> {
  await origin.project(actor, { version, ...over });
}
async function goLive(actor: Actor): Promise<string> {
  const body = { title: 'Songs', category: 'music', country: 'NP', region: 'r1' };
  const answer = await origin.call(internalPaths.streams, { method: 'POST', actor, body });
  return successOf(z.object({ stream: streamSchema })).parse(answer.body).data.stream.id;
}
const role = async (actor: Actor, id = room) => {
  const { status, body } = await origin.call(internalPaths.media(id), { method: 'POST', actor, body: {} });
  return status === 200
    ? successOf(mediaFactsSchema).parse(body).data.role
    : z.object({ code: z.string() }).parse(body).code;
};

let lastUid = 100;
/** Agora tells, as it does, that somebody came. */
function told(over: { readonly payload?: object; readonly [field: string]: unknown } = {}): string {
  lastUid += 1;
  const payload = {
    channelName: room,
    uid: lastUid,
    account: ann.account,
    platform: 1,
    clientSeq: 1_625_051_030_746,
    ...over.payload,
  };
  const event = { noticeId: '2000001428:4330:107', productId: 1, eventType: 105, notifyMs: Date.now(), ...over };
  return JSON.stringify({ ...event, payload: { ts: Math.floor(Date.now() / 1_000), ...payload } });
}
async function tell(body: string, secret = 'new secret') {
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  const headers = { [INTERNAL_MEDIA_SIGNATURE_HEADER]: signature, 'content-type': 'application/octet-stream' };
  return origin.call(internalPaths.mediaEvents, { method: 'POST', body, headers });
}
/** They come to the room's media; their number there. */
async function comes(actor: Actor, channelName = room): Promise<number> {
  expect(await tell(told({ payload: { channelName, account: actor.account } }))).toMatchObject({ status: 200 });
  return lastUid;
}
/** Stores the room's acts and carries out what they mean. */
async function drained(): Promise<void> {
  await drainRoom(origin.deps, room);
  for (let looks = 0; looks < 20; looks += 1) {
    await origin.deps.removalDrain?.pass();
    await origin.deps.removalDrain?.settled();
  }
}
const moderate = (act: 'kick' | 'ban' | 'unban', who: Actor, seconds?: number) =>
  stores
    .rooms(room)
    .chat.moderate(
      room,
      { account: host.account, admin: false },
      { act, who: who.account, seconds, reason: 'spam', purge: false },
    );

describe('a token', () => {
  it('goes by the role of now', async () => {
    expect([await role(host), await role(ann)]).toEqual(['host', 'viewer']);
    await stores.rooms(room).gifts.seat(room, { id: ann.account, subject: ann.subject, name: ann.name });
    expect(await role(ann)).toBe('guest');
    const facts = await origin.call(internalPaths.joinFacts(room), { method: 'POST', actor: ann, body: {} });
    expect(successOf(joinFactsSchema).parse(facts.body).data.mediaRole).toBe('guest');
    await stores.rooms(room).gifts.unseat(room, ann.account);
    expect(await role(ann)).toBe('viewer');
    // A host is one in the own room alone.
    expect(await role(host, await goLive(ann))).toBe('viewer');
  });

  it('is for nobody who may not be there, each for a reason of its own', async () => {
    const [blocked, kicked, banned] = [await someone(), await someone(), await someone()];
    await origin.call(internalPaths.block(blocked.account), { method: 'POST', actor: host });
    await moderate('kick', kicked, 60);
    await moderate('ban', banned);
    const codes = [await role(blocked), await role(kicked), await role(banned)];
    expect(codes).toEqual(['room_banned', 'room_kicked', 'room_banned']);
    await moderate('unban', banned);
    expect(await role(banned)).toBe('viewer');
    await origin.call(internalPaths.endStream(room), { method: 'POST', actor: host });
    expect([await role(ann), await role(host)]).toEqual(['room_ended', 'room_ended']);
    expect(
      await role(
        ann,
        room.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
      ),
    ).toBe('room_not_found');
  });
});

describe('Agora hears', () => {
  it('of kicks and bans of a room, and of those that are lifted', async () => {
    const uid = await comes(ann);
    await moderate('kick', ann, 300);
    await drained();
    const [rule] = agora.rules();
    expect(rule).toMatchObject({ cname: room, uid, privileges: ['join_channel'] });
    expect(Math.abs((rule?.untilMs ?? 0) - Date.now() - 300_000)).toBeLessThan(20_000);
    await moderate('ban', ann);
    await drained();
    expect(agora.rules()).toHaveLength(2);
    await moderate('unban', ann);
    await drained();
    expect(agora.rules()).toEqual([]);
  });

  it('of a guest who lost the seat, but not of one who has it again', async () => {
    const [guest, again] = [await someone(), await someone()];
    const [guestUid, againUid] = [await comes(guest), await comes(again)];
    const sit = (actor: Actor) =>
      stores.rooms(room).gifts.seat(room, { id: actor.account, subject: actor.subject, name: actor.name });
    for (const actor of [guest, again]) {
      await sit(actor);
      await stores.rooms(room).gifts.unseat(room, actor.account);
    }
    await sit(again);
    await drained();
    expect(agora.barred(room, guestUid)).toEqual(['publish_audio', 'publish_video']);
    expect(agora.barred(room, againUid)).toEqual([]);
    // With the seat and a token for it the bar goes.
    await sit(guest);
    expect(await role(guest)).toBe('guest');
    await drained();
    expect(agora.barred(room, guestUid)).toEqual([]);
  });

  it('of a host’s block and its end, but not of staff, whom no host can be rid of', async () => {
    const staff = await someone({ roles: ['viewer', 'moderator'] });
    const [annUid, staffUid] = [await comes(ann), await comes(staff)];
    const acts = (act: 'block' | 'unblock', whom: Actor) =>
      origin.call(internalPaths[act](whom.account), { method: 'POST', actor: host });
    await acts('block', ann);
    await acts('block', staff);
    await drained();
    expect([agora.barred(room, annUid), agora.barred(room, staffUid)]).toEqual([['join_channel'], []]);
    await acts('unblock', ann);
    await drained();
    expect(agora.barred(room, annUid)).toEqual([]);
  });

  it('of a banned account, in every room it came to and the one it hosts', async () => {
    const other = await goLive(ann);
    const [here, own] = [await comes(ann), await comes(ann, other)];
    await report(ann, 2, { isBanned: true });
    await drained();
    expect([agora.barred(room, here), agora.barred(other, own)]).toEqual([['join_channel'], ['join_channel']]);
    const answer = await origin.call(internalPaths.stream(other), {});
    expect(answer.body).toMatchObject({ data: { stream: { status: 'ended' } } });
    // With a token from before, into a room that it never was in.
    const late = await goLive(await someone());
    const uid = await comes(ann, late);
    await drained();
    expect(agora.barred(late, uid)).toEqual(['join_channel']);
  });

  it('of an account that may come back, with its next token or join', async () => {
    const ben = await someone();
    const [annUid, benUid] = [await comes(ann), await comes(ben)];
    for (const actor of [ann, ben]) await report(actor, 2, { isBanned: true });
    await drained();
    for (const actor of [ann, ben]) await report(actor, 3);
    await drained();
    expect([agora.barred(room, annUid), agora.barred(room, benUid)]).toEqual([['join_channel'], ['join_channel']]);
    expect(await role(ann)).toBe('viewer');
    await origin.call(internalPaths.joinFacts(room), { method: 'POST', actor: ben, body: {} });
    await drained();
    expect([agora.barred(room, annUid), agora.barred(room, benUid)]).toEqual([[], []]);
  });

  it('of a block that comes while a token or a join is being decided: that lifts what was before it', async () => {
    const uid = await comes(ann);
    for (const path of [internalPaths.media(room), internalPaths.joinFacts(room)]) {
      const { standing } = origin.deps.rules;
      Object.assign(origin.deps.rules, {
        // Behind the last question whether they may be there.
        standing: async (id: string, account: string) => {
          Object.assign(origin.deps.rules, { standing });
          const known = await standing(id, account);
          await origin.call(internalPaths.block(ann.account), { method: 'POST', actor: host });
          return known;
        },
      });
      const asked = await origin.call(path, { method: 'POST', actor: ann, body: {} });
      const givenAtMs = Date.now();
      expect(asked, 'it was decided before').toMatchObject({ status: 200 });
      await drained();
      const untilMs = Math.max(...agora.rules().map((rule) => rule.untilMs));
      expect(untilMs, `${path}: as long as what they were given`).toBeGreaterThan(givenAtMs + limits.mediaTokenLifeMs);
      expect(await role(ann)).toBe('room_banned');
      await origin.call(internalPaths.unblock(ann.account), { method: 'POST', actor: host });
      expect(await role(ann)).toBe('viewer');
      await drained();
      expect(agora.barred(room, uid), path).toEqual([]);
    }
  });

  it('of a ban that an older report of the account says nothing of', async () => {
    await report(ann, 3);
    await comes(ann);
    await report(ann, 2, { isBanned: true });
    await drained();
    expect(agora.rules()).toEqual([]);
  });

  it('by itself, from the origin’s own background work', async () => {
    const uid = await comes(ann);
    await moderate('ban', ann);
    await origin.deps.actsHints.add(room);
    const owned: { readonly name: string; readonly release: () => unknown }[] = [];
    startBackground(origin.deps, { own: (name, release) => void owned.push({ name, release }) });
    try {
      await expect.poll(() => agora.barred(room, uid), { timeout: 20_000 }).toEqual(['join_channel']);
    } finally {
      for (const { release } of owned.reverse()) await release();
    }
  });
});

describe('what Agora tells', () => {
  it('is heard under each secret of the project, as often as it comes, and the newest number counts', async () => {
    const body = told();
    for (const secret of [...eventSecrets, 'new secret']) {
      expect(await tell(body, secret)).toMatchObject({ status: 200, body: { data: { known: true } } });
    }
    const uid = lastUid;
    expect(await origin.deps.mediaUsers.uidOf(room, ann.account)).toBe(uid);
    const newer = told({ payload: { ts: Math.floor(Date.now() / 1_000), uid: 4_294_967_295 } });
    await tell(newer);
    await tell(told({ payload: { ts: 1_700_000_000 } }));
    expect(await origin.deps.mediaUsers.uidOf(room, ann.account)).toBe(4_294_967_295);
  });

  it('is not believed unsigned, under another secret, or bent by one byte', async () => {
    const body = told();
    const signature = createHmac('sha256', 'new secret').update(body).digest('hex');
    const sent = (headers: Record<string, string>, text = body) =>
      origin.call(internalPaths.mediaEvents, { method: 'POST', body: text, headers });
    const refused = [
      await tell(body, 'another secret'),
      await sent({}),
      await sent({ [INTERNAL_MEDIA_SIGNATURE_HEADER]: signature.slice(0, 40) }),
      await sent({ [INTERNAL_MEDIA_SIGNATURE_HEADER]: signature }, body.replace('105', '106')),
      await tell('no json'),
      await tell('{}'),
    ];
    for (const answer of refused) expect(answer).toMatchObject({ status: 400, body: { code: 'webhook_invalid' } });
    expect(await origin.deps.mediaUsers.uidOf(room, ann.account)).toBeUndefined();
  });

  it.each([
    [
      'a try of the address, in a channel of Agora’s own',
      { payload: { channelName: 'test_webhook', uid: 12_121_212 } },
    ],
    ['somebody who left', { eventType: 106 }],
    ['a channel’s end', { eventType: 102, payload: { uid: undefined, account: undefined } }],
    ['another product', { productId: 4 }],
    ['a number that is none', { payload: { uid: 0 } }],
    ['an account that is none of ours', { payload: { account: 'test' } }],
  ])('is heard and left alone: %s', async (_, over) => {
    expect(await tell(told(over))).toMatchObject({ status: 200, body: { data: { known: false } } });
    expect(await stores.db.collection('media_users').countDocuments({ roomId: room })).toBe(0);
  });

  it('is nothing where media is off, and everything else goes on there', async () => {
    const off = await createRealOrigin(stores);
    const headers = { [INTERNAL_MEDIA_SIGNATURE_HEADER]: 'ab'.repeat(32) };
    const answer = await off.call(internalPaths.mediaEvents, { method: 'POST', body: told(), headers });
    expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
    await moderate('ban', ann);
    await drainRoom(off.deps, room);
    const rest = [
      await off.call(internalPaths.block(ann.account), { method: 'POST', actor: host }),
      await off.call(internalPaths.media(room), { method: 'POST', actor: host, body: {} }),
      await off.call(internalPaths.endStream(room), { method: 'POST', actor: host }),
    ];
    expect(rest.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(await stores.db.collection('media_removals').countDocuments({ roomId: room })).toBe(0);
    expect(await off.registry.metrics()).toContain('halobuzz_origin_media_removals_on 0');
  });
});

describe('what is to be seen', () => {
  it('are the backlog, its age, and calls by what came of them', async () => {
    await stores.db.collection('media_removals').deleteMany({});
    await comes(ann);
    for (const who of [ann, await someone()]) await moderate('ban', who);
    await drainRoom(origin.deps, room);
    origin.time.aheadMs += 50_000;
    const seen = async () => {
      await origin.deps.measureMedia();
      return origin.registry.metrics();
    };
    const before = await seen();
    expect(before).toContain('halobuzz_origin_media_removals_on 1');
    expect(before).toContain('halobuzz_origin_media_removals_waiting{state="due"} 2');
    expect(before).toMatch(/halobuzz_origin_media_removal_oldest_seconds 5\d/);
    await drained();
    const after = await seen();
    expect(after).toContain('halobuzz_origin_media_removals_waiting{state="due"} 0');
    expect(after).toContain('halobuzz_origin_media_removals_waiting{state="awaiting"} 1');
    expect(after).toContain('halobuzz_origin_media_removal_oldest_seconds 0');
    expect(after).toContain('halobuzz_origin_media_calls_total{call="create",result="done"} 1');
    expect(after).toContain('halobuzz_origin_media_events_total{result="known"} 1');
  });

  it.each([
    ['media_removals', { state: 'due', dueAt: { $lte: new Date(0) } }, { dueAt: 1 }, 'due'],
    ['media_removals', { state: 'due' }, { askedAt: 1 }, 'asked'],
    ['media_removals', { state: 'waiting', mootAt: { $gt: new Date(0) } }, { askedAt: 1 }, 'asked'],
    ['media_users', { account: 'a' }, { seenAt: -1 }, 'account_newest'],
  ] as const)('%s are found by %j over an index, without sorting', async (collection, query, sort, index) => {
    const found = stores.db
      .collection(collection)
      .find(query)
      .sort({ ...sort });
    const plan = JSON.stringify((await found.explain('queryPlanner')).queryPlanner.winningPlan);
    expect(plan).toContain(`"indexName":"${index}"`);
    expect(plan).not.toMatch(/COLLSCAN|"SORT"/);
  });
});
