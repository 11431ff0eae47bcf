import { setTimeout as sleep } from 'node:timers/promises';
import { newAccountId } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { type FakeClock, fakeClock } from '@halobuzz/core/testing/fake-clock';
import { seededRandom } from '@halobuzz/core/testing/seeded-random';
import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type OwnDatabase, openOwnDatabase } from '../../../testing/ledger-stores.ts';
import { testUuid } from '../../../testing/rooms.ts';
import { type StrictAgora, startStrictAgora } from '../../../testing/strict-agora.ts';
import { recordLog } from '../testing/fakes.ts';
import { random } from '../testing/real-origin.ts';
import { agoraRules } from './agora-rules.ts';
import { type ComposedMedia, composeMedia } from './compose-media.ts';
import { createRemovalDrain } from './drain-removals.ts';

const project = { appId: 'a1'.repeat(16), customerKey: 'c3'.repeat(16), customerSecret: 'd4'.repeat(16) };

let database: OwnDatabase;
let agora: StrictAgora;
let clock: FakeClock;
let media: ComposedMedia;
let log: ReturnType<typeof recordLog>;
let room: string;
beforeAll(async () => {
  database = await openOwnDatabase();
});
afterAll(() => database.stop());
beforeEach(async () => {
  for (const name of ['media_removals', 'media_users']) await database.db.collection(name).deleteMany({});
  // MongoDB forgets what is moot by its own clock.
  clock = fakeClock(Date.now());
  agora = await startStrictAgora(clock.now, project);
  log = recordLog();
  room = testUuid();
  media = compose();
});
afterEach(async () => {
  await media.removalDrain?.settled();
  await agora.close();
});

function compose(): ComposedMedia {
  const settings = { state: 'on', agora: { ...project, apiUrl: agora.url }, eventSecrets: ['s'] } as const;
  return composeMedia({ db: database.db, registry: new Registry(), log, clock: clock.now, media: settings });
}

let lastUid = 7;
/** Somebody who has come to the room's media, and their number there. */
async function somebody(): Promise<{ readonly account: string; readonly uid: number }> {
  lastUid += 1;
  const [account, uid] = [newAccountId('a', random), lastUid];
  await media.mediaUsers.note({ roomId: room, account, uid, atMs: clock.now() });
  return { account, uid };
}
/** One look at the queue, and all that comes of it. */
async function pass(of = media): Promise<void> {
  await of.removalDrain?.pass();
  await of.removalDrain?.settled();
}
/** Until nothing is due any more, a second and a half at a time; throws when that takes longer than the longest pause. */
async function drain(): Promise<void> {
  for (let tries = 0; tries < 60; tries += 1) {
    await pass();
    if ((await media.removalQueue.backlog()).due === 0) return;
    clock.advance(1_500);
  }
  throw new Error('something stays due');
}
const calls = (method: string) => agora.requests.filter((request) => request.method === method).length;
const backlog = async () => {
  const { due, waiting, failed } = await media.removalQueue.backlog();
  return { due, waiting, failed };
};

describe('the pace', () => {
  it('is twenty at once, then ten a second, and nothing is lost or said twice', async () => {
    const people = await Promise.all(Array.from({ length: 50 }, somebody));
    await Promise.all(people.map(({ account }) => media.mediaRemovals.remove({ roomId: room, account, kind: 'ban' })));
    expect(await backlog()).toEqual({ due: 50, waiting: 0, failed: 0 });
    await pass();
    await pass();
    expect(calls('POST')).toBe(limits.mediaCallsBurstMax);
    clock.advance(100);
    await pass();
    expect(calls('POST')).toBe(limits.mediaCallsBurstMax + 1);
    clock.advance(1_000);
    await pass();
    expect(calls('POST')).toBe(limits.mediaCallsBurstMax + 1 + limits.mediaCallsPerSecondMax);
    await media.measureMedia();
    await drain();
    expect(calls('POST')).toBe(50);
    expect(agora.throttled()).toBe(0);
    for (const { uid } of people) expect(agora.barred(room, uid)).toEqual(['join_channel']);
    expect(await backlog()).toEqual({ due: 0, waiting: 0, failed: 0 });
  });

  it('counts calls and not people: two who share an account share a pace', async () => {
    const { account } = await somebody();
    for (const kind of ['ban', 'demote'] as const) await media.mediaRemovals.remove({ roomId: room, account, kind });
    await drain();
    await Promise.all(
      (['join', 'publish'] as const).map((bar) => media.mediaRemovals.restore({ roomId: room, account, bar })),
    );
    await drain();
    expect([calls('POST'), calls('DELETE'), calls('GET')]).toEqual([2, 2, 0]);
    expect(agora.rules()).toEqual([]);
  });

  it('waits when it was too quick all the same, and goes on', async () => {
    const { account, uid } = await somebody();
    agora.faults.push({ status: 429, body: { message: 'too many requests' } });
    await media.mediaRemovals.remove({ roomId: room, account, kind: 'kick', untilMs: clock.now() + 600_000 });
    await pass();
    expect(agora.barred(room, uid)).toEqual([]);
    clock.advance(limits.mediaRetryMinMs - 1);
    await pass();
    expect(calls('POST')).toBe(1);
    clock.advance(1);
    await pass();
    expect(agora.barred(room, uid)).toEqual(['join_channel']);
  });
});

describe('one person in one room', () => {
  it('is barred once, however often and in whatever order it is asked', async () => {
    const { account, uid } = await somebody();
    const atMs = clock.now();
    const ask = (kind: 'kick' | 'ban' | 'demote') => media.mediaRemovals.remove({ roomId: room, account, kind, atMs });
    await Promise.all([ask('kick'), ask('ban'), ask('demote'), ask('kick'), ask('ban')]);
    await drain();
    expect(agora.barred(room, uid)).toEqual(['join_channel', 'publish_audio', 'publish_video']);
    await Promise.all([ask('demote'), ask('kick'), ask('ban')]);
    await drain();
    // Concurrent asks may have let the shorter bar out first; never more than one rule for each.
    expect(calls('POST')).toBeLessThanOrEqual(3);
    expect(await database.db.collection('media_removals').countDocuments()).toBe(1);
  });

  it('is kept out as long as a token from before can last, and no longer', async () => {
    const [banned, kicked, demoted] = [await somebody(), await somebody(), await somebody()];
    const began = clock.now();
    await media.mediaRemovals.remove({ roomId: room, account: banned.account, kind: 'ban' });
    await media.mediaRemovals.remove({
      roomId: room,
      account: kicked.account,
      kind: 'kick',
      untilMs: clock.now() + 90_000,
    });
    await media.mediaRemovals.remove({ roomId: room, account: demoted.account, kind: 'demote' });
    await drain();
    const untilMs = (uid: number) => (agora.rules().find((rule) => rule.uid === uid)?.untilMs ?? 0) - began;
    expect(untilMs(banned.uid)).toBe(limits.mediaTokenLifeMs + limits.mediaClockSlackMs);
    expect(untilMs(kicked.uid)).toBe(90_000);
    expect(untilMs(demoted.uid)).toBe(limits.mediaGuestPublishLifeMs + limits.mediaClockSlackMs);
    expect(agora.barred(room, demoted.uid)).toEqual(['publish_audio', 'publish_video']);
  });

  it('is named by channel and number; the same account elsewhere is left alone', async () => {
    const { account, uid } = await somebody();
    const other = testUuid();
    await media.mediaUsers.note({ roomId: other, account, uid: uid + 1_000, atMs: clock.now() });
    await media.mediaRemovals.remove({ roomId: room, account, kind: 'ban' });
    await drain();
    expect(agora.rules().map(({ cname, uid: number }) => [cname, number])).toEqual([[room, uid]]);
  });

  it('is let in again by an unban that overtakes the ban', async () => {
    const { account, uid } = await somebody();
    await media.mediaRemovals.remove({ roomId: room, account, kind: 'ban' });
    await media.mediaRemovals.restore({ roomId: room, account, bar: 'join' });
    await drain();
    expect([calls('POST'), agora.barred(room, uid)]).toEqual([0, []]);
    // And one that nobody had barred needs nothing.
    await media.mediaRemovals.restore({ roomId: room, account: newAccountId('a', random), bar: 'join' });
    expect(await backlog()).toEqual({ due: 0, waiting: 0, failed: 0 });
  });

  it('whose unban comes while the ban is under way ends free', async () => {
    const { account, uid } = await somebody();
    await media.mediaRemovals.remove({ roomId: room, account, kind: 'ban' });
    const passing = media.removalDrain?.pass();
    await media.mediaRemovals.restore({ roomId: room, account, bar: 'join' });
    await passing;
    await drain();
    expect(agora.barred(room, uid)).toEqual([]);
  });

  it('loses nothing that is asked while what was asked before is put away', async () => {
    const { account, uid } = await somebody();
    await media.mediaRemovals.remove({ roomId: room, account, kind: 'ban' });
    await media.mediaRemovals.restore({ roomId: room, account, bar: 'join' });
    const claimed = await media.removalQueue.claimDue(clock.now(), limits.mediaRemovalLeaseMs);
    if (claimed === undefined) throw new Error('nothing is due');
    await media.mediaRemovals.remove({ roomId: room, account, kind: 'demote' });
    await media.removalQueue.settle(claimed, { state: 'done', unsure: [], tries: 0, trouble: '' });
    await drain();
    expect(agora.barred(room, uid)).toEqual(['publish_audio', 'publish_video']);
  });

  it('is barred who comes between the look at their number and its being noted that it is not known', async () => {
    const { account, uid } = await somebody();
    await media.mediaRemovals.remove({ roomId: room, account, kind: 'ban' });
    let looks = 0;
    const users = {
      async uidOf(roomId: string, who: string) {
        looks += 1;
        if (looks > 1) return media.mediaUsers.uidOf(roomId, who);
        // They come just after this was read; nobody waits for them yet.
        await media.removalQueue.wake(roomId, who, clock.now());
        return undefined;
      },
    };
    const rules = agoraRules({ ...project, apiUrl: agora.url });
    const other = createRemovalDrain({ queue: media.removalQueue, users, rules, clock: clock.now, log });
    await other.pass();
    await other.settled();
    expect([looks, agora.barred(room, uid)]).toEqual([3, ['join_channel']]);
  });

  it('who has not come yet is barred when they come, whichever is told first', async () => {
    for (let round = 0; round < 10; round += 1) {
      const [account, uid] = [newAccountId('a', random), 10_000 + round];
      const come = async (): Promise<void> => {
        await media.mediaUsers.note({ roomId: room, account, uid, atMs: clock.now() });
        await media.removalQueue.wake(room, account, clock.now());
      };
      const bar = async (): Promise<void> => {
        await media.mediaRemovals.remove({ roomId: room, account, kind: 'ban' });
        await pass();
      };
      await Promise.all(round % 2 === 0 ? [bar(), come()] : [come(), bar()]);
      await drain();
      expect(agora.barred(room, uid), `round ${round}`).toEqual(['join_channel']);
    }
    const absent = newAccountId('a', random);
    await media.mediaRemovals.remove({ roomId: room, account: absent, kind: 'ban' });
    await drain();
    expect(await backlog()).toEqual({ due: 0, waiting: 1, failed: 0 });
  });
});

describe('when the media server does not answer as it should', () => {
  it('what nobody heard the number of is found again when it is lifted', async () => {
    const { account, uid } = await somebody();
    const stranger = await somebody();
    await media.mediaRemovals.remove({ roomId: room, account: stranger.account, kind: 'ban' });
    await drain();
    agora.faults.push('answer_lost', 'connection_cut', { status: 504, body: 'gateway' });
    await media.mediaRemovals.remove({ roomId: room, account, kind: 'ban' });
    await drain();
    expect(calls('POST')).toBe(5);
    // The one whose answer was lost, and the one that was heard of.
    expect(agora.rules().filter((rule) => rule.uid === uid)).toHaveLength(2);
    await media.mediaRemovals.restore({ roomId: room, account, bar: 'join' });
    await drain();
    expect(agora.barred(room, uid)).toEqual([]);
    expect(agora.barred(room, stranger.uid)).toEqual(['join_channel']);
  });

  it('a caller who died in a call is followed by another, who knows that a rule may be there', async () => {
    const { account, uid } = await somebody();
    await media.mediaRemovals.remove({ roomId: room, account, kind: 'ban' });
    // What a process does before it dies: takes it, calls, and hears no more.
    await media.removalQueue.claimDue(clock.now(), limits.mediaRemovalLeaseMs);
    await agoraRules({ ...project, apiUrl: agora.url }).create({ channel: room, uid }, 'join', 600);
    const other = compose();
    await pass(other);
    expect(agora.rules()).toHaveLength(1);
    clock.advance(limits.mediaRemovalLeaseMs);
    await pass(other);
    expect(agora.rules()).toHaveLength(2);
    await other.mediaRemovals.restore({ roomId: room, account, bar: 'join' });
    await drain();
    expect(agora.barred(room, uid)).toEqual([]);
  });

  it('pauses grow, and what has become moot is given up and said', async () => {
    const { account, uid } = await somebody();
    const down = { status: 500, body: { message: 'internal' } };
    agora.faults.push(...Array.from({ length: 100 }, () => down));
    const began = clock.now();
    await media.mediaRemovals.remove({ roomId: room, account, kind: 'kick', untilMs: began + 600_000 });
    const at: number[] = [];
    while (clock.now() < began + 700_000) {
      const before = calls('POST');
      await pass();
      if (calls('POST') > before) at.push(clock.now() - began);
      clock.advance(at.length < 8 ? 1_000 : 20_000);
    }
    const pauses = at.slice(1).map((ms, index) => ms - (at[index] ?? 0));
    expect(pauses.slice(0, 7)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000]);
    expect(Math.max(...at)).toBeLessThan(600_000);
    expect(await backlog()).toEqual({ due: 0, waiting: 0, failed: 0 });
    expect(log.lines.some(({ text, fields }) => text.includes('became moot') && fields.account === account)).toBe(true);
    expect(agora.barred(room, uid)).toEqual([]);
  });

  it('wrong credentials lose nothing: what waits is done once they are mended', async () => {
    const { account, uid } = await somebody();
    agora.faults.push(
      { status: 401, body: { message: 'Invalid authentication credentials' } },
      { status: 403, body: {} },
    );
    await media.mediaRemovals.remove({ roomId: room, account, kind: 'ban' });
    await pass();
    expect(await backlog()).toEqual({ due: 1, waiting: 0, failed: 0 });
    await drain();
    expect(agora.barred(room, uid)).toEqual(['join_channel']);
  });

  it('a refusal is not repeated, is seen, and ends with the next that is asked', async () => {
    const { account, uid } = await somebody();
    agora.faults.push({ status: 400, body: { message: 'invalid appid' } });
    await media.mediaRemovals.remove({ roomId: room, account, kind: 'kick', untilMs: clock.now() + 60_000 });
    await drain();
    clock.advance(5_000);
    await pass();
    expect([calls('POST'), await backlog()]).toEqual([1, { due: 0, waiting: 0, failed: 1 }]);
    expect(log.lines.find(({ level }) => level === 'error')?.fields).toMatchObject({
      reason: '400 invalid appid',
      account,
    });
    await media.mediaRemovals.remove({ roomId: room, account, kind: 'ban' });
    await drain();
    expect(agora.barred(room, uid)).toEqual(['join_channel']);
  });

  it('no call of theirs holds up the others', async () => {
    const [slow, quick] = [await somebody(), await somebody()];
    agora.faults.push('no_answer');
    await media.mediaRemovals.remove({ roomId: room, account: slow.account, kind: 'ban' });
    await media.removalDrain?.pass();
    while (agora.requests.length === 0) await sleep(5);
    await media.mediaRemovals.remove({ roomId: room, account: quick.account, kind: 'ban' });
    await media.removalDrain?.pass();
    while (agora.barred(room, quick.uid).length === 0) await sleep(5);
    expect(agora.barred(room, slow.uid)).toEqual([]);
    await agora.close();
    await media.removalDrain?.settled();
  });
});

describe('a long history', () => {
  it('of asks, lifts, faults and hand-overs ends as was asked last', async () => {
    const seed = Math.floor(Math.random() * 2 ** 31);
    const dice = seededRandom(seed);
    const people = await Promise.all(Array.from({ length: 5 }, somebody));
    const wanted = new Map<string, Set<'join' | 'publish'>>(people.map(({ account }) => [account, new Set()]));
    for (let step = 0; step < 120; step += 1) {
      const person = people[dice.below(people.length)];
      if (person === undefined) throw new Error('nobody');
      const bar = dice.below(2) === 0 ? 'join' : 'publish';
      const { account } = person;
      if (dice.below(3) > 0) {
        await media.mediaRemovals.remove({ roomId: room, account, kind: bar === 'join' ? 'ban' : 'demote' });
        wanted.get(account)?.add(bar);
      } else {
        await media.mediaRemovals.restore({ roomId: room, account, bar });
        wanted.get(account)?.delete(bar);
      }
      const faults = ['answer_lost', 'connection_cut', { status: 503, body: {} }, { status: 429, body: {} }] as const;
      const fault = faults[dice.below(12)];
      if (fault !== undefined) agora.faults.push(fault);
      const next = dice.below(4);
      if (next === 0) void media.removalDrain?.pass();
      if (next === 1) await pass();
      if (next === 2) {
        await media.removalDrain?.settled();
        media = compose();
      }
      clock.advance(dice.below(300));
    }
    agora.faults.length = 0;
    await media.removalDrain?.settled();
    clock.advance(limits.mediaRemovalLeaseMs);
    await drain();
    for (const { account, uid } of people) {
      const bars = wanted.get(account) ?? new Set();
      const expected = [
        ...(bars.has('join') ? ['join_channel'] : []),
        ...(bars.has('publish') ? ['publish_audio', 'publish_video'] : []),
      ];
      expect(agora.barred(room, uid), `seed ${seed}`).toEqual(expected);
    }
  });
});
