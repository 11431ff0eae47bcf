import { successOf } from '@halobuzz/core/api/conventions';
import { internalPaths, joinFactsSchema } from '@halobuzz/core/api/internal';
import { invitationsSchema, ownStreamDataSchema, ownStreamsSchema, streamSchema } from '@halobuzz/core/api/streams';
import { limits } from '@halobuzz/core/limits';
import { controlKeys, roomKeys } from '@halobuzz/core/rooms/keys';
import { publicPrivacy } from '@halobuzz/core/streams/privacy';
import type { Actor, TicketClaims } from '@halobuzz/core/tokens';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { GatewayBench, type RunningGateway } from '../../../testing/gateway-bench.ts';
import type { GatewayClient } from '../../../testing/gateway-client.ts';
import { createRealOrigin, openStores, type RealOrigin, someActor, type TestStores } from '../testing/real-origin.ts';
import { healLive } from './reaper.ts';

let stores: TestStores;
let bench: GatewayBench;
let gateway: RunningGateway;
let origin: RealOrigin;
let host: Actor;
beforeAll(async () => {
  stores = await openStores(60);
  bench = await GatewayBench.open(stores.roomsUrl, stores.roomsUrl);
  gateway = await bench.gateway();
});
afterAll(async () => {
  await bench.close();
  await stores.close();
});
beforeEach(async () => {
  origin = await createRealOrigin(stores);
  host = someActor();
});

const oneStream = successOf(z.object({ stream: streamSchema }));
const go = { title: 'Evening songs', category: 'music', country: 'NP', region: 'ap-southeast-1' } as const;
const adult = (name?: string): Actor => ({ ...someActor(name), adult: true });

async function goLive(facts: object = {}): Promise<string> {
  const answer = await origin.call(internalPaths.streams, { method: 'POST', actor: host, body: { ...go, ...facts } });
  expect(answer).toMatchObject({ status: 201 });
  return oneStream.parse(answer.body).data.stream.id;
}

async function change(id: string, body: object, by: Actor = host) {
  return await origin.call(internalPaths.stream(id), { method: 'PATCH', actor: by, body });
}

const invite = (id: string, who: Actor) =>
  origin.call(internalPaths.invitations(id), {
    ...{ method: 'POST', actor: host },
    body: { account: who.account, handle: who.name },
  });
const uninvite = (id: string, who: Actor) =>
  origin.call(internalPaths.withdrawInvitation(id), {
    ...{ method: 'POST', actor: host },
    body: { account: who.account, handle: who.name },
  });
/** Makes somebody a moderator of the host's rooms. */
async function name(id: string, who: Actor): Promise<void> {
  const act = { act: 'mod', who: who.account, seconds: undefined, reason: '', purge: false } as const;
  await stores.rooms(id).chat.moderate(id, { account: host.account, admin: false }, act);
}
const follow = (who: Actor) => origin.deps.relations.follow(who.account, host.account);

const codeSchema = z.object({ code: z.string() });
function codeOf({ status, body }: { readonly status: number; readonly body: unknown }): string {
  return status < 300 ? 'ok' : codeSchema.parse(body).code;
}

/** What the edge does for a joiner: asks the origin, and writes what it says into the ticket. */
async function admission(id: string, who: Actor, password?: string): Promise<Partial<TicketClaims> | string> {
  const body = password === undefined ? {} : { password };
  const answer = await origin.call(internalPaths.joinFacts(id), { method: 'POST', actor: who, body });
  if (answer.status !== 200) return codeOf(answer);
  const facts = successOf(joinFactsSchema).parse(answer.body).data;
  const known = { cty: who.country, ...(who.adult === undefined ? {} : { adu: who.adult }) };
  return { fol: facts.follows, dor: facts.door, pwv: facts.passwordVersion, ...known };
}

async function joinCode(id: string, who: Actor, password?: string): Promise<string> {
  const admitted = await admission(id, who, password);
  return typeof admitted === 'string' ? admitted : 'ok';
}
const mediaCode = async (id: string, who: Actor): Promise<string> =>
  codeOf(await origin.call(internalPaths.media(id), { method: 'POST', actor: who, body: {} }));

/** At both doors: the room's, and the media's. */
async function doors(id: string, who: Actor): Promise<readonly string[]> {
  return [await joinCode(id, who), await mediaCode(id, who)];
}
const both = (code: string) => [code, code];

async function enter(id: string, who: Actor, password?: string): Promise<GatewayClient> {
  const claims = await admission(id, who, password);
  if (typeof claims === 'string') throw new Error(`not let in: ${claims}`);
  const person = { account: who.account, subject: who.subject, name: who.name };
  const room = { id, host: { account: host.account, subject: host.subject, name: host.name } };
  return await bench.join(gateway, room, person, {}, claims);
}

const closedAs = async (client: GatewayClient): Promise<string> => (await client.closedBy()).reason;
/** Still answered: whoever was to be shown out by then is. */
async function isIn(client: GatewayClient): Promise<boolean> {
  return (await client.ask({ t: 'ping' })).ok;
}
const heardPrivacy = (client: GatewayClient) => client.heard((event) => event.t === 'privacy');

describe('who may enter, and be given media', () => {
  it('everybody a public broadcast, also strangers of no known country', async () => {
    const id = await goLive();
    expect(await doors(id, someActor())).toEqual(both('ok'));
    expect(await doors(id, { ...someActor(), country: 'XX' })).toEqual(both('ok'));
  });

  it('followers, the invited and the host one for followers', async () => {
    const id = await goLive({ privacy: { visibility: 'followers' } });
    const [fan, guest, stranger] = [someActor(), someActor(), someActor()];
    await follow(fan);
    expect(await invite(id, guest)).toMatchObject({ status: 200 });
    expect(await doors(id, stranger)).toEqual(both('room_followers_only'));
    for (const who of [fan, guest, host]) expect(await doors(id, who)).toEqual(both('ok'));
    await origin.deps.relations.unfollow(fan.account, host.account);
    expect(await doors(id, fan), 'the next token is asked for anew').toEqual(both('room_followers_only'));
  });

  it('the invited a private one, which nobody else so much as sees', async () => {
    const id = await goLive({ privacy: { visibility: 'private' } });
    const [guest, fan, staff] = [someActor(), someActor(), { ...someActor(), roles: ['moderator' as const] }];
    await follow(fan);
    await invite(id, guest);
    expect(await doors(id, fan)).toEqual(both('room_private'));
    for (const who of [guest, host, staff]) expect(await doors(id, who)).toEqual(both('ok'));
    const seen = async (actor?: Actor) =>
      codeOf(await origin.call(internalPaths.stream(id), actor === undefined ? {} : { actor }));
    expect([await seen(), await seen(fan)]).toEqual(both('room_not_found'));
    expect([await seen(guest), await seen(host), await seen(staff)]).toEqual(['ok', 'ok', 'ok']);
    await uninvite(id, guest);
    expect(await doors(id, guest)).toEqual(both('room_private'));
  });

  it('who gives the password, and who gave it before', async () => {
    const id = await goLive({ privacy: { visibility: 'password' }, password: 'momo-night' });
    const who = someActor();
    expect(await doors(id, who)).toEqual(both('room_password_required'));
    const wrong = await origin.call(internalPaths.joinFacts(id), {
      method: 'POST',
      actor: who,
      body: { password: 'no' },
    });
    expect(wrong).toMatchObject({
      status: 403,
      body: { code: 'room_password_wrong', errors: [{ field: 'password' }] },
    });
    expect(await joinCode(id, who, 'momo-night')).toBe('ok');
    expect(await doors(id, who)).toEqual(both('ok'));
    expect(await doors(id, someActor()), 'it is nobody else’s').toEqual(both('room_password_required'));
    await change(id, { password: 'tea-morning' });
    expect(await doors(id, who)).toEqual(both('room_password_required'));
    expect(await joinCode(id, who, 'momo-night')).toBe('room_password_wrong');
    expect(await joinCode(id, who, 'tea-morning')).toBe('ok');
  });

  it('nobody from a country that is shut out, invited or not; but the host and staff', async () => {
    const id = await goLive({ privacy: { countryBlocks: ['IN'] } });
    const [blocked, guest] = [
      { ...someActor(), country: 'IN' },
      { ...someActor(), country: 'IN' },
    ];
    await invite(id, guest);
    expect(await doors(id, blocked)).toEqual(both('room_country_blocked'));
    expect(await doors(id, guest)).toEqual(both('room_country_blocked'));
    expect(await doors(id, { ...host, country: 'IN' })).toEqual(both('ok'));
    expect(await doors(id, { ...someActor(), country: 'IN', roles: ['admin'] })).toEqual(both('ok'));
    expect(await doors(id, someActor())).toEqual(both('ok'));
  });

  it('adults alone one for adults; who has not said so is none', async () => {
    const id = await goLive({ privacy: { adultsOnly: true } });
    expect(await doors(id, someActor())).toEqual(both('room_adults_only'));
    expect(await doors(id, { ...someActor(), adult: false })).toEqual(both('room_adults_only'));
    expect(await doors(id, adult())).toEqual(both('ok'));
  });

  it('nobody whom the host blocked, invited or not', async () => {
    const id = await goLive();
    const blocked = someActor();
    await invite(id, blocked);
    await origin.deps.relations.block(host.account, blocked.account);
    expect(await doors(id, blocked)).toEqual(both('room_banned'));
  });

  it('nobody one that is over, or not begun, or another', async () => {
    const id = await goLive();
    const draft = oneStream.parse(
      (await origin.call(internalPaths.streams, { method: 'POST', actor: host, body: { ...go, draft: true } })).body,
    ).data.stream.id;
    expect(await doors(draft, someActor())).toEqual(both('room_not_found'));
    await origin.call(internalPaths.endStream(id), { method: 'POST', actor: host });
    expect(await doors(id, someActor())).toEqual(both('room_ended'));
    expect(await doors('019b7d3c-2f4e-7a11-8c22-1d5e6f708192', someActor())).toEqual(both('room_not_found'));
  });
});

describe('a password', () => {
  it('may be tried so often, by one account and by all; a right one is no try', async () => {
    const id = await goLive({ privacy: { visibility: 'password' }, password: 'momo-night' });
    const who = someActor();
    for (let tries = 1; tries < limits.streamPasswordTriesMax; tries += 1) {
      expect(await joinCode(id, who, 'wrong')).toBe('room_password_wrong');
    }
    const other = someActor();
    expect(await joinCode(id, other, 'momo-night')).toBe('ok');
    expect(await joinCode(id, who, 'wrong')).toBe('room_password_wrong');
    const refused = await origin.call(internalPaths.joinFacts(id), {
      ...{ method: 'POST', actor: who, body: { password: 'momo-night' } },
    });
    expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited', retryAfterMs: expect.any(Number) } });
    const [all, own] = controlKeys.passwordTries(id, who.account);
    expect(await stores.control.mget(all, own)).toEqual(Array(2).fill(String(limits.streamPasswordTriesMax)));
    expect(await stores.control.pttl(own)).toBeGreaterThan(0);
    // Everybody together.
    await stores.control.set(all, limits.streamPasswordRoomTriesMax, 'PX', 60_000);
    expect(await joinCode(id, someActor(), 'momo-night')).toBe('rate_limited');
    expect(await doors(id, other), 'who is in is not asked').toEqual(both('ok'));
  });

  it('stands nowhere: not in an answer, a log, the room, or the database but as a hash', async () => {
    const secret = 'ghost-word';
    const id = await goLive({ privacy: { visibility: 'password' }, password: 'first-word' });
    const answers = [
      await change(id, { password: secret }),
      await origin.call(internalPaths.ownStreams, { actor: host }),
      await origin.call(internalPaths.stream(id), { actor: host }),
      await origin.call(internalPaths.joinFacts(id), {
        method: 'POST',
        actor: someActor(),
        body: { password: secret },
      }),
      await origin.call(internalPaths.joinFacts(id), {
        method: 'POST',
        actor: someActor(),
        body: { password: 'nope' },
      }),
    ];
    const document = await stores.db.collection<{ _id: string; entry: object }>('livestreams').findOne({ _id: id });
    const state = await stores.control.hgetall(roomKeys(id).state);
    for (const [at, text] of [answers, origin.log.lines, state, document].map((one) => JSON.stringify(one)).entries()) {
      expect(text, String(at)).not.toContain(secret);
    }
    expect(document?.entry).toMatchObject({ passwordHash: expect.stringMatching(/^s1\$/) });
    expect(JSON.stringify([answers, state])).not.toContain('s1$');
  });

  it('goes with its visibility, both ways', async () => {
    const wrong = async (body: object, id?: string) => {
      const answer = await (id === undefined
        ? origin.call(internalPaths.streams, { method: 'POST', actor: host, body: { ...go, ...body } })
        : change(id, body));
      expect(answer).toMatchObject({
        status: 400,
        body: { code: 'validation_failed', errors: [{ field: 'password' }] },
      });
    };
    await wrong({ password: 'momo-night' });
    await wrong({ privacy: { visibility: 'password' } });
    await wrong({ privacy: { visibility: 'password' }, password: 'x' });
    expect(await stores.db.collection('livestreams').countDocuments({ hostId: host.account })).toBe(0);
    const id = await goLive();
    await wrong({ password: 'momo-night' }, id);
    await wrong({ privacy: { visibility: 'password' } }, id);
    expect(codeOf(await change(id, { privacy: { visibility: 'password' }, password: 'momo-night' }))).toBe('ok');
    expect(codeOf(await change(id, { title: 'Other songs' }))).toBe('ok');
    expect(await joinCode(id, someActor(), 'momo-night')).toBe('ok');
    expect(codeOf(await change(id, { privacy: { visibility: 'public' } }))).toBe('ok');
    expect((await origin.deps.streamSettings.entry(id)).passwordHash).toBeUndefined();
    await wrong({ privacy: { visibility: 'password' } }, id);
  });
});

describe('a change while it is live', () => {
  it('to private shows everybody out but the invited, moderators, staff and the host', async () => {
    const id = await goLive();
    const [fan, guest, moderator, admin] = [someActor(), someActor(), someActor(), someActor()];
    await follow(fan);
    await name(id, moderator);
    const inside = await Promise.all([enter(id, host), enter(id, guest), enter(id, moderator)]);
    const staff = await bench.join(gateway, { id, host }, admin, {}, { role: 'admin' });
    const gone = await enter(id, fan);
    const { resume } = gone.welcome;
    await invite(id, guest);
    expect(codeOf(await change(id, { privacy: { visibility: 'private' } }))).toBe('ok');
    expect(await closedAs(gone)).toBe('room_private');
    for (const client of [...inside, staff]) {
      expect((await heardPrivacy(client)).event).toMatchObject({ privacy: { visibility: 'private' } });
      expect(await isIn(client)).toBe(true);
    }
    const again = await bench.connect(gateway);
    again.sayHello({ room: id, resume });
    expect(await closedAs(again), 'its resume token is of the old door').toBe('admission_expired');
    expect(await doors(id, fan)).toEqual(both('room_private'));
  });

  it('gives who stays a new resume token, by which they come back, also after several changes', async () => {
    const id = await goLive();
    const guest = someActor();
    await invite(id, guest);
    const client = await enter(id, guest);
    await change(id, { privacy: { visibility: 'private' } });
    await heardPrivacy(client);
    await change(id, { privacy: { hideViewers: true } });
    await client.heard((event) => event.t === 'privacy' && event.privacy.hideViewers);
    const renewed = () => client.notices.flatMap((notice) => (notice.t === 'resume' ? [notice.resume] : [])).at(-1);
    await expect.poll(renewed, { timeout: 10_000 }).toBeDefined();
    const again = await bench.connect(gateway);
    await again.hello({ room: id, resume: renewed() ?? '' });
    expect(await isIn(again)).toBe(true);
    expect(await admission(id, guest)).toMatchObject({ dor: 2 });
  });

  it('to followers has everybody else ask again: who follows meanwhile is let in', async () => {
    const id = await goLive();
    const [fan, late] = [someActor(), someActor()];
    await follow(fan);
    const [stays, asks] = await Promise.all([enter(id, fan), enter(id, late)]);
    await follow(late);
    await change(id, { privacy: { visibility: 'followers' } });
    expect(await closedAs(asks)).toBe('admission_expired');
    expect(await isIn(stays)).toBe(true);
    expect(await isIn(await enter(id, late))).toBe(true);
  });

  it('to a password, or a new one, shows out who has not given it', async () => {
    const id = await goLive();
    const who = someActor();
    const first = await enter(id, who);
    await change(id, { privacy: { visibility: 'password' }, password: 'momo-night' });
    expect(await closedAs(first)).toBe('room_password_required');
    const second = await enter(id, who, 'momo-night');
    await change(id, { title: 'Later songs' });
    await heardPrivacy(second);
    expect(await isIn(second)).toBe(true);
    await change(id, { password: 'tea-morning' });
    expect(await closedAs(second)).toBe('room_password_required');
  });

  it('of countries and age shows out whom it concerns, and nobody else', async () => {
    const id = await goLive();
    const [indian, young, grown] = [{ ...adult(), country: 'IN' }, someActor(), adult()];
    const clients = await Promise.all([enter(id, indian), enter(id, young), enter(id, grown)]);
    await change(id, { privacy: { countryBlocks: ['IN'] } });
    expect(await closedAs(clients[0])).toBe('room_country_blocked');
    await change(id, { privacy: { adultsOnly: true } });
    expect(await closedAs(clients[1])).toBe('room_adults_only');
    expect(await isIn(clients[2])).toBe(true);
    expect(await heardPrivacy(clients[2])).not.toHaveProperty('event.privacy.countryBlocks');
  });

  it('takes an invitation back from one who came by it', async () => {
    const id = await goLive({ privacy: { visibility: 'private' } });
    const [guest, other] = [someActor(), someActor()];
    await invite(id, guest);
    await invite(id, other);
    const [out, stays] = await Promise.all([enter(id, guest), enter(id, other)]);
    const answer = await uninvite(id, guest);
    expect(
      successOf(invitationsSchema)
        .parse(answer.body)
        .data.items.map(({ handle }) => handle),
    ).toEqual([other.name]);
    expect(await closedAs(out)).toBe('room_private');
    expect(await isIn(stays)).toBe(true);
  });

  it('turns away a ticket that was given before it', async () => {
    const id = await goLive();
    const who = someActor();
    const early = await admission(id, who);
    if (typeof early === 'string') throw new Error(early);
    await change(id, { privacy: { visibility: 'private' } });
    const client = await bench.connect(gateway);
    client.sayHello({ room: id, ticket: await bench.ticket(gateway, { id, host }, who, early) });
    expect(await closedAs(client)).toBe('admission_expired');
  });

  it('reaches a room that could not be told at once', async () => {
    const id = await goLive();
    const who = someActor();
    const client = await enter(id, who);
    const { rooms } = origin.deps;
    const away = { ...origin.deps, rooms: { ...rooms, setDoor: () => Promise.reject(new Error('away')) } };
    const known = await origin.deps.livestreams.get(id);
    const changed = await origin.deps.streamSettings.change(id, 0, {
      privacy: { ...publicPrivacy, visibility: 'private' },
    });
    expect([known?.doorVersion, changed?.doorVersion]).toEqual([undefined, 1]);
    origin.time.aheadMs = limits.orphanStreamAgeMs + 1_000;
    await healLive(away);
    expect(await isIn(client)).toBe(true);
    await healLive(origin.deps);
    expect(await closedAs(client)).toBe('room_private');
  });

  it('is one upon the other when two come at once, and refused to everybody but the host', async () => {
    const id = await goLive();
    const answers = await Promise.all([
      change(id, { privacy: { adultsOnly: true } }),
      change(id, { privacy: { countryBlocks: ['IN'] } }),
      change(id, { tags: ['folk'] }),
    ]);
    for (const answer of answers) expect(['ok', 'conflict']).toContain(codeOf(answer));
    const made = answers.filter((answer) => codeOf(answer) === 'ok').length;
    expect(await origin.deps.livestreams.get(id)).toMatchObject({ doorVersion: made });
    expect(await stores.control.hget(roomKeys(id).state, 'door')).toBe(String(made));
    expect(codeOf(await change(id, { title: 'Mine' }, someActor()))).toBe('stream_not_yours');
    expect(codeOf(await change(id, { scheduledAt: '2030-01-02T03:04:05.678Z' }))).toBe('stream_not_draft');
    await origin.call(internalPaths.endStream(id), { method: 'POST', actor: host });
    expect(codeOf(await change(id, { title: 'Late' }))).toBe('room_ended');
    expect(codeOf(await invite(id, someActor()))).toBe('room_ended');
  });
});

describe('who watches', () => {
  it('is shown to the host and who moderates alone, when it is hidden', async () => {
    const id = await goLive({ privacy: { hideViewers: true, recording: true, screenshots: 'refuse' } });
    const [named, ann] = [someActor(), someActor()];
    await name(id, named);
    const own = await enter(id, host);
    const [moderator, viewer] = [await enter(id, named), await enter(id, ann)];
    expect(viewer.welcome.room.privacy).toMatchObject({ hideViewers: true, recording: true, screenshots: 'refuse' });
    expect(await viewer.refusal({ t: 'viewers' })).toBe('viewers_hidden');
    for (const client of [own, moderator]) {
      const data = await client.do({ t: 'viewers' });
      expect(data.t === 'viewers' && data.viewers.map(({ id: who }) => who)).toContain(ann.account);
    }
    viewer.close();
    await change(id, { privacy: { hideViewers: false } });
    await heardPrivacy(own);
    const late = await enter(id, someActor());
    await own.heard((event) => event.t === 'joined');
    const presence = own.events.filter(({ event }) => event.t === 'joined' || event.t === 'left');
    expect(
      presence.map(({ event }) => event.t),
      'nobody is told of who came and went before',
    ).toEqual(['joined']);
    expect(await late.refusal({ t: 'viewers' })).toBe('ok');
  });
});

describe('invitations', () => {
  it('are bounded, each person once, by handle; and of the host’s own broadcast alone', async () => {
    const id = await goLive();
    const guest = someActor('maya');
    expect(codeOf(await invite(id, guest))).toBe('ok');
    expect(successOf(invitationsSchema).parse((await invite(id, guest)).body).data.items).toMatchObject([
      { handle: 'maya' },
    ]);
    expect(codeOf(await invite(id, host))).toBe('not_yourself');
    const other = await origin.call(internalPaths.invitations(id), { actor: guest });
    expect(other).toMatchObject({ status: 403, body: { code: 'stream_not_yours' } });
    const many = Array.from({ length: limits.streamInvitationsMax - 1 }, () => someActor());
    const entries = many.map(({ account, name }) => ({ account, handle: name, at: new Date() }));
    await stores.db
      .collection<{ _id: string; entry: { invited: object[] } }>('livestreams')
      .updateOne({ _id: id }, { $push: { 'entry.invited': { $each: entries } } });
    expect(codeOf(await invite(id, someActor()))).toBe('invitations_full');
    expect(codeOf(await invite(id, guest)), 'who is on it already').toBe('ok');
    const own = successOf(ownStreamsSchema).parse(
      (await origin.call(internalPaths.ownStreams, { actor: host })).body,
    ).data;
    expect(own.items).toMatchObject([
      { id, settings: { invitations: limits.streamInvitationsMax, countryBlocks: [] } },
    ]);
    await uninvite(id, guest);
    expect(codeOf(await invite(id, someActor()))).toBe('ok');
  });
});

describe('what is asked', () => {
  it('is named when it is wrong, and nothing is stored', async () => {
    const wrong: readonly [object, string][] = [
      [{ category: 'crime' }, 'category'],
      [{ tags: ['a', 'b', 'c', 'd', 'e', 'f'] }, 'tags'],
      [{ tags: ['Folk'] }, 'tags.0'],
      [{ tags: ['x'.repeat(limits.streamTagCharsMax + 1)] }, 'tags.0'],
      [{ tags: ['folk', 'folk'] }, 'tags'],
      [{ privacy: { visibility: 'secret' } }, 'privacy.visibility'],
      [{ privacy: { countryBlocks: ['Nepal'] } }, 'privacy.countryBlocks.0'],
      [{ privacy: { countryBlocks: ['NP', 'NP'] } }, 'privacy.countryBlocks'],
      [{ privacy: { adultsOnly: 'yes' } }, 'privacy.adultsOnly'],
      [{ privacy: { passwordHash: 'x' } }, 'privacy'],
      [{ listed: true }, ''],
    ];
    for (const [facts, field] of wrong) {
      const body = { ...go, ...facts };
      const answer = await origin.call(internalPaths.streams, { method: 'POST', actor: host, body });
      expect(answer, JSON.stringify(facts)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
      expect(JSON.stringify(answer.body), JSON.stringify(facts)).toContain(`"field":"${field}`);
    }
    expect(await stores.db.collection('livestreams').countDocuments({ hostId: host.account })).toBe(0);
    const id = await goLive({ tags: ['folk'], privacy: { countryBlocks: ['IN'] } });
    expect(codeOf(await change(id, {}))).toBe('validation_failed');
    const changed = await change(id, { tags: ['folk', 'live-band'], privacy: { adultsOnly: true } });
    expect(successOf(ownStreamDataSchema).parse(changed.body).data.stream).toMatchObject({
      tags: ['folk', 'live-band'],
      privacy: { visibility: 'public', adultsOnly: true },
      settings: { countryBlocks: ['IN'] },
    });
  });
});
