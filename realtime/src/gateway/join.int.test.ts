import { errorCodes } from '@halobuzz/core/errors/codes';
import { limits } from '@halobuzz/core/limits';
import { encode } from '@halobuzz/core/protocol/codec';
import { PROTOCOL_VERSION, PROTOCOL_VERSION_MIN } from '@halobuzz/core/protocol/version';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GatewayBench, type RunningGateway } from '../../testing/gateway-bench.ts';
import { GatewayClient } from '../../testing/gateway-client.ts';
import { plainMessage, testPerson, testUuid } from '../../testing/rooms.ts';

const ann = testPerson('Ann');
const bob = testPerson('Bob');

let bench: GatewayBench;
let first: RunningGateway;
let second: RunningGateway;

beforeAll(async () => {
  bench = await GatewayBench.openOnTestStores();
  first = await bench.gateway();
  second = await bench.gateway();
});
afterAll(() => bench.close());

describe('joining', () => {
  it('welcomes with the room as it is, and both nodes hear what is said on one', async () => {
    const room = await bench.room();
    await bench.fund(ann, 70n);
    const annsSocket = await bench.join(first, room, ann);
    expect(annsSocket.welcome).toMatchObject({
      id: 1,
      protocol: PROTOCOL_VERSION,
      recovered: false,
      offset: 0,
      room: { id: room.id, title: 'Evening talk', status: 'live', hostOnline: false, host: { name: 'Host' } },
      you: { id: ann.account, name: 'Ann', role: 'viewer', balance: '70' },
      viewers: 1,
      chat: [],
      top: [],
    });
    const bobsSocket = await bench.join(second, room, bob);
    await annsSocket.heard((event) => event.t === 'joined' && event.who.id === bob.account);

    const reply = await annsSocket.do({ t: 'chat', text: '  Namaste 🙏 ' });
    const mid = reply.t === 'chat' ? reply.mid : '';
    for (const socket of [annsSocket, bobsSocket]) {
      const { event } = await socket.heard((heard) => heard.t === 'chat');
      expect(event).toMatchObject({ mid, text: 'Namaste 🙏', from: { id: ann.account, name: 'Ann' } });
    }
    const late = await bench.join(first, room, testPerson('Late'));
    expect(late.welcome.chat.map((message) => message.mid)).toEqual([mid]);
    expect(await bobsSocket.do({ t: 'ping' })).toMatchObject({ t: 'ping' });
    expect(bobsSocket.unreadable + annsSocket.unreadable).toBe(0);
  });

  it('lays what is said at once into few frames, in order', async () => {
    const room = await bench.room();
    const socket = await bench.join(first, room, ann);
    const texts = Array.from({ length: 200 }, (_, i) => `${i}`);
    const from = { id: ann.account, name: 'Ann' };
    await Promise.all(
      texts.map((text) =>
        bench.rooms.chat.append(room.id, plainMessage(text, encode({ t: 'chat', mid: text, from, text, atMs: 1 }))),
      ),
    );
    await socket.heard((event) => event.t === 'chat' && event.text === '199');
    expect(socket.events.flatMap(({ event }) => (event.t === 'chat' ? [event.text] : []))).toEqual(texts);
    expect(socket.frames.filter(({ kind }) => kind === 'events').length).toBeLessThan(texts.length / 2);
  });

  it('lets a user say no more over many sockets, or by coming back, than over one', async () => {
    const room = await bench.room();
    const eve = testPerson('Eve');
    let said = 0;
    const sayAll = async (socket: GatewayClient): Promise<void> => {
      for (let i = 0; i < limits.chatBurstMax; i += 1) {
        if ((await socket.refusal({ t: 'chat', text: 'spam' })) === 'ok') said += 1;
      }
    };
    const startedMs = Date.now();
    const socket = await bench.join(first, room, eve);
    await sayAll(socket);
    await sayAll(await bench.join(first, room, eve));
    socket.close();
    const back = await bench.connect(first);
    await back.hello({ room: room.id, resume: socket.welcome.resume });
    await sayAll(back);
    const flowedIn = Math.ceil((Date.now() - startedMs) / 1_000) * limits.chatPerSecondMax;
    expect(said).toBeLessThanOrEqual(limits.chatBurstMax + flowedIn);
  });

  it('shows a repeated chat message once', async () => {
    const room = await bench.room();
    const socket = await bench.join(first, room, ann);
    const clientId = testUuid();
    const once = await socket.do({ t: 'chat', text: 'once', clientId });
    expect(await socket.do({ t: 'chat', text: 'once', clientId })).toEqual(once);
    await socket.do({ t: 'chat', text: 'end' });
    await socket.heard((event) => event.t === 'chat' && event.text === 'end');
    expect(socket.events.filter(({ event }) => event.t === 'chat')).toHaveLength(2);
  });

  it('refuses a ticket that is not for here and now, each with its code', async () => {
    const room = await bench.room();
    const other = await bench.room();
    const seconds = Math.floor(Date.now() / 1_000);
    const cases = {
      'another node': [await bench.ticket(second, room, ann), 'ticket_invalid'],
      'another boot': [await bench.ticket(first, room, ann, { boot: 'bt_other' }), 'ticket_invalid'],
      'another room': [await bench.ticket(first, other, ann), 'ticket_invalid'],
      'another kind of token': [await bench.ticket(first, room, ann, { typ: 'at+jwt' }), 'ticket_invalid'],
      expired: [await bench.ticket(first, room, ann, { iat: seconds - 70, exp: seconds - 40 }), 'ticket_expired'],
      'far too long a life': [
        await bench.ticket(first, room, ann, { iat: seconds - 70, exp: seconds + 900 }),
        'ticket_expired',
      ],
      'not a ticket': ['x.y.z', 'ticket_invalid'],
    } as const;
    for (const [name, [ticket, code]] of Object.entries(cases)) {
      const socket = await bench.connect(first);
      socket.sayHello({ room: room.id, ticket });
      expect(await socket.closedBy(), name).toMatchObject({ code: errorCodes[code].close, reason: code });
      expect(socket.replies, name).toMatchObject([{ ok: false, id: 1, error: { code } }]);
      expect(socket.notices, name).toMatchObject([{ t: 'closing', error: { code } }]);
    }
  });

  it('takes a ticket once', async () => {
    const room = await bench.room();
    const ticket = await bench.ticket(first, room, ann);
    const socket = await bench.connect(first);
    await socket.hello({ room: room.id, ticket });
    const thief = await bench.connect(first);
    thief.sayHello({ room: room.id, ticket });
    expect(await thief.closedBy()).toMatchObject({ code: errorCodes.ticket_used.close });
    expect(socket.closed).toBeUndefined();
  });

  it('tells which room is over and which never was', async () => {
    const over = await bench.room();
    await bench.rooms.endRoom(over.id, 'host');
    const never = { ...over, id: testUuid() };
    for (const [room, code] of [
      [over, 'room_ended'],
      [never, 'room_not_found'],
    ] as const) {
      const socket = await bench.connect(first);
      socket.sayHello({ room: room.id, ticket: await bench.ticket(first, room, ann) });
      expect(await socket.closedBy()).toMatchObject({ code: errorCodes[code].close });
    }
  });

  it('closes the oldest socket of an account that opens too many', async () => {
    const room = await bench.room();
    const sockets = [];
    for (let i = 0; i < 6; i += 1) sockets.push(await bench.join(first, room, ann));
    expect(await sockets[0]?.closedBy()).toMatchObject({ code: errorCodes.replaced.close });
    expect(sockets.slice(1).every((socket) => socket.closed === undefined)).toBe(true);
  });

  it('lets a client leave for good', async () => {
    const room = await bench.room();
    const stays = await bench.join(second, room, bob);
    const goes = await bench.join(first, room, ann);
    expect(await goes.do({ t: 'leave' })).toEqual({ t: 'leave' });
    expect(await goes.closedBy()).toMatchObject({ code: errorCodes.left.close });
    await stays.heard((event) => event.t === 'left' && event.who.id === ann.account);
  });
});

describe('the upgrade', () => {
  it('is open to our pages and to clients that are no browsers, and to no other page', async () => {
    await bench.connect(first, { origin: 'https://halobuzz.test' });
    await expect(bench.connect(first, { origin: 'https://evil.test' })).rejects.toThrow('refused');
  });

  it('is refused when the node is full', async () => {
    const small = await bench.gateway({ socketsMax: 1 });
    await bench.connect(small);
    await expect(bench.connect(small)).rejects.toThrow('refused');
  });

  it('exists at one path only', async () => {
    await expect(GatewayClient.open(first.url.replace('/v1/room', '/v1/other'))).rejects.toThrow('refused');
  });
});

describe('versions', () => {
  it('serves the version before, with its number in every header', async () => {
    const room = await bench.room();
    const old = await bench.join(first, room, ann, { protocol: PROTOCOL_VERSION_MIN });
    expect(old.welcome.protocol).toBe(PROTOCOL_VERSION_MIN);
    await old.do({ t: 'chat', text: 'hi' });
    const { version } = await old.heard((event) => event.t === 'chat');
    expect(version).toBe(PROTOCOL_VERSION_MIN);
    expect(old.frames.every((frame) => frame.header.version === PROTOCOL_VERSION_MIN)).toBe(true);
  });

  it('meets a newer client at its own version', async () => {
    const room = await bench.room();
    const newer = await bench.join(first, room, ann, { protocol: 9 });
    expect(newer.welcome.protocol).toBe(PROTOCOL_VERSION);
  });

  it('tells anything older to update, even when its hello has another shape', async () => {
    const room = await bench.room();
    const ticket = await bench.ticket(first, room, ann);
    const older = await bench.connect(first);
    older.sayHello({ room: room.id, ticket, protocol: PROTOCOL_VERSION_MIN - 1 });
    expect(await older.closedBy()).toMatchObject({ code: errorCodes.upgrade_required.close });
    const ancient = await bench.connect(first);
    // {t:'hello', protocol:0, token:1}
    ancient.sendRaw(
      Uint8Array.from([
        0x83,
        0xa1,
        0x74,
        0xa5,
        ...ascii('hello'),
        0xa8,
        ...ascii('protocol'),
        0,
        0xa5,
        ...ascii('token'),
        1,
      ]),
    );
    expect(await ancient.closedBy()).toMatchObject({ code: errorCodes.upgrade_required.close });
  });
});

function ascii(text: string): number[] {
  return [...text].map((char) => char.charCodeAt(0));
}
