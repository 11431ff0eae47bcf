import { errorCodes } from '@halobuzz/core/errors/codes';
import { limits } from '@halobuzz/core/limits';
import { encode } from '@halobuzz/core/protocol/codec';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GatewayBench, type RunningGateway, type TestRoom } from '../../testing/gateway-bench.ts';
import type { GatewayClient } from '../../testing/gateway-client.ts';
import { testPerson } from '../../testing/rooms.ts';

let bench: GatewayBench;
let gateway: RunningGateway;
let room: TestRoom;
let socket: GatewayClient;

beforeAll(async () => {
  bench = await GatewayBench.openOnTestStores();
  gateway = await bench.gateway();
  room = await bench.room();
});
afterAll(() => bench.close());
beforeEach(async () => {
  socket = await bench.join(gateway, room, testPerson('Ann'));
});

/** The code and id of the reply to a frame that is no command. */
async function answerTo(frame: Uint8Array | string): Promise<unknown> {
  const before = socket.replies.length;
  socket.sendRaw(frame);
  const reply = await socket.wait(() => socket.replies[before], 'a reply');
  return reply.ok ? 'ok' : [reply.id, reply.error.code];
}

const ping = encode({ t: 'ping', id: 7 });
const deep = Uint8Array.from([...Array.from({ length: 40 }, () => 0x91), 0xc0]);
/** An array header that claims 2^32 - 1 entries, and one that holds very many small ones. */
const bomb = Uint8Array.from([0xdd, 0xff, 0xff, 0xff, 0xff]);
const crowd = Uint8Array.from([0xdc, 0x10, 0x00, ...Array.from({ length: 4_096 }, () => 0xc0)]);

describe('bad frames', () => {
  it('are answered exactly, and the socket goes on', async () => {
    expect(await answerTo('{"t":"ping"}')).toEqual([null, 'frame_not_binary']);
    expect(await answerTo(new Uint8Array(0))).toEqual([null, 'frame_malformed']);
    expect(await answerTo(Uint8Array.from([...ping, 0]))).toEqual([null, 'frame_malformed']);
    expect(await answerTo(ping.subarray(0, ping.byteLength - 1))).toEqual([null, 'frame_malformed']);
    expect(await answerTo(Uint8Array.from([0xc7, 1, 0x72, 0]))).toEqual([null, 'frame_malformed']);
    expect(await answerTo(deep)).toEqual([null, 'frame_too_deep']);
    expect(await answerTo(bomb)).toEqual([null, 'frame_too_large']);
    expect(await answerTo(crowd)).toEqual([null, 'frame_too_large']);
    expect(await socket.do({ t: 'ping' })).toMatchObject({ t: 'ping' });
  });

  it('name the field that is wrong and the command it is about', async () => {
    const reply = await socket.ask({ t: 'chat', text: 'x'.repeat(limits.chatCharsMax + 1) });
    expect(reply).toMatchObject({ ok: false, error: { code: 'validation_failed', errors: [{ field: 'text' }] } });
    expect(await socket.ask({ t: 'like', count: 0 })).toMatchObject({
      ok: false,
      error: { errors: [{ field: 'count' }] },
    });
    // {t:'ping', id:7, extra:1}
    const extra = Uint8Array.from([0x83, ...ping.subarray(1), 0xa5, 0x65, 0x78, 0x74, 0x72, 0x61, 1]);
    expect(await answerTo(extra)).toEqual([7, 'validation_failed']);
    expect(await socket.refusal({ t: 'viewers', cursor: 's:nonsense' })).toBe('validation_failed');
  });

  it('close the socket when there are too many', async () => {
    for (let i = 0; i < limits.badFramesMax; i += 1) socket.sendRaw(deep);
    expect(await socket.closedBy()).toMatchObject({ code: errorCodes.protocol_error.close });
    expect(socket.replies).toHaveLength(limits.badFramesMax);
  });

  it('end the connection when uWebSockets.js finds them too long', async () => {
    socket.sendRaw(new Uint8Array(limits.upFrameBytesMax + 1));
    await socket.closedBy();
    expect(socket.replies).toEqual([]);
  });

  it('are not even read from a flood', async () => {
    for (let i = 0; i < limits.commandsBurstMax * 10 + 50; i += 1) socket.sendRaw(ping);
    expect(await socket.closedBy()).toMatchObject({ code: errorCodes.protocol_error.close });
  });
});

describe('the handshake', () => {
  it('expects hello first and only once', async () => {
    const early = await bench.connect(gateway);
    expect(await early.refusal({ t: 'ping' })).toBe('hello_expected');
    await early.hello({ room: room.id, ticket: await bench.ticket(gateway, room, testPerson('Bob')) });
    early.sayHello({ room: room.id, ticket: 'x' });
    const reply = await early.wait(() => early.replies[1], 'a reply');
    expect(reply).toMatchObject({ ok: false, id: 1, error: { code: 'hello_repeated' } });
    expect(early.closed).toBeUndefined();
  });

  it('is not shut by sockets that stay silent', async () => {
    let leapMs = 0;
    const clock = (): number => Date.now() + leapMs;
    const narrow = await bench.gateway({ waitingMax: 2 }, { clock });
    const silent = [await bench.connect(narrow), await bench.connect(narrow)];
    await expect(bench.connect(narrow)).rejects.toThrow();
    leapMs = limits.helloEvictionAgeMs;
    const ann = await bench.join(narrow, room, testPerson('Ann'));
    expect(await silent[0]?.closedBy()).toMatchObject({ code: errorCodes.hello_timeout.close });
    expect([silent[1]?.closed, ann.closed]).toEqual([undefined, undefined]);
  });

  it('takes a ticket or a resume token, not both', async () => {
    const both = await bench.connect(gateway);
    both.sayHello({ room: room.id, ticket: 'x', resume: 'y' });
    const reply = await both.wait(() => both.replies[0], 'a reply');
    expect(reply).toMatchObject({
      ok: false,
      id: 1,
      error: { code: 'validation_failed', errors: [{ field: 'ticket' }] },
    });
  });
});

describe('velocity', () => {
  it('of commands and of chat is bounded, with the time to wait', async () => {
    const replies = await Promise.all(
      Array.from({ length: limits.commandsBurstMax + 10 }, () => socket.ask({ t: 'ping' })),
    );
    const refused = replies.filter((reply) => !reply.ok);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]).toMatchObject({ error: { code: 'rate_limited', retry: 'later' } });
    expect(refused[0]?.ok === false && refused[0].error.retryAfterMs).toBeGreaterThan(0);

    const chatty = await bench.join(gateway, room, testPerson('Chatty'));
    const says = await Promise.all(
      Array.from({ length: limits.chatBurstMax + 3 }, () => chatty.refusal({ t: 'chat', text: 'x' })),
    );
    expect(says.filter((code) => code === 'ok').length).toBeGreaterThanOrEqual(limits.chatBurstMax);
    expect(says).toContain('rate_limited');
  });

  it('of syncs is bounded more tightly: each may bring a whole history', async () => {
    const point = { epoch: 1, offset: 0 };
    const bound = Math.ceil(limits.commandsBurstMax / limits.syncCommandsRatio);
    const syncs = await Promise.all(Array.from({ length: 2 * bound }, () => socket.refusal({ t: 'sync', point })));
    expect(syncs.filter((code) => code === 'rate_limited').length).toBeGreaterThan(0);
    expect(syncs[0]).toBe('ok');
  });

  it('is lifted by the load profile', async () => {
    const lifted = await bench.gateway({ rateProfile: 'load' });
    const fast = await bench.join(lifted, room, testPerson('Fast'));
    const says = await Promise.all(Array.from({ length: 100 }, () => fast.refusal({ t: 'chat', text: 'x' })));
    expect(new Set(says)).toEqual(new Set(['ok']));
  });
});
