import { successOf } from '@halobuzz/core/api/conventions';
import { internalPaths } from '@halobuzz/core/api/internal';
import { invitationsSchema, ownStreamDataSchema, ownStreamsSchema } from '@halobuzz/core/api/streams';
import { limits } from '@halobuzz/core/limits';
import { controlKeys, roomKeys } from '@halobuzz/core/rooms/keys';
import type { Actor } from '@halobuzz/core/tokens';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testUuid } from '../../../testing/rooms.ts';
import { codeOf, go, grownUp, oneStream, PrivacyWorld } from '../testing/privacy-world.ts';
import { someActor } from '../testing/real-origin.ts';

let world: PrivacyWorld;
beforeAll(async () => {
  world = await PrivacyWorld.open(60);
});
afterAll(() => world.close());
beforeEach(() => world.begin());

const both = (code: string) => [code, code];

describe('who may enter, and be given media', () => {
  it('everybody a public broadcast, also strangers of no known country', async () => {
    const id = await world.goLive();
    expect(await world.doors(id, someActor())).toEqual(both('ok'));
    expect(await world.doors(id, { ...someActor(), country: 'XX' })).toEqual(both('ok'));
  });

  it('followers, the invited and the world.host one for followers', async () => {
    const id = await world.goLive({ privacy: { visibility: 'followers' } });
    const [fan, guest, stranger] = [someActor(), someActor(), someActor()];
    await world.follow(fan);
    expect(await world.invite(id, guest)).toMatchObject({ status: 200 });
    expect(await world.doors(id, stranger)).toEqual(both('room_followers_only'));
    for (const who of [fan, guest, world.host]) expect(await world.doors(id, who)).toEqual(both('ok'));
    await world.origin.deps.relations.unfollow(fan.account, world.host.account);
    expect(await world.doors(id, fan), 'the next token is asked for anew').toEqual(both('room_followers_only'));
  });

  it('the invited a private one, which nobody else so much as sees', async () => {
    const id = await world.goLive({ privacy: { visibility: 'private' } });
    const [guest, fan, staff] = [someActor(), someActor(), { ...someActor(), roles: ['moderator' as const] }];
    await world.follow(fan);
    await world.invite(id, guest);
    expect(await world.doors(id, fan)).toEqual(both('room_private'));
    for (const who of [guest, world.host, staff]) expect(await world.doors(id, who)).toEqual(both('ok'));
    const seen = async (actor?: Actor) =>
      codeOf(await world.origin.call(internalPaths.stream(id), actor === undefined ? {} : { actor }));
    expect([await seen(), await seen(fan)]).toEqual(both('room_not_found'));
    expect([await seen(guest), await seen(world.host), await seen(staff)]).toEqual(['ok', 'ok', 'ok']);
    await world.uninvite(id, guest);
    expect(await world.doors(id, guest)).toEqual(both('room_private'));
  });

  it('who gives the password, and who gave it before', async () => {
    const id = await world.goLive({ privacy: { visibility: 'password' }, password: 'momo-night' });
    const who = someActor();
    expect(await world.doors(id, who)).toEqual(both('room_password_required'));
    const wrong = await world.origin.call(internalPaths.joinFacts(id), {
      method: 'POST',
      actor: who,
      body: { password: 'no' },
    });
    expect(wrong).toMatchObject({
      status: 403,
      body: { code: 'room_password_wrong', errors: [{ field: 'password' }] },
    });
    expect(await world.joinCode(id, who, 'momo-night')).toBe('ok');
    expect(await world.doors(id, who)).toEqual(both('ok'));
    expect(await world.doors(id, someActor()), 'it is nobody else’s').toEqual(both('room_password_required'));
    await world.change(id, { password: 'tea-morning' });
    expect(await world.doors(id, who)).toEqual(both('room_password_required'));
    expect(await world.joinCode(id, who, 'momo-night')).toBe('room_password_wrong');
    expect(await world.joinCode(id, who, 'tea-morning')).toBe('ok');
  });

  it('nobody from a country that is shut out, invited or not; but the world.host and staff', async () => {
    const id = await world.goLive({ privacy: { countryBlocks: ['IN'] } });
    const [blocked, guest] = [
      { ...someActor(), country: 'IN' },
      { ...someActor(), country: 'IN' },
    ];
    await world.invite(id, guest);
    expect(await world.doors(id, blocked)).toEqual(both('room_country_blocked'));
    expect(await world.doors(id, guest)).toEqual(both('room_country_blocked'));
    expect(await world.doors(id, { ...world.host, country: 'IN' })).toEqual(both('ok'));
    expect(await world.doors(id, { ...someActor(), country: 'IN', roles: ['admin'] })).toEqual(both('ok'));
    expect(await world.doors(id, someActor())).toEqual(both('ok'));
  });

  it('adults alone one for adults; who has not said so is none', async () => {
    const id = await world.goLive({ privacy: { adultsOnly: true } });
    expect(await world.doors(id, someActor())).toEqual(both('room_adults_only'));
    expect(await world.doors(id, { ...someActor(), adult: false })).toEqual(both('room_adults_only'));
    expect(await world.doors(id, grownUp())).toEqual(both('ok'));
  });

  it('nobody whom the world.host blocked, invited or not', async () => {
    const id = await world.goLive();
    const blocked = someActor();
    await world.invite(id, blocked);
    await world.origin.deps.relations.block(world.host.account, blocked.account);
    expect(await world.doors(id, blocked)).toEqual(both('room_banned'));
  });

  it('nobody one that is over, or not begun, or another', async () => {
    const id = await world.goLive();
    const draft = oneStream.parse(
      (
        await world.origin.call(internalPaths.streams, {
          method: 'POST',
          actor: world.host,
          body: { ...go, draft: true },
        })
      ).body,
    ).data.stream.id;
    expect(await world.doors(draft, someActor())).toEqual(both('room_not_found'));
    await world.origin.call(internalPaths.endStream(id), { method: 'POST', actor: world.host });
    expect(await world.doors(id, someActor())).toEqual(both('room_ended'));
    expect(await world.doors('019b7d3c-2f4e-7a11-8c22-1d5e6f708192', someActor())).toEqual(both('room_not_found'));
  });
});

describe('a password', () => {
  it('may be tried so often, by one account and by all; a right one is no try', async () => {
    const id = await world.goLive({ privacy: { visibility: 'password' }, password: 'momo-night' });
    const who = someActor();
    for (let tries = 1; tries < limits.streamPasswordTriesMax; tries += 1) {
      expect(await world.joinCode(id, who, 'wrong')).toBe('room_password_wrong');
    }
    const other = someActor();
    expect(await world.joinCode(id, other, 'momo-night')).toBe('ok');
    expect(await world.joinCode(id, who, 'wrong')).toBe('room_password_wrong');
    const refused = await world.origin.call(internalPaths.joinFacts(id), {
      ...{ method: 'POST', actor: who, body: { password: 'momo-night' } },
    });
    expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited', retryAfterMs: expect.any(Number) } });
    const [all, own] = controlKeys.passwordTries(id, who.account);
    expect(await world.stores.control.mget(all, own)).toEqual(Array(2).fill(String(limits.streamPasswordTriesMax)));
    expect(await world.stores.control.pttl(own)).toBeGreaterThan(0);
    // Everybody together.
    await world.stores.control.set(all, limits.streamPasswordRoomTriesMax, 'PX', 60_000);
    expect(await world.joinCode(id, someActor(), 'momo-night')).toBe('rate_limited');
    expect(await world.doors(id, other), 'who is in is not asked').toEqual(both('ok'));
  });

  it('stands nowhere: not in an answer, a log, the room, or the database but as a hash', async () => {
    const secret = 'ghost-word';
    const id = await world.goLive({ privacy: { visibility: 'password' }, password: 'first-word' });
    const answers = [
      await world.change(id, { password: secret }),
      await world.origin.call(internalPaths.ownStreams, { actor: world.host }),
      await world.origin.call(internalPaths.stream(id), { actor: world.host }),
      await world.origin.call(internalPaths.joinFacts(id), {
        method: 'POST',
        actor: someActor(),
        body: { password: secret },
      }),
      await world.origin.call(internalPaths.joinFacts(id), {
        method: 'POST',
        actor: someActor(),
        body: { password: 'nope' },
      }),
    ];
    const document = await world.stores.db
      .collection<{ _id: string; entry: object }>('livestreams')
      .findOne({ _id: id });
    const state = await world.stores.control.hgetall(roomKeys(id).state);
    for (const [at, text] of [answers, world.origin.log.lines, state, document]
      .map((one) => JSON.stringify(one))
      .entries()) {
      expect(text, String(at)).not.toContain(secret);
    }
    expect(document?.entry).toMatchObject({ passwordHash: expect.stringMatching(/^s1\$/) });
    expect(JSON.stringify([answers, state])).not.toContain('s1$');
  });

  it('is not worked on for who may not set one: each takes 16 MiB, and so many at once are all there are', async () => {
    let worked = 0;
    const { hash } = world.origin.deps.passwords;
    Object.assign(world.origin.deps.passwords, {
      hash: (password: string) => {
        worked += 1;
        return hash(password);
      },
    });
    const secret = { privacy: { visibility: 'password' }, password: 'momo-night' };
    const id = await world.goLive();
    expect(codeOf(await world.change(id, secret, someActor()))).toBe('stream_not_yours');
    expect(codeOf(await world.change(testUuid(), secret))).toBe('room_not_found');
    const begin = (more: object) =>
      world.origin.call(internalPaths.streams, {
        method: 'POST',
        actor: world.host,
        body: { ...go, ...secret, ...more },
      });
    expect(codeOf(await begin({}))).toBe('stream_already_live');
    const full = Array.from({ length: limits.streamDraftsMax }, () =>
      world.origin.call(internalPaths.streams, { method: 'POST', actor: world.host, body: { ...go, draft: true } }),
    );
    await Promise.all(full);
    expect(codeOf(await begin({ draft: true }))).toBe('drafts_full');
    expect(worked).toBe(0);
    expect(codeOf(await world.change(id, secret))).toBe('ok');
    expect(worked).toBe(1);
  });

  it('goes with its visibility, both ways', async () => {
    const wrong = async (body: object, id?: string) => {
      const answer = await (id === undefined
        ? world.origin.call(internalPaths.streams, { method: 'POST', actor: world.host, body: { ...go, ...body } })
        : world.change(id, body));
      expect(answer).toMatchObject({
        status: 400,
        body: { code: 'validation_failed', errors: [{ field: 'password' }] },
      });
    };
    await wrong({ password: 'momo-night' });
    await wrong({ privacy: { visibility: 'password' } });
    await wrong({ privacy: { visibility: 'password' }, password: 'x' });
    expect(await world.stores.db.collection('livestreams').countDocuments({ hostId: world.host.account })).toBe(0);
    const id = await world.goLive();
    await wrong({ password: 'momo-night' }, id);
    await wrong({ privacy: { visibility: 'password' } }, id);
    expect(codeOf(await world.change(id, { privacy: { visibility: 'password' }, password: 'momo-night' }))).toBe('ok');
    expect(codeOf(await world.change(id, { title: 'Other songs' }))).toBe('ok');
    expect(await world.joinCode(id, someActor(), 'momo-night')).toBe('ok');
    expect(codeOf(await world.change(id, { privacy: { visibility: 'public' } }))).toBe('ok');
    expect((await world.origin.deps.streamSettings.entry(id)).passwordHash).toBeUndefined();
    await wrong({ privacy: { visibility: 'password' } }, id);
  });
});

describe('invitations', () => {
  it('are bounded, each person once, by handle; and of the host’s own broadcast alone', async () => {
    const id = await world.goLive();
    const guest = someActor('maya');
    expect(codeOf(await world.invite(id, guest))).toBe('ok');
    expect(successOf(invitationsSchema).parse((await world.invite(id, guest)).body).data.items).toMatchObject([
      { handle: 'maya' },
    ]);
    expect(codeOf(await world.invite(id, world.host))).toBe('not_yourself');
    const other = await world.origin.call(internalPaths.invitations(id), { actor: guest });
    expect(other).toMatchObject({ status: 403, body: { code: 'stream_not_yours' } });
    const many = Array.from({ length: limits.streamInvitationsMax - 1 }, () => someActor());
    const entries = many.map(({ account, name }) => ({ account, handle: name, at: new Date() }));
    await world.stores.db
      .collection<{ _id: string; entry: { invited: object[] } }>('livestreams')
      .updateOne({ _id: id }, { $push: { 'entry.invited': { $each: entries } } });
    expect(codeOf(await world.invite(id, someActor()))).toBe('invitations_full');
    expect(codeOf(await world.invite(id, guest)), 'who is on it already').toBe('ok');
    const own = successOf(ownStreamsSchema).parse(
      (await world.origin.call(internalPaths.ownStreams, { actor: world.host })).body,
    ).data;
    expect(own.items).toMatchObject([
      { id, settings: { invitations: limits.streamInvitationsMax, countryBlocks: [] } },
    ]);
    await world.uninvite(id, guest);
    expect(codeOf(await world.invite(id, someActor()))).toBe('ok');
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
      const answer = await world.origin.call(internalPaths.streams, { method: 'POST', actor: world.host, body });
      expect(answer, JSON.stringify(facts)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
      expect(JSON.stringify(answer.body), JSON.stringify(facts)).toContain(`"field":"${field}`);
    }
    expect(await world.stores.db.collection('livestreams').countDocuments({ hostId: world.host.account })).toBe(0);
    const id = await world.goLive({ tags: ['folk'], privacy: { countryBlocks: ['IN'] } });
    expect(codeOf(await world.change(id, {}))).toBe('validation_failed');
    const changed = await world.change(id, { tags: ['folk', 'live-band'], privacy: { adultsOnly: true } });
    expect(successOf(ownStreamDataSchema).parse(changed.body).data.stream).toMatchObject({
      tags: ['folk', 'live-band'],
      privacy: { visibility: 'public', adultsOnly: true },
      settings: { countryBlocks: ['IN'] },
    });
  });
});
