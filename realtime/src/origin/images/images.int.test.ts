import { successOf } from '@halobuzz/core/api/conventions';
import { type AccountProjection, imageKeysSchema, internalPaths, madeImageSchema } from '@halobuzz/core/api/internal';
import { profileSchema } from '@halobuzz/core/api/people';
import { startStreamDataSchema, streamSchema } from '@halobuzz/core/api/streams';
import { AppError } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import type { Actor } from '@halobuzz/core/tokens';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { ImageDocument } from '../mongo/mongo-images.ts';
import { solid } from '../testing/pictures.ts';
import { createRealOrigin, openStores, type RealOrigin, someActor, type TestStores } from '../testing/real-origin.ts';

let stores: TestStores;
let origin: RealOrigin;
let scanned: number;
let scanner: 'clean' | 'infected' | 'away' = 'clean';
let picture: Uint8Array<ArrayBuffer>;
beforeAll(async () => {
  stores = await openStores(46);
  picture = await solid(300, 200, 'jpeg');
  origin = await createRealOrigin(stores, {
    async scanImage() {
      scanned += 1;
      if (scanner !== 'clean') throw new AppError(scanner === 'infected' ? 'image_refused' : 'unavailable');
    },
  });
});
afterAll(() => stores.close());
beforeEach(async () => {
  [scanned, scanner, origin.time.aheadMs] = [0, 'clean', 0];
  await images().deleteMany({});
});

const images = () => stores.db.collection<ImageDocument>('images');
const madeOf = (body: unknown) => successOf(madeImageSchema).parse(body).data;

async function someone(over: Partial<AccountProjection> = {}): Promise<Actor> {
  const actor = someActor();
  await origin.project(actor, over);
  return actor;
}
const send = (actor: Actor | undefined, path: string = internalPaths.avatar, body: Uint8Array = picture) =>
  origin.call(path, { method: 'PUT', actor, body, headers: { 'content-type': 'application/octet-stream' } });
const show = (actor: Actor, key: string) =>
  origin.call(internalPaths.showImage(key), { method: 'POST', actor, body: {} });
async function shown(actor: Actor, path?: string): Promise<string> {
  const { status, body } = await send(actor, path);
  expect(status).toBe(201);
  const { key } = madeOf(body);
  expect(await show(actor, key)).toMatchObject({ status: 200, body: { data: { key } } });
  return key;
}
async function avatarOf(actor: Actor): Promise<string | undefined> {
  const answer = await origin.call(internalPaths.person(actor.account));
  return successOf(profileSchema).parse(answer.body).data.details?.avatar;
}
async function doomed(): Promise<readonly string[]> {
  const { body } = await origin.call(internalPaths.doomedImages, { method: 'POST', body: {} });
  return successOf(imageKeysSchema).parse(body).data.keys;
}
const states = async () => Object.fromEntries((await images().find().toArray()).map(({ _id, state }) => [_id, state]));
const go = { title: 'Songs', category: 'music', country: 'NP', region: 'ap-south-1' };
async function broadcast(host: Actor, over: object = {}): Promise<string> {
  const { body } = await origin.call(internalPaths.streams, { method: 'POST', actor: host, body: { ...go, ...over } });
  return successOf(startStreamDataSchema.pick({ stream: true }).loose()).parse(body).data.stream.id;
}
async function coverOf(id: string): Promise<string | undefined> {
  const { body } = await origin.call(internalPaths.stream(id));
  return z.looseObject({ data: z.looseObject({ stream: z.looseObject({ cover: z.string().optional() }) }) }).parse(body)
    .data.stream.cover;
}

describe('an avatar', () => {
  it('is made, seen once it is shown, and takes the place of the one before', async () => {
    const me = await someone();
    const sent = await send(me);
    const { key, large, small } = madeOf(sent.body);
    expect(await sharp(Buffer.from(large, 'base64')).metadata()).toMatchObject({ format: 'webp', width: 512 });
    expect(await sharp(Buffer.from(small, 'base64')).metadata()).toMatchObject({ format: 'webp', width: 128 });
    expect([await avatarOf(me), await doomed()]).toEqual([undefined, []]);
    await show(me, key);
    expect(await avatarOf(me)).toBe(key);
    const next = await shown(me);
    // The same picture, and another name: deleting one must not take the other along.
    expect(next).not.toBe(key);
    expect([await avatarOf(me), await doomed()]).toEqual([next, [key]]);
    // Repeated, as after an answer that was lost; the one before stays gone.
    expect(await show(me, next)).toMatchObject({ status: 200 });
    expect(await show(me, key)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await avatarOf(me)).toBe(next);
  });

  it('stands in lists of people', async () => {
    const [fan, other, star] = [await someone(), await someone(), await someone()];
    const key = await shown(fan);
    for (const actor of [fan, other]) {
      await origin.call(internalPaths.follow(star.account), { method: 'POST', actor, body: {} });
    }
    const { body } = await origin.call(internalPaths.followers(star.account));
    expect(body).toMatchObject({ data: { items: [{ handle: other.name }, { handle: fan.name, avatar: key }] } });
  });

  it('of a host stands beside their broadcasts, from the start on and as it changes, until it ended', async () => {
    const host = await someone({ roles: ['viewer', 'host'] });
    const first = await shown(host);
    const id = await broadcast(host);
    const planned = await broadcast(host, { draft: true });
    const kept = () => stores.db.collection<{ _id: string; hostAvatar?: string }>('livestreams');
    const now = async () => {
      const { body } = await origin.call(internalPaths.stream(id));
      const seen = z.looseObject({ data: z.looseObject({ stream: streamSchema }) }).parse(body).data.stream.host.avatar;
      return [seen, (await kept().findOne({ _id: planned }))?.hostAvatar];
    };
    expect(await now()).toEqual([first, first]);
    const second = await shown(host);
    expect(await now()).toEqual([second, second]);
    await origin.call(internalPaths.deleteAvatar, { method: 'POST', actor: host, body: {} });
    expect(await now()).toEqual([undefined, undefined]);
    const third = await shown(host);
    expect(await now()).toEqual([third, third]);
    await origin.call(internalPaths.endStream(id), { method: 'POST', actor: host, body: {} });
    expect(await now()).toEqual([undefined, third]);
  });

  it('is taken away by its owner, twice if they like', async () => {
    const me = await someone();
    const key = await shown(me);
    for (let time = 0; time < 2; time += 1) {
      const answer = await origin.call(internalPaths.deleteAvatar, { method: 'POST', actor: me, body: {} });
      expect(answer).toMatchObject({ status: 200 });
    }
    expect([await avatarOf(me), await doomed()]).toEqual([undefined, [key]]);
  });

  it('is shown by nobody but who sent it', async () => {
    const [me, other] = [await someone(), await someone()];
    const { key } = madeOf((await send(me)).body);
    expect(await show(other, key)).toMatchObject({ status: 404 });
    expect(await send(undefined)).toMatchObject({ status: 401 });
    expect([await avatarOf(me), await avatarOf(other)]).toEqual([undefined, undefined]);
  });

  it('of two that are shown at once one stays', async () => {
    const me = await someone();
    const keys = [madeOf((await send(me)).body).key, madeOf((await send(me)).body).key];
    const answers = await Promise.all(keys.map((key) => show(me, key)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const kept = (await avatarOf(me)) ?? '';
    expect(keys).toContain(kept);
    expect(Object.values(await states()).sort()).toEqual(['doomed', 'shown']);
    expect((await states())[kept]).toBe('shown');
  });
});

describe('a cover', () => {
  it('is the host’s to set, on a draft and while it is live, and not afterwards', async () => {
    const [host, other] = [await someone({ roles: ['viewer', 'host'] }), await someone()];
    const id = await broadcast(host, { draft: true });
    const first = await shown(host, internalPaths.cover(id));
    await origin.call(internalPaths.startDraft(id), {
      method: 'POST',
      actor: host,
      body: { country: 'NP', region: 'ap-south-1' },
    });
    expect(await coverOf(id)).toBe(first);
    expect(await send(other, internalPaths.cover(id))).toMatchObject({
      status: 403,
      body: { code: 'stream_not_yours' },
    });
    const next = await shown(host, internalPaths.cover(id));
    expect([await coverOf(id), await doomed()]).toEqual([next, [first]]);
    const late = madeOf((await send(host, internalPaths.cover(id))).body).key;
    await origin.call(internalPaths.endStream(id), { method: 'POST', actor: host, body: {} });
    expect(await show(host, late)).toMatchObject({ status: 410, body: { code: 'room_ended' } });
    expect(await send(host, internalPaths.cover(id))).toMatchObject({ status: 410, body: { code: 'room_ended' } });
    // What ended keeps its picture: the refused one changed nothing.
    expect([await coverOf(id), (await states())[next], (await states())[late]]).toEqual([next, 'shown', 'pending']);
  });

  it('is seen in the lobby at once', async () => {
    const host = await someone({ roles: ['viewer', 'host'] });
    const id = await broadcast(host);
    const inLobby = async () => {
      const { body } = await origin.call(`${internalPaths.streams}?viewerCountry=NP&limit=100`);
      const list = z.looseObject({ data: z.looseObject({ items: z.array(z.looseObject({ id: z.string() })) }) });
      return list.parse(body).data.items.find((item) => item.id === id)?.cover;
    };
    expect(await inLobby()).toBeUndefined();
    const key = await shown(host, internalPaths.cover(id));
    expect(await inLobby()).toBe(key);
  });

  it('names the id that is none', async () => {
    const answer = await send(await someone(), internalPaths.cover('x'));
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ field: 'id' }] } });
    const nowhere = internalPaths.cover('019b7d3c-2f4e-7a11-8c22-1d5e6f708192');
    expect(await send(await someone(), nowhere)).toMatchObject({ status: 404, body: { code: 'room_not_found' } });
    expect(scanned).toBe(0);
  });

  it('goes with its draft, and is looked after no more once it went live', async () => {
    const host = await someone({ roles: ['viewer', 'host'] });
    const [gone, kept, live] = [
      await broadcast(host, { draft: true }),
      await broadcast(host, { draft: true }),
      await broadcast(host),
    ];
    const keys: string[] = [];
    for (const id of [gone, kept, live]) keys.push(await shown(host, internalPaths.cover(id)));
    await origin.call(internalPaths.stream(gone), { method: 'DELETE', actor: host, body: {} });
    await origin.deps.images.doomForgotten();
    expect(Object.values(await states())).toEqual(['shown', 'shown', 'shown']);
    origin.time.aheadMs = limits.imageCoverCheckMs + 1;
    await origin.deps.images.doomForgotten();
    const now = await states();
    expect(keys.map((key) => now[key])).toEqual(['doomed', 'shown', 'shown']);
    const dueAt = async (at: number) => (await images().findOne({ _id: keys[at] ?? '' }))?.dueAt;
    expect([(await dueAt(1))?.getTime() ?? 0, await dueAt(2)]).toEqual([expect.any(Number), undefined]);
    expect((await dueAt(1))?.getTime()).toBeGreaterThan(origin.clock());
  });
});

describe('what is not taken', () => {
  it('is named, counted and leaves nothing', async () => {
    const me = await someone();
    const svg = new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"/>');
    expect(await send(me, internalPaths.avatar, svg)).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'image', message: expect.stringContaining('SVG') }] },
    });
    expect(scanned).toBe(0);
    scanner = 'infected';
    expect(await send(me)).toMatchObject({ status: 422, body: { code: 'image_refused' } });
    // No answer is no yes.
    scanner = 'away';
    expect(await send(me)).toMatchObject({ status: 503, body: { code: 'unavailable' } });
    expect([scanned, await images().countDocuments()]).toEqual([2, 0]);
    const counted = await origin.registry.getSingleMetric('halobuzz_origin_images_total')?.get();
    const results = (counted?.values ?? []).map(({ labels }) => labels.result);
    expect(results).toEqual(expect.arrayContaining(['validation_failed', 'image_refused', 'unavailable']));
  });

  it('has more bytes than a picture may, or is large and no picture', async () => {
    const me = await someone();
    const large = new Uint8Array(limits.imageBytesMax + 1);
    expect(await send(me, internalPaths.avatar, large)).toMatchObject({ status: 413 });
    const body = 'x'.repeat(limits.httpBodyBytesMax + 1);
    expect(await origin.call(internalPaths.deletedImages, { method: 'POST', body })).toMatchObject({ status: 413 });
  });

  it('comes too often from one account', async () => {
    const [me, other] = [await someone(), await someone()];
    const bad = new TextEncoder().encode('no picture');
    for (let sent = 0; sent < limits.imageUploadsMax; sent += 1) {
      expect(await send(me, internalPaths.avatar, bad)).toMatchObject({ status: 400 });
    }
    expect(await send(me)).toMatchObject({
      status: 429,
      body: { code: 'rate_limited', retryAfterMs: expect.any(Number) },
    });
    expect(await send(other)).toMatchObject({ status: 201 });
  });
});

describe('files that nobody shows', () => {
  it('are named until the edge says that they are gone; what is shown is never forgotten', async () => {
    const me = await someone();
    const before = await shown(me);
    const now = await shown(me);
    const { key: lost } = madeOf((await send(me)).body);
    expect(await doomed()).toEqual([before]);
    // Whoever asked died: the next is told the same.
    expect(await doomed()).toEqual([before]);
    await origin.call(internalPaths.deletedImages, { method: 'POST', body: { keys: [before, now, lost] } });
    expect(await states()).toEqual({ [now]: 'shown', [lost]: 'pending' });
    origin.time.aheadMs = limits.imagePendingMs + 1;
    expect(await show(me, lost)).toMatchObject({ status: 404 });
    await origin.deps.images.doomForgotten();
    expect(await doomed()).toEqual([lost]);
    expect(await avatarOf(me)).toBe(now);
    await origin.deps.measureImages();
    const waiting = await origin.registry.getSingleMetric('halobuzz_origin_images_waiting')?.get();
    expect(waiting?.values.map(({ labels, value }) => [labels.state, value])).toEqual([
      ['pending', 0],
      ['doomed', 1],
    ]);
  });

  it('are all those of an account that is deleted', async () => {
    const [host, other] = [await someone({ roles: ['viewer', 'host'] }), await someone()];
    const id = await broadcast(host);
    const [avatar, cover] = [await shown(host), await shown(host, internalPaths.cover(id))];
    const { key: pending } = madeOf((await send(host)).body);
    const theirs = await shown(other);
    await origin.project(host, { version: 2, status: 'deleted', email: '' });
    expect(new Set(await doomed())).toEqual(new Set([avatar, cover, pending]));
    expect(await show(host, pending)).toMatchObject({ status: 404 });
    expect(
      (await stores.db.collection<{ _id: string; cover?: string }>('livestreams').findOne({ _id: id }))?.cover,
    ).toBe(undefined);
    expect((await states())[theirs]).toBe('shown');
  });
});

it('every query of pictures goes by an index, and sorts nothing in memory', async () => {
  const host = await someone({ roles: ['viewer', 'host'] });
  await stores.db.command({ profile: 2 });
  const id = await broadcast(host);
  const first = await shown(host);
  for (const path of [internalPaths.avatar, internalPaths.cover(id)]) await shown(host, path);
  await avatarOf(host);
  await doomed();
  await origin.deps.images.forget([first]);
  await origin.deps.images.removeAvatar(host.account);
  origin.time.aheadMs = limits.imageCoverCheckMs + 1;
  await origin.deps.images.doomForgotten();
  await origin.deps.images.deleteImagesOf(host.account);
  await origin.deps.measureImages();
  await stores.db.command({ profile: 0 });
  const ns = `${stores.db.databaseName}.images`;
  const planned = await stores.db
    .collection('system.profile')
    .find({ ns, op: { $ne: 'insert' }, planSummary: { $exists: true } })
    .toArray();
  expect(planned.length).toBeGreaterThan(10);
  for (const { planSummary, hasSortStage, command } of planned) {
    expect(planSummary, JSON.stringify(command)).toMatch(/^(?:IXSCAN|COUNT_SCAN|IDHACK|EXPRESS)/);
    expect(hasSortStage, JSON.stringify(command)).not.toBe(true);
  }
  await stores.db.collection('system.profile').drop();
});
