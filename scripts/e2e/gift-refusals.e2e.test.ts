import { randomBytes } from 'node:crypto';
import { newUuidV7 } from '@halobuzz/core/ids';
import { limits } from '@halobuzz/core/limits';
import { PROTOCOL_VERSION } from '@halobuzz/core/protocol/version';
import { expect, it } from 'vitest';
import { newBroadcast } from './broadcast.ts';
import { eventually } from './eventually.ts';
import { coinsOf, newPerson } from './person.ts';
import { openRawSocket } from './raw-socket.ts';
import { visitRoom } from './room-visit.ts';
import { runningCluster } from './running-cluster.ts';

const cluster = runningCluster();

const idAt = (ms: number): string => newUuidV7(ms, (length) => new Uint8Array(randomBytes(length)));

it('every refused gift has its own code and moves no money', async () => {
  const { api } = cluster;
  const room = await newBroadcast(api, 'Refusals');
  const ann = await newPerson(api, 'ann', { coins: 50n });
  const visit = await visitRoom(api, ann, room.stream.id);
  const { client } = visit;

  await expect(client.gift('rocket', 1)).rejects.toMatchObject({ code: 'insufficient_balance' });
  await expect(client.gift('unicorn', 1)).rejects.toMatchObject({ code: 'gift_unknown' });
  await expect(client.gift('rose', 0)).rejects.toMatchObject({
    code: 'validation_failed',
    errors: [{ field: 'quantity' }],
  });
  await expect(client.gift('rose', 1, idAt(Date.now() - 2 * limits.giftIdWindowMs))).rejects.toMatchObject({
    code: 'gift_id_stale',
  });
  await expect(client.gift('rose', 1, idAt(Date.now() + 2 * limits.giftIdFutureMs))).rejects.toMatchObject({
    code: 'gift_id_future',
  });
  await expect(room.visit.client.gift('rose', 1)).rejects.toMatchObject({ code: 'gift_to_self' });
  expect(await coinsOf(api, ann)).toBe(50n);

  const id = idAt(Date.now());
  const created = await client.gift('momo', 1, id);
  expect(created).toMatchObject({ result: 'created', coins: '10', balance: '40' });
  expect(await client.gift('momo', 1, id)).toEqual({ ...created, result: 'exists' });
  await expect(client.gift('momo', 2, id)).rejects.toMatchObject({ code: 'gift_id_reused' });
  await expect(client.gift('rose', 1, id)).rejects.toMatchObject({ code: 'gift_id_reused' });
  expect(await coinsOf(api, ann)).toBe(40n);
  await visit.sees('gift', ({ gift }) => gift === 'momo');
  expect(visit.seen('gift')).toHaveLength(1);

  client.stop();
  await room.end();
});

it('an unverified account may watch and talk, not give', async () => {
  const { api } = cluster;
  const room = await newBroadcast(api, 'Newcomers');
  const visit = await visitRoom(api, await newPerson(api, 'new', { verified: false }), room.stream.id);
  await visit.client.chat('may I?');
  await expect(visit.client.gift('rose', 1)).rejects.toMatchObject({ code: 'email_unverified' });
  visit.client.stop();
  await room.end();
});

it('an ended room takes no gift, not even from a socket that stays', async () => {
  const { api } = cluster;
  const room = await newBroadcast(api, 'Last words');
  const ann = await newPerson(api, 'ann', { coins: 50n });
  const place = await api.join(ann.accessToken, room.stream.id);
  const socket = await openRawSocket(place.url);
  socket.send({ t: 'hello', id: 0, protocol: PROTOCOL_VERSION, room: room.stream.id, ticket: place.ticket });
  await eventually(
    'a welcome',
    () => socket.frames,
    (frames) => frames.some(({ kind }) => kind === 'welcome'),
  );
  await room.end();
  await eventually(
    'the end is heard',
    () => socket.frames,
    (frames) => frames.some((frame) => frame.kind === 'events' && frame.events.some(({ t }) => t === 'ended')),
  );
  socket.send({ t: 'gift', id: 7, clientId: idAt(Date.now()), gift: 'rose', quantity: 1 });
  // The gateway answers or has closed the socket already, in both cases for the same reason.
  const answer = await eventually(
    'a refusal',
    () =>
      socket.closeCode ??
      socket.frames.flatMap((frame) => (frame.kind === 'reply' && !frame.reply.ok ? [frame.reply.error.code] : []))[0],
    (value) => value !== undefined,
  );
  expect([4504, 'room_ended']).toContain(answer);
  await expect(api.join(ann.accessToken, room.stream.id)).rejects.toMatchObject({ code: 'room_ended' });
  expect(await coinsOf(api, ann)).toBe(50n);
  socket.close();
});

it('a ticket opens one socket once, on its own node only', async () => {
  const { api } = cluster;
  const room = await newBroadcast(api, 'Tickets');
  const ann = await newPerson(api, 'ann');
  const place = await api.join(ann.accessToken, room.stream.id);
  const hello = { t: 'hello', id: 0, protocol: PROTOCOL_VERSION, room: room.stream.id, ticket: place.ticket } as const;
  const first = await openRawSocket(place.url);
  first.send(hello);
  await eventually(
    'a welcome',
    () => first.frames,
    (frames) => frames.some(({ kind }) => kind === 'welcome'),
  );
  const second = await openRawSocket(place.url);
  second.send(hello);
  await eventually(
    'the second is closed',
    () => second.closeCode,
    (code) => code === 4403,
  );
  const otherNode = cluster.process(place.node === 'gw-1' ? 'gw-2' : 'gw-1');
  const next = await api.join(ann.accessToken, room.stream.id);
  const wrongNode = next.node === place.node ? otherNode : cluster.process(place.node);
  const third = await openRawSocket(`ws://127.0.0.1:${wrongNode.port}/v1/room`);
  third.send({ ...hello, ticket: next.ticket });
  await eventually(
    'the third is closed',
    () => third.closeCode,
    (code) => code === 4401,
  );
  first.close();
  await room.end();
});
