import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import type { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { viewerOf } from '../../loadtests/bench/sign-ticket.ts';
import type { MintedTicket } from '../../loadtests/world.ts';
import { publicKeysSetting } from '../../realtime/src/config-option.ts';
import { createTicketVerifier } from '../../realtime/src/gateway/auth/ticket.ts';
import { openTestRedis, testStoreUrl } from '../../realtime/testing/redis.ts';
import { openTicketMint, type TicketMint } from './ticket-mint.ts';

const database = 34;
const room = '01939e8a-7b7b-7b7b-8b7b-7b7b7b7b7b7b';
const seed = 'a run';
const newest = generateKeyPairSync('ed25519');
const older = generateKeyPairSync('ed25519');
const jwk = (key: typeof newest.privateKey, kid: string) => ({ ...key.export({ format: 'jwk' }), kid });
const ticketKeys = JSON.stringify({ keys: [jwk(newest.privateKey, 'new'), jwk(older.privateKey, 'old')] });
const gateway = (id: string, draining = false) => ({
  ...{ id, boot: `boot-${id}`, url: `ws://127.0.0.1:1/${id}`, region: 'r', draining },
  ...{ sockets: 0, socketsMax: 10, atMs: Date.now() },
});

let control: Redis;
let controlUrl: string;
let mint: TicketMint | undefined;
beforeAll(async () => {
  controlUrl = `${testStoreUrl('TEST_REDIS_ROOMS_URL')}/${database}`;
  control = await openTestRedis(controlUrl);
});
afterEach(async () => {
  await mint?.close();
  mint = undefined;
  await control.flushdb();
});
afterAll(() => control.disconnect());

async function withGateways(...gateways: ReturnType<typeof gateway>[]): Promise<TicketMint> {
  for (const one of gateways) {
    await control.zadd(controlKeys.nodes, Date.now(), one.id);
    await control.set(controlKeys.node(one.id), JSON.stringify(one));
  }
  mint = await openTicketMint({ ticketKeys, controlUrl, seed });
  return mint;
}

function ask({ address }: TicketMint, query: string, authorization = `Bearer ${address.key}`): Promise<Response> {
  return fetch(`${address.url}${query}`, { headers: { authorization } });
}

it('signs tickets that gateways take: each for the next node that takes viewers, none for one that drains', async () => {
  const open = await withGateways(gateway('gw-1'), gateway('gw-2'), gateway('gw-3', true));
  // Has a place in the list, and its record has run out.
  await control.zadd(controlKeys.nodes, Date.now(), 'gone');
  const response = await ask(open, `/tickets?room=${room}&from=4&count=4`);
  const { tickets } = (await response.json()) as { tickets: MintedTicket[] }; // Its own answer, looked at below.
  expect(tickets.map(({ viewer }) => viewer)).toEqual([4, 5, 6, 7]);
  expect(new Set(tickets.map(({ url }) => url))).toEqual(new Set([gateway('gw-1').url, gateway('gw-2').url]));
  const keys = publicKeysSetting.parse(JSON.stringify({ keys: [jwk(newest.publicKey, 'new')] }));
  for (const { url, ticket, viewer } of tickets) {
    const id = url.slice(url.lastIndexOf('/') + 1);
    const verify = createTicketVerifier(keys, { id, boot: `boot-${id}` });
    const { account, subject } = viewerOf(seed, viewer);
    expect(await verify(ticket, room, Date.now())).toMatchObject({ ok: true, identity: { account, subject, room } });
    expect(await verify(ticket, randomUUID(), Date.now())).toEqual({ ok: false, code: 'ticket_invalid' });
  }
});

it('signs for nobody who does not know the key of the run, and nothing else than it was asked', async () => {
  const open = await withGateways(gateway('gw-1'));
  const good = `/tickets?room=${room}&from=0&count=1`;
  for (const authorization of ['', 'Bearer', `Bearer ${open.address.key}x`, open.address.key]) {
    expect((await ask(open, good, authorization)).status, authorization).toBe(401);
  }
  const bad = ['/', '/tickets', good.replace(room, 'x'), good.replace('from=0', 'from=-1')];
  for (const query of [...bad, good.replace('count=1', 'count=501'), good.replace('/tickets', '/nodes')]) {
    expect((await ask(open, query)).status, query).toBe(400);
  }
  expect(new URL(open.address.url).hostname).toBe('127.0.0.1');
});

it('says so when no gateway runs', async () => {
  const response = await ask(await withGateways(), `/tickets?room=${room}&from=0&count=1`);
  expect(response.status).toBe(500);
  expect(await response.json()).toEqual({ error: 'no gateway is running' });
});

it('needs a key', async () => {
  await expect(openTicketMint({ ticketKeys: '{"keys":[]}', controlUrl, seed })).rejects.toThrow();
});
