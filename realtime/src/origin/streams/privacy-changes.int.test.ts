import { successOf } from '@halobuzz/core/api/conventions';
import { internalPaths } from '@halobuzz/core/api/internal';
import { invitationsSchema } from '@halobuzz/core/api/streams';
import { limits } from '@halobuzz/core/limits';
import { roomKeys } from '@halobuzz/core/rooms/keys';
import { publicPrivacy } from '@halobuzz/core/streams/privacy';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GatewayClient } from '../../../testing/gateway-client.ts';
import { codeOf, grownUp, PrivacyWorld } from '../testing/privacy-world.ts';
import { someActor } from '../testing/real-origin.ts';
import { healLive } from './reaper.ts';

let world: PrivacyWorld;
beforeAll(async () => {
  world = await PrivacyWorld.open(63);
});
afterAll(() => world.close());
beforeEach(() => world.begin());

const closedAs = async (client: GatewayClient): Promise<string> => (await client.closedBy()).reason;
/** Still answered: whoever was to be shown out by then is. */
async function isIn(client: GatewayClient): Promise<boolean> {
  return (await client.ask({ t: 'ping' })).ok;
}
const heardPrivacy = (client: GatewayClient) => client.heard((event) => event.t === 'privacy');

describe('a change while it is live', () => {
  it('to private shows everybody out but the invited, moderators, staff and the host', async () => {
    const id = await world.goLive();
    const [fan, guest, moderator, admin] = [someActor(), someActor(), someActor(), someActor()];
    await world.follow(fan);
    await world.name(id, moderator);
    const inside = await Promise.all([world.enter(id, world.host), world.enter(id, guest), world.enter(id, moderator)]);
    const staff = await world.bench.join(world.gateway, { id, host: world.host }, admin, {}, { role: 'admin' });
    const gone = await world.enter(id, fan);
    const { resume } = gone.welcome;
    await world.invite(id, guest);
    expect(codeOf(await world.change(id, { privacy: { visibility: 'private' } }))).toBe('ok');
    expect(await closedAs(gone)).toBe('room_private');
    for (const client of [...inside, staff]) {
      expect((await heardPrivacy(client)).event).toMatchObject({ privacy: { visibility: 'private' } });
      expect(await isIn(client)).toBe(true);
    }
    const again = await world.bench.connect(world.gateway);
    again.sayHello({ room: id, resume });
    expect(await closedAs(again), 'its resume token is of the old door').toBe('admission_expired');
    expect(await world.doors(id, fan)).toEqual(['room_private', 'room_private']);
  });

  it('gives who stays a new resume token, by which they come back, also after several changes', async () => {
    const id = await world.goLive();
    const guest = someActor();
    await world.invite(id, guest);
    const client = await world.enter(id, guest);
    const tokens = () => client.notices.flatMap((notice) => (notice.t === 'resume' ? [notice.resume] : []));
    const renewed = (times: number) => expect.poll(() => tokens().length, { timeout: 10_000 }).toBe(times);
    await world.change(id, { privacy: { visibility: 'private' } });
    await renewed(1);
    await world.change(id, { privacy: { hideViewers: true } });
    await renewed(2);
    const again = await world.bench.connect(world.gateway);
    await again.hello({ room: id, resume: tokens().at(-1) ?? '' });
    expect(await isIn(again)).toBe(true);
    expect(await world.admission(id, guest)).toMatchObject({ dor: 2 });
  });

  it('to followers has everybody else ask again: who follows meanwhile is let in', async () => {
    const id = await world.goLive();
    const [fan, late] = [someActor(), someActor()];
    await world.follow(fan);
    const [stays, asks] = await Promise.all([world.enter(id, fan), world.enter(id, late)]);
    await world.follow(late);
    await world.change(id, { privacy: { visibility: 'followers' } });
    expect(await closedAs(asks)).toBe('admission_expired');
    expect(await isIn(stays)).toBe(true);
    expect(await isIn(await world.enter(id, late))).toBe(true);
  });

  it('to a password, or a new one, shows out who has not given it', async () => {
    const id = await world.goLive();
    const who = someActor();
    const first = await world.enter(id, who);
    await world.change(id, { privacy: { visibility: 'password' }, password: 'momo-night' });
    expect(await closedAs(first)).toBe('room_password_required');
    const second = await world.enter(id, who, 'momo-night');
    await world.change(id, { title: 'Later songs' });
    await heardPrivacy(second);
    expect(await isIn(second)).toBe(true);
    await world.change(id, { password: 'tea-morning' });
    expect(await closedAs(second)).toBe('room_password_required');
  });

  it('of countries and age shows out whom it concerns, and nobody else', async () => {
    const id = await world.goLive();
    const [indian, young, grown] = [{ ...grownUp(), country: 'IN' }, someActor(), grownUp()];
    const clients = await Promise.all([world.enter(id, indian), world.enter(id, young), world.enter(id, grown)]);
    await world.change(id, { privacy: { countryBlocks: ['IN'] } });
    expect(await closedAs(clients[0])).toBe('room_country_blocked');
    await world.change(id, { privacy: { adultsOnly: true } });
    expect(await closedAs(clients[1])).toBe('room_adults_only');
    expect(await isIn(clients[2])).toBe(true);
    expect(await heardPrivacy(clients[2])).not.toHaveProperty('event.privacy.countryBlocks');
  });

  it('takes an invitation back from one who came by it', async () => {
    const id = await world.goLive({ privacy: { visibility: 'private' } });
    const [guest, other] = [someActor(), someActor()];
    await world.invite(id, guest);
    await world.invite(id, other);
    const [out, stays] = await Promise.all([world.enter(id, guest), world.enter(id, other)]);
    const answer = await world.uninvite(id, guest);
    expect(
      successOf(invitationsSchema)
        .parse(answer.body)
        .data.items.map(({ handle }) => handle),
    ).toEqual([other.name]);
    expect(await closedAs(out)).toBe('room_private');
    expect(await isIn(stays)).toBe(true);
  });

  it('turns away a ticket that was given before it', async () => {
    const id = await world.goLive();
    const who = someActor();
    const early = await world.admission(id, who);
    if (typeof early === 'string') throw new Error(early);
    await world.change(id, { privacy: { visibility: 'private' } });
    const client = await world.bench.connect(world.gateway);
    client.sayHello({
      room: id,
      ticket: await world.bench.ticket(world.gateway, { id, host: world.host }, who, early),
    });
    expect(await closedAs(client)).toBe('admission_expired');
  });

  it('reaches a room that could not be told at once', async () => {
    const id = await world.goLive();
    const who = someActor();
    const client = await world.enter(id, who);
    const { rooms } = world.origin.deps;
    const away = { ...world.origin.deps, rooms: { ...rooms, setDoor: () => Promise.reject(new Error('away')) } };
    const known = await world.origin.deps.livestreams.get(id);
    const changed = await world.origin.deps.streamSettings.change(id, 0, {
      privacy: { ...publicPrivacy, visibility: 'private' },
    });
    expect([known?.doorVersion, changed?.doorVersion]).toEqual([undefined, 1]);
    world.origin.time.aheadMs = limits.orphanStreamAgeMs + 1_000;
    await healLive(away);
    expect(await isIn(client)).toBe(true);
    await healLive(world.origin.deps);
    expect(await closedAs(client)).toBe('room_private');
  });

  it('is one upon the other when two come at once, and refused to everybody but the host', async () => {
    const id = await world.goLive();
    const answers = await Promise.all([
      world.change(id, { privacy: { adultsOnly: true } }),
      world.change(id, { privacy: { countryBlocks: ['IN'] } }),
      world.change(id, { tags: ['folk'] }),
    ]);
    for (const answer of answers) expect(['ok', 'conflict']).toContain(codeOf(answer));
    const made = answers.filter((answer) => codeOf(answer) === 'ok').length;
    expect(await world.origin.deps.livestreams.get(id)).toMatchObject({ doorVersion: made });
    expect(await world.stores.control.hget(roomKeys(id).state, 'door')).toBe(String(made));
    expect(codeOf(await world.change(id, { title: 'Mine' }, someActor()))).toBe('stream_not_yours');
    expect(codeOf(await world.change(id, { scheduledAt: '2030-01-02T03:04:05.678Z' }))).toBe('stream_not_draft');
    await world.origin.call(internalPaths.endStream(id), { method: 'POST', actor: world.host });
    expect(codeOf(await world.change(id, { title: 'Late' }))).toBe('room_ended');
    expect(codeOf(await world.invite(id, someActor()))).toBe('room_ended');
  });
});

describe('whom the host blocks while it is live', () => {
  it('is out at once, and comes back by no token', async () => {
    const id = await world.goLive();
    const who = someActor();
    await world.origin.project(who);
    const [client, other] = await Promise.all([world.enter(id, who), world.enter(id, someActor())]);
    const ticket = await world.bench.ticket(world.gateway, { id, host: world.host }, who);
    const blocked = await world.origin.call(internalPaths.block(who.account), { method: 'POST', actor: world.host });
    expect(codeOf(blocked)).toBe('ok');
    expect(await closedAs(client)).toBe('room_kicked');
    expect(await isIn(other)).toBe(true);
    for (const token of [{ resume: client.welcome.resume }, { ticket }]) {
      const again = await world.bench.connect(world.gateway);
      again.sayHello({ room: id, ...token });
      expect(await closedAs(again)).toBe('room_kicked');
    }
    expect(await world.doors(id, who)).toEqual(['room_banned', 'room_banned']);
    await world.origin.call(internalPaths.unblock(who.account), { method: 'POST', actor: world.host });
    expect(await isIn(await world.enter(id, who))).toBe(true);
  });
});

describe('who watches', () => {
  it('is shown to the world.host and who moderates alone, when it is hidden', async () => {
    const id = await world.goLive({ privacy: { hideViewers: true, recording: true, screenshots: 'refuse' } });
    const [named, ann] = [someActor(), someActor()];
    await world.name(id, named);
    const own = await world.enter(id, world.host);
    const [moderator, viewer] = [await world.enter(id, named), await world.enter(id, ann)];
    expect(viewer.welcome.room.privacy).toMatchObject({ hideViewers: true, recording: true, screenshots: 'refuse' });
    expect(await viewer.refusal({ t: 'viewers' })).toBe('viewers_hidden');
    for (const client of [own, moderator]) {
      const data = await client.do({ t: 'viewers' });
      expect(data.t === 'viewers' && data.viewers.map(({ id: who }) => who)).toContain(ann.account);
    }
    viewer.close();
    await world.change(id, { privacy: { hideViewers: false } });
    await heardPrivacy(own);
    const late = await world.enter(id, someActor());
    await own.heard((event) => event.t === 'joined');
    const presence = own.events.filter(({ event }) => event.t === 'joined' || event.t === 'left');
    expect(
      presence.map(({ event }) => event.t),
      'nobody is told of who came and went before',
    ).toEqual(['joined']);
    expect(await late.refusal({ t: 'viewers' })).toBe('ok');
  });
});
