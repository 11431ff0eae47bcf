import { internalPaths } from '@halobuzz/core/api/internal';
import { limits } from '@halobuzz/core/limits';
import type { Actor } from '@halobuzz/core/tokens';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { watchDrafts } from '../streams/watch-drafts.ts';
import { registerDevice, tokensOf } from '../testing/push-devices.ts';
import { createRealOrigin, openStores, type RealOrigin, someActor, type TestStores } from '../testing/real-origin.ts';
import type { PushSettings } from './push-settings.ts';

const project = { accessToken: 'expo-token', project: '@halobuzz/halobuzz' } as const;
const push: PushSettings = { provider: 'expo', expo: project };

// Expo's library reads its address once, when it is loaded.
const expo = await vi.hoisted(async () => {
  const { startStrictExpo } = await import('../../../testing/strict-expo.ts');
  const server = await startStrictExpo({ accessToken: 'expo-token', project: '@halobuzz/halobuzz' });
  process.env.EXPO_BASE_URL = server.url;
  return server;
});

let stores: TestStores;
let origin: RealOrigin;
let host: Actor;
beforeAll(async () => {
  stores = await openStores(59);
});
afterAll(async () => {
  await stores.close();
  await expo.close();
});
beforeEach(async () => {
  for (const name of ['livestreams', 'follows', 'blocks', 'push_tokens', 'push_jobs', 'push_calls', 'sanctions']) {
    await stores.db.collection(name).deleteMany({});
  }
  await stores.control.flushdb();
  expo.forget();
  origin = await createRealOrigin(stores, { push });
  host = someActor();
});

const idSchema = z.object({ data: z.object({ stream: z.object({ id: z.string() }) }) });
const place = { country: 'NP', region: 'ap-southeast-1' } as const;

async function goLive(facts: object = {}, by = host): Promise<string> {
  const body = { title: 'Evening songs', category: 'music', ...place, ...facts };
  const answer = await origin.call(internalPaths.streams, { method: 'POST', actor: by, body });
  expect(answer).toMatchObject({ status: 201 });
  return idSchema.parse(answer.body).data.stream.id;
}
const end = (id: string) => origin.call(internalPaths.endStream(id), { method: 'POST', actor: host });

/** Somebody who follows the host, and the token of their device. */
async function follower(over: Partial<Actor> = {}, of = host) {
  const actor = { ...someActor(), ...over };
  await origin.deps.relations.follow(actor.account, of.account);
  return { actor, ...(await registerDevice(origin, actor)) };
}
/** Both origins look until nothing is left to be done now. */
async function carry(from: readonly RealOrigin[] = [origin]): Promise<void> {
  for (let pass = 0; pass < 50; pass += 1) {
    await Promise.all(from.map(({ deps }) => deps.push?.()));
    const due = { state: 'due', dueAt: { $lte: new Date(origin.clock()) } };
    const left = ['push_jobs', 'push_calls'].map((name) => stores.db.collection(name).countDocuments(due));
    if ((await Promise.all(left)).every((count) => count === 0)) return;
  }
  throw new Error('something stays due');
}
const told = () => expo.taken.map(({ to }) => to).sort();
const tokens = (account: string) => tokensOf(origin, account);
const passLive = () => {
  origin.time.aheadMs += limits.pushLiveAfterMs;
};
const metric = async (name: string, labels: object) =>
  (await origin.registry.getSingleMetric(name)?.get())?.values.find(
    (one) => JSON.stringify(one.labels) === JSON.stringify(labels),
  )?.value;

describe('a host who goes live', () => {
  it('is told once to each device of who follows, and to nobody else', async () => {
    const first = await follower();
    const second = await registerDevice(origin, first.actor);
    const [muting, banned, blocked] = [await follower(), await follower(), await follower()];
    const off = { method: 'PUT', actor: muting.actor, body: { on: false } } as const;
    expect(await origin.call(internalPaths.hostNotifications(host.account), off)).toMatchObject({ status: 200 });
    await origin.deps.relations.block(host.account, blocked.actor.account);
    const sanction = {
      accountId: banned.actor.account,
      hostId: host.account,
      kind: 'ban',
      endsAtMs: undefined,
    } as const;
    const given = { id: 'sn_1', roomId: 'r', reason: '', by: host.account, atMs: origin.clock() };
    await origin.deps.sanctions.set({ ...sanction, ...given });
    await registerDevice(origin, someActor());
    const id = await goLive();
    await carry();
    expect(told(), 'not before it has stood for a moment').toEqual([]);
    await follower();
    passLive();
    await carry();
    await carry();
    expect(told()).toEqual([first.token, second.token].sort());
    expect(expo.taken[0]).toMatchObject({
      ...{ title: `${host.name} is live`, body: 'Evening songs', data: { kind: 'live', streamId: id } },
      ...{ collapseId: id, tag: id },
    });
    // What the real clock took of it is a test's, not a phone's.
    const ttl = (limits.pushLiveMootMs - limits.pushLiveAfterMs) / 1_000;
    expect(expo.taken[0]?.ttl).toBeLessThanOrEqual(ttl);
    expect(expo.taken[0]?.ttl).toBeGreaterThan(ttl - 60);
    expect(await metric('halobuzz_origin_push_messages_total', { result: 'ok' })).toBe(2);
  });

  it('is told in calls of a hundred, by several origins, and to none twice', async () => {
    const count = 1_203;
    const now = new Date(origin.clock() - 1_000);
    const people = Array.from({ length: count }, (_, at) => ({
      account: `f${at}`,
      token: `ExponentPushToken[many-${at}-abcdef]`,
    }));
    const followedId = host.account;
    await stores.db.collection<{ _id: string }>('follows').insertMany(
      // Many of one moment: the step must go on inside of it.
      people.map(({ account: followerId }, at) => ({
        ...{ _id: `${followerId}:${followedId}`, followerId, followedId },
        createdAt: new Date(now.getTime() - (at % 3)),
      })),
    );
    await stores.db.collection<{ _id: string }>('push_tokens').insertMany(
      people.map(({ account: accountId, token }) => ({
        ...{ _id: `${accountId}:d`, accountId, deviceId: `d-${accountId}`, sessionId: 's', platform: 'ios', token },
        ...{ country: 'NP', adult: false, createdAt: now, lastSeenAt: now },
      })),
    );
    const second = await createRealOrigin(stores, { push });
    await goLive();
    passLive();
    second.time.aheadMs = origin.time.aheadMs;
    await carry([origin, second, origin]);
    expect(told()).toEqual(people.map(({ token }) => token).sort());
    expect(Math.max(...expo.calls)).toBe(limits.pushMessagesPerCallMax);
    expect(expo.requests.some(({ headers }) => headers.get('content-encoding') === 'gzip')).toBe(true);
  });

  it('goes on when the lease of an origin that died is over', async () => {
    const listeners = [await follower(), await follower()];
    await goLive();
    passLive();
    // One claims the job and dies.
    const claimed = await stores.db
      .collection('push_jobs')
      .findOneAndUpdate({ state: 'due' }, { $set: { dueAt: new Date(origin.clock() + limits.pushLeaseMs) } });
    expect(claimed).not.toBeNull();
    await origin.deps.push?.();
    expect(told()).toEqual([]);
    origin.time.aheadMs += limits.pushLeaseMs;
    await carry();
    expect(told()).toEqual(listeners.map(({ token }) => token).sort());
  });

  it('is not told by whoever died in a call: it may have been heard', async () => {
    await follower();
    await goLive();
    passLive();
    expo.faults.push('answer_lost');
    await carry();
    expect(told(), 'the server took it').toHaveLength(1);
    origin.time.aheadMs += limits.pushLeaseMs;
    await carry();
    expect(told()).toHaveLength(1);
    expect(await metric('halobuzz_origin_push_messages_total', { result: 'unknown' })).toBe(1);
    // And one that died before it could say even that.
    const second = someActor();
    await follower({}, second);
    await goLive({}, second);
    passLive();
    await stores.db.collection('push_calls').deleteMany({});
    await stores.db.collection<{ _id: string }>('push_calls').insertOne({
      ...{
        _id: 'x:0:0',
        kind: 'live',
        streamId: 'x',
        state: 'calling',
        tries: 0,
        outcome: '',
        to: [{ token: 'ExponentPushToken[dead]' }],
      },
      ...{ createdAt: new Date(), dueAt: new Date(0), mootAt: new Date(origin.clock() + 60_000) },
    });
    await carry();
    expect(told()).toHaveLength(2);
    expect(told()).not.toContain('ExponentPushToken[dead]');
    expect(await stores.db.collection<{ _id: string }>('push_calls').findOne({ _id: 'x:0:0' })).toMatchObject({
      state: 'closed',
    });
  });

  it.each([
    ['too many at once', 429, 3],
    ['trouble of theirs', 503, 1],
    ['a token that an operator must mend', 401, 1],
  ])('is told later after %s', async (_, status, times) => {
    const { token } = await follower();
    await goLive();
    passLive();
    const fault = { status, body: { errors: [{ code: 'X', message: 'x' }] } };
    expo.faults.push(...Array.from({ length: times }, () => fault));
    await carry();
    expect(told()).toEqual([]);
    origin.time.aheadMs += limits.pushRetryMinMs;
    await carry();
    expect(told()).toEqual([token]);
  });

  it('is told to nobody in what is refused for good, nor once it is too late', async () => {
    await follower();
    const id = await goLive();
    passLive();
    expo.faults.push({ status: 400, body: { errors: [{ code: 'VALIDATION_ERROR', message: 'no' }] } });
    await carry();
    expect(await metric('halobuzz_origin_push_messages_total', { result: 'refused' })).toBe(1);
    await end(id);
    await goLive();
    passLive();
    expo.faults.push({ status: 503, body: 'no' });
    await carry();
    origin.time.aheadMs += limits.pushLiveMootMs;
    await carry();
    expect(told()).toEqual([]);
    expect(await metric('halobuzz_origin_push_messages_total', { result: 'late' })).toBe(1);
  });

  it('is told to nobody when it ended at once, or is private', async () => {
    await follower();
    await end(await goLive());
    passLive();
    await carry();
    await goLive({ privacy: { visibility: 'private' } });
    passLive();
    await carry();
    expect(told()).toEqual([]);
    expect(await stores.db.collection('push_jobs').countDocuments()).toBe(1);
  });

  it('is told to who may come in: adults where it is for them, and not where it is shut out', async () => {
    const [adult] = [await follower({ adult: true }), await follower(), await follower({ adult: true, country: 'IN' })];
    await goLive({ privacy: { adultsOnly: true, countryBlocks: ['IN'] } });
    passLive();
    await carry();
    expect(told()).toEqual([adult.token]);
  });

  it('is told so often in an hour, and no more', async () => {
    await follower();
    for (let times = 0; times <= limits.pushAnnouncementsMax; times += 1) {
      const id = await goLive();
      passLive();
      await carry();
      await end(id);
    }
    expect(told()).toHaveLength(limits.pushAnnouncementsMax);
    origin.time.aheadMs += limits.pushAnnouncementsLifeMs;
    await goLive();
    passLive();
    await carry();
    expect(told()).toHaveLength(limits.pushAnnouncementsMax + 1);
  });

  it('is asked for with the start, so that a start that failed is announced by its repetition', async () => {
    await follower();
    const { announceLive } = origin.deps;
    Object.assign(origin.deps, { announceLive: () => Promise.reject(new Error('the process died')) });
    const body = { title: 'Evening songs', category: 'music', ...place };
    const first = await origin.call(internalPaths.streams, { method: 'POST', actor: host, body });
    expect(first.status).toBe(500);
    expect(await stores.db.collection('push_jobs').countDocuments()).toBe(0);
    Object.assign(origin.deps, { announceLive });
    const id = await goLive();
    const left = await origin.deps.livestreams.liveOfHost(host.account);
    expect(left?.id, 'the same broadcast').toBe(id);
    if (left !== undefined) await announceLive?.(left);
    passLive();
    await carry();
    expect(told()).toHaveLength(1);
  });
});

describe('a reminder', () => {
  const inMs = (aheadMs: number) => new Date(origin.clock() + aheadMs).toISOString();
  const remind = () => watchDrafts(origin.deps);

  it('comes before the time, once for each time that was set, and not when it begins first', async () => {
    const { token } = await follower();
    const id = await goLive({ scheduledAt: inMs(limits.streamReminderAheadMs - 60_000) });
    await remind();
    await carry();
    expect(expo.taken).toMatchObject([{ to: token, title: `${host.name} goes live soon`, data: { kind: 'reminder' } }]);
    const change = { method: 'PATCH', actor: host, body: { scheduledAt: inMs(3 * 3_600_000) } } as const;
    expect(await origin.call(internalPaths.stream(id), change)).toMatchObject({ status: 200 });
    origin.time.aheadMs += 3 * 3_600_000 - 60_000;
    await remind();
    await remind();
    await carry();
    expect(told()).toEqual([token, token]);
    await origin.call(internalPaths.startDraft(id), { method: 'POST', actor: host, body: place });
    passLive();
    await carry();
    expect(expo.taken.map(({ data }) => data.kind)).toEqual(['reminder', 'reminder', 'live']);
  });

  it('is dropped when the time was moved before it was sent', async () => {
    await follower();
    const id = await goLive({ scheduledAt: inMs(10 * 60_000) });
    await remind();
    const change = { method: 'PATCH', actor: host, body: { scheduledAt: inMs(5 * 3_600_000) } } as const;
    expect(await origin.call(internalPaths.stream(id), change)).toMatchObject({ status: 200 });
    await carry();
    expect(told()).toEqual([]);
  });
});

describe('tokens that lead nowhere', () => {
  it('are taken out at once, or by their receipt', async () => {
    const [gone, unreached, fine] = [await follower(), await follower(), await follower()];
    expo.unregistered.add(gone.token);
    expo.unreached.add(unreached.token);
    await goLive();
    passLive();
    await carry();
    expect(told()).toEqual([unreached.token, fine.token].sort());
    expect(await tokens(gone.actor.account)).toEqual([]);
    expect(await tokens(unreached.actor.account)).toEqual([unreached.token]);
    expo.withheld.all = true;
    origin.time.aheadMs += limits.pushReceiptAfterMs;
    await carry();
    expect(await tokens(unreached.actor.account), 'no receipt yet').toEqual([unreached.token]);
    expo.withheld.all = false;
    origin.time.aheadMs += limits.pushReceiptAfterMs;
    await carry();
    expect(await tokens(unreached.actor.account)).toEqual([]);
    expect(await tokens(fine.actor.account)).toEqual([fine.token]);
    expect(await metric('halobuzz_origin_push_receipts_total', { result: 'unregistered' })).toBe(1);
    expect(await stores.db.collection('push_calls').countDocuments({ state: 'closed' })).toBe(1);
  });

  it('stay when the device said them anew meanwhile', async () => {
    const { actor, deviceId, token } = await follower();
    expo.unreached.add(token);
    await goLive();
    passLive();
    await carry();
    origin.time.aheadMs += limits.pushReceiptAfterMs;
    await registerDevice(origin, actor, { deviceId, token });
    await carry();
    expect(await tokens(actor.account)).toEqual([token]);
  });

  it('of other apps are taken out, and spoil no call', async () => {
    const [stranger, fine] = [await follower(), await follower()];
    expo.projectOf.set(stranger.token, '@mallory/other');
    await goLive();
    passLive();
    await carry();
    origin.time.aheadMs += limits.pushRetryMinMs;
    await carry();
    expect(told()).toEqual([fine.token]);
    expect(await tokens(stranger.actor.account)).toEqual([]);
  });

  it('are not sent to when their device signed out after it was looked up', async () => {
    const [left, fine] = [await follower({ session: 'se_left' }), await follower()];
    await goLive();
    passLive();
    expo.faults.push({ status: 503, body: 'no' });
    await carry();
    const body = { kind: 'session', id: 'se_left', code: 'session_revoked' };
    expect(await origin.call(internalPaths.revocations, { method: 'POST', body })).toMatchObject({ status: 201 });
    origin.time.aheadMs += limits.pushRetryMinMs;
    await carry();
    expect(told()).toEqual([fine.token]);
    expect(await tokens(left.actor.account)).toEqual([]);
  });
});

it('the log alone is told in development, and nobody where nothing is set up', async () => {
  await follower();
  origin = await createRealOrigin(stores, { push: { provider: 'log' } });
  const id = await goLive();
  passLive();
  await carry();
  expect(told()).toEqual([]);
  const line = origin.log.lines.find(({ text }) => text === 'push notifications that nobody carries');
  expect(line?.fields).toMatchObject({ title: `${host.name} is live`, devices: 1, data: { streamId: id } });
  const none = await createRealOrigin(stores);
  expect([none.deps.push, none.deps.announceLive, none.deps.remind]).toEqual([undefined, undefined, undefined]);
});
