import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { eventually } from './eventually.ts';
import { codeFor, coinsOf, newParticulars, newPerson } from './person.ts';
import { visitRoom } from './room-visit.ts';
import { runningCluster } from './running-cluster.ts';

const cluster = runningCluster();

/** A viewer count is right within this time after the last join. */
const countPromiseMs = 2_000;

describe('accounts', () => {
  it('registers, verifies by the mailbox, signs in and rotates refresh tokens', async () => {
    const { api, edgeUrl } = cluster;
    const me = newParticulars('asha');
    expect(await api.register(me)).toMatchObject({ username: me.username, emailVerification: 'sent' });
    await expect(api.register(me)).rejects.toMatchObject({ code: 'username_taken', status: 409 });

    const device = { id: `e2e-${randomUUID()}`, name: 'e2e' };
    await expect(api.login(me.username, 'not the password', device)).rejects.toMatchObject({
      code: 'invalid_credentials',
    });
    const first = await api.login(me.username, me.password, device);
    expect(await api.me(first.accessToken)).toMatchObject({ username: me.username, emailVerified: false });
    await expect(api.grant(first.accessToken, 5n, randomUUID())).rejects.toMatchObject({ code: 'email_unverified' });

    await expect(api.verifyEmail(first.accessToken, '000000')).rejects.toMatchObject({ code: 'code_invalid' });
    await api.verifyEmail(first.accessToken, await codeFor(api, me.email));
    expect(await api.me(first.accessToken)).toMatchObject({ emailVerified: true });
    expect((await api.login(me.email, me.password, device)).sessionId).toBeTruthy();

    const second = await api.refresh(first.refreshToken);
    expect(second.refreshToken).not.toBe(first.refreshToken);
    expect(await api.me(second.accessToken)).toMatchObject({ username: me.username });

    const jwks = await fetch(new URL('/.well-known/jwks.json', edgeUrl));
    expect(await jwks.json()).toMatchObject({ keys: [{ kty: 'OKP', crv: 'Ed25519' }] });
  });

  it('logging out closes the socket and ends the session', async () => {
    const { api } = cluster;
    const host = await newPerson(api, 'host');
    const viewer = await newPerson(api, 'viewer');
    const { stream } = await api.startStream(host.accessToken, { title: 'Leaving', category: 'talk' });
    const hostVisit = await visitRoom(api, host, stream.id);
    const visit = await visitRoom(api, viewer, stream.id);
    await api.logout(viewer.accessToken);
    await visit.becomes('refused');
    expect(visit.states.at(-1)).toEqual({ state: 'refused', detail: 'session_revoked' });
    await eventually(
      'the access token is refused',
      () =>
        api.me(viewer.accessToken).then(
          () => 'accepted',
          (error: { code: string }) => error.code,
        ),
      (code) => code === 'session_revoked' || code === 'unauthenticated',
    );
    await expect(api.refresh(viewer.refreshToken)).rejects.toMatchObject({ code: 'refresh_rejected' });
    await api.endStream(host.accessToken, stream.id);
    hostVisit.client.stop();
  });
});

describe('a broadcast', () => {
  it('is shared by viewers on both gateways, to the coin', async () => {
    const { api } = cluster;
    const [host, ann, ben] = await Promise.all([
      newPerson(api, 'host'),
      newPerson(api, 'ann', { coins: 1_000n }),
      newPerson(api, 'ben', { coins: 1_000n }),
    ]);
    const title = `Momo night ${randomUUID().slice(0, 8)}`;
    const { stream, media } = await api.startStream(host.accessToken, { title, category: 'food' });
    expect(media?.state).toBe('off');
    await expect(api.startStream(host.accessToken, { title, category: 'food' })).rejects.toMatchObject({
      code: 'stream_already_live',
    });
    const hostVisit = await visitRoom(api, host, stream.id);
    await eventually(
      'the list shows the room',
      () => api.streams('?category=food'),
      ({ items }) => items.some(({ id }) => id === stream.id),
    );

    // Each waits for the one before to be counted: placement goes by the counts.
    await hostVisit.sees('count', ({ viewers }) => viewers === 1);
    const annVisit = await visitRoom(api, ann, stream.id);
    await annVisit.sees('count', ({ viewers }) => viewers === 2);
    const benVisit = await visitRoom(api, ben, stream.id);
    expect(annVisit.node()).not.toBe(benVisit.node());
    for (const visit of [hostVisit, annVisit, benVisit]) {
      await visit.sees('count', ({ viewers }) => viewers === 3, countPromiseMs);
      expect(visit.welcomes[0]).toMatchObject({ room: { title, host: { name: host.username } }, recovered: false });
    }

    await annVisit.client.chat('hello from the one gateway');
    await benVisit.client.chat('and from the other');
    await annVisit.client.like(3);
    const gift = await annVisit.client.gift('momo', 2);
    expect(gift).toMatchObject({ result: 'created', coins: '20', balance: '980' });
    expect(await benVisit.client.gift('rose', 1)).toMatchObject({ result: 'created', coins: '1', balance: '999' });
    for (const visit of [hostVisit, annVisit, benVisit]) {
      await visit.sees('chat', ({ text, from }) => text === 'hello from the one gateway' && from.name === ann.username);
      await visit.sees('chat', ({ text }) => text === 'and from the other');
      await visit.sees('likes', ({ total }) => total === 3);
      await visit.sees('gift', (event) => event.gift === 'momo' && event.quantity === 2 && event.coins === '20');
      await visit.sees('gift', (event) => event.gift === 'rose' && event.from.name === ben.username);
    }
    if (gift.t !== 'gift') throw new Error('the reply to a gift is about a gift');
    await annVisit.sees('gift.confirmed', ({ tx }) => tx === gift.tx);
    expect(benVisit.seen('gift.confirmed').some(({ tx }) => tx === gift.tx)).toBe(false);
    expect(await coinsOf(api, ann)).toBe(980n);
    const entries = await api.walletEntries(ann.accessToken);
    expect(entries.items.find(({ tx }) => tx === gift.tx)).toMatchObject({
      type: 'gift',
      direction: 'debit',
      amount: '20',
    });

    await api.endStream(host.accessToken, stream.id);
    for (const visit of [hostVisit, annVisit, benVisit]) {
      expect(await visit.sees('ended', () => true)).toMatchObject({ reason: 'host', coins: '21' });
      await visit.becomes('ended');
      expect(visit.seen('gift')).toHaveLength(2);
      expect(visit.offsets).toEqual(visit.offsets.map((_, index) => (visit.offsets[0] ?? 0) + index));
    }
    const summary = await eventually(
      'the summary is final',
      () => api.summary(host.accessToken, stream.id),
      ({ final }) => final,
    );
    expect(summary).toMatchObject({
      gifts: 2,
      coins: '21',
      likes: 3,
      peakViewers: 3,
      topGifters: [
        { handle: ann.username, coins: '20' },
        { handle: ben.username, coins: '1' },
      ],
    });
    await expect(api.join(ann.accessToken, stream.id)).rejects.toMatchObject({ code: 'room_ended' });
    const list = await api.streams('?category=food');
    expect(list.items.some(({ id }) => id === stream.id)).toBe(false);
    expect(await cluster.ledger('verify')).toMatchObject({ status: 0 });
  });

  it('belongs to its host', async () => {
    const { api } = cluster;
    const [host, other] = await Promise.all([newPerson(api, 'host'), newPerson(api, 'other')]);
    const { stream } = await api.startStream(host.accessToken, { title: 'Mine', category: 'talk' });
    await expect(api.endStream(other.accessToken, stream.id)).rejects.toMatchObject({ code: 'stream_not_yours' });
    await expect(api.join(other.accessToken, '018f0000-0000-7000-8000-000000000000')).rejects.toMatchObject({
      code: 'room_not_found',
    });
    await api.endStream(host.accessToken, stream.id);
  });
});
