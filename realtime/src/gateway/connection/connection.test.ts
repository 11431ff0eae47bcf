import { closeCodeOf } from '@halobuzz/core/errors/codes';
import { limits } from '@halobuzz/core/limits';
import { type DecodedFrame, decodeFrame, encode } from '@halobuzz/core/protocol/codec';
import { SwitchBoard } from '@halobuzz/core/switches/switch-board';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeWallet } from '../../../testing/fake-wallet.ts';
import { testUuid } from '../../../testing/rooms.ts';
import type { AuthDeps } from '../auth/authenticate.ts';
import { createResumeTokens } from '../auth/resume-token.ts';
import { LivingNodes } from '../control/living-nodes.ts';
import { createGatewayMetrics } from '../metrics.ts';
import { PresenceRepair } from '../rooms/presence-repair.ts';
import { RoomRegistry } from '../rooms/room-registry.ts';
import type { GatewayServices } from '../services.ts';
import type { SocketPort } from '../transport/socket-port.ts';
import { Connection } from './connection.ts';
import { rateProfileOf } from './rate-profile.ts';
import { UserBuckets } from './user-buckets.ts';

/** A socket that keeps what is sent to it. */
class FakeSocket implements SocketPort {
  readonly frames: DecodedFrame[] = [];
  ended: { readonly code: number; readonly reason: string } | 'terminated' | undefined;
  buffered = 0;
  sends: 'sent' | 'dropped' = 'sent';

  send(frame: Uint8Array): 'sent' | 'dropped' {
    const decoded = decodeFrame(frame);
    if (decoded !== undefined && this.sends === 'sent') this.frames.push(decoded);
    return this.sends;
  }
  bufferedBytes(): number {
    return this.buffered;
  }
  subscribe(): void {}
  unsubscribe(): void {}
  cork(sends: () => void): void {
    sends();
  }
  end(code: number, reason: string): void {
    this.ended = { code, reason };
  }
  terminate(): void {
    this.ended = 'terminated';
  }
}

const nowMs = 1_000_000;
let socket: FakeSocket;
let connection: Connection;
let refusal: 'draining' | 'feed_lost' | undefined;
const closed: Connection[] = [];
const logged: unknown[] = [];

function unreachable(): never {
  throw new Error('not in these tests');
}

function services(): GatewayServices {
  const log = pino({ level: 'info' }, { write: (line) => void logged.push(JSON.parse(line)) });
  const metrics = createGatewayMetrics(new Registry());
  const touched = { touch: unreachable };
  const auth: AuthDeps = {
    verifyTicket: () => Promise.resolve({ ok: false, code: 'ticket_invalid' }),
    resumeTokens: createResumeTokens(new Uint8Array(32)),
    burn: unreachable,
    revokedAs: () => undefined,
  };
  return {
    node: { id: 'n', boot: 'b', field: 'n#b' },
    region: 'test',
    protocolVersion: 2,
    clock: () => nowMs,
    log,
    metrics,
    rates: rateProfileOf('standard'),
    auth,
    chat: new UserBuckets(1, 5),
    restrictions: { of: () => undefined },
    chatLog: { note: () => undefined },
    keywords: { matches: () => false },
    hintActs: unreachable,
    touched,
    leaderboards: { read: unreachable },
    wallet: fakeWallet(() => nowMs),
    findGift: unreachable,
    spendCaps: { of: unreachable },
    switches: new SwitchBoard(),
    rooms: new RoomRegistry({
      store: unreachable,
      subscriptionsOf: unreachable,
      publish: unreachable,
      metrics,
      log,
      clock: () => nowMs,
    }),
    nodes: new LivingNodes('n#b'),
    deadlines: { extend: unreachable },
    repair: new PresenceRepair({ nodeField: 'n#b', store: unreachable, openRoom: unreachable, touched, log }),
    refusesHellos: () => refusal,
    feedLost: () => refusal === 'feed_lost',
    background: unreachable,
    joined: unreachable,
    left: unreachable,
    closed: (each) => void closed.push(each),
  };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  refusal = undefined;
  closed.length = 0;
  logged.length = 0;
  socket = new FakeSocket();
  connection = new Connection('cn_1', socket, services());
});
afterEach(() => {
  vi.useRealTimers();
});

const hello = encode({ t: 'hello', id: 5, protocol: 2, room: testUuid(), ticket: 'x' });
const ping = encode({ t: 'ping', id: 9 });
const said = (): unknown[] =>
  socket.frames.map((frame) => {
    if (frame.kind === 'reply') return frame.reply.ok ? 'ok' : [frame.reply.id, frame.reply.error.code];
    return frame.kind === 'notice' && frame.notice.t === 'closing' ? `closing ${frame.notice.error.code}` : frame.kind;
  });
const settled = (): Promise<void> => vi.waitFor(() => expect(socket.ended).toBeDefined(), 10_000);

describe('Connection', () => {
  it('is closed when no hello comes in time, with the reason before the close', () => {
    vi.advanceTimersByTime(limits.helloDeadlineMs - 1);
    expect(socket.ended).toBeUndefined();
    vi.advanceTimersByTime(1);
    expect(said()).toEqual(['closing hello_timeout']);
    expect(socket.ended).toEqual({ code: closeCodeOf('hello_timeout'), reason: 'hello_timeout' });
    expect(closed).toEqual([connection]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('takes no command before hello, nor while hello is worked on', async () => {
    connection.onFrame(ping, true);
    connection.onFrame(hello, true);
    expect(connection.state.kind).toBe('joining');
    connection.onFrame(ping, true);
    connection.onFrame(hello, true);
    expect(said()).toEqual([
      [9, 'hello_expected'],
      [9, 'hello_expected'],
      [5, 'hello_repeated'],
    ]);
    await settled();
  });

  it('answers a refused hello, says why it closes, and closes with the code of the error', async () => {
    connection.onFrame(hello, true);
    await settled();
    expect(said()).toEqual([[5, 'ticket_invalid'], 'closing ticket_invalid']);
    expect(socket.ended).toEqual({ code: closeCodeOf('ticket_invalid'), reason: 'ticket_invalid' });
    expect(logged).toMatchObject([{ msg: 'command refused', command: 'hello', code: 'ticket_invalid' }]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each(['draining', 'feed_lost'] as const)('refuses hellos while %s', async (why) => {
    refusal = why;
    connection.onFrame(hello, true);
    await settled();
    expect(said()).toEqual([[5, why], `closing ${why}`]);
  });

  it('says nothing to a socket that went away while hello was worked on', async () => {
    connection.onFrame(hello, true);
    connection.onClosed();
    await Promise.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    expect(said()).toEqual([]);
    expect(socket.ended).toBeUndefined();
    expect(closed).toEqual([connection]);
  });

  it('closes once, however often and by whomever it is asked', () => {
    connection.close('draining');
    connection.close('server_error');
    connection.onDropped();
    connection.onClosed();
    connection.onFrame(ping, true);
    expect(said()).toEqual(['closing draining']);
    expect(socket.ended).toEqual({ code: closeCodeOf('draining'), reason: 'draining' });
    expect(closed).toEqual([connection]);
  });

  it('ends a socket that lost a frame, and one whose queue grows too long for a reply', () => {
    socket.sends = 'dropped';
    connection.onFrame(ping, true);
    expect(socket.ended).toBe('terminated');

    const slow = new FakeSocket();
    slow.buffered = limits.socketSlowReaderBytes + 1;
    new Connection('cn_2', slow, services()).onFrame(ping, true);
    expect(slow.ended).toEqual({ code: closeCodeOf('slow_reader'), reason: 'slow_reader' });
  });

  it('closes after too many bad frames, and answered every one of them', () => {
    for (let n = 0; n < limits.badFramesMax + 3; n += 1) connection.onFrame(Uint8Array.from([0xc1]), true);
    const bad = Array.from({ length: limits.badFramesMax }, () => [null, 'frame_malformed']);
    expect(said()).toEqual([...bad, 'closing protocol_error']);
    expect(logged).toMatchObject([{ msg: 'closed for bad frames', code: 'frame_malformed', connection: 'cn_1' }]);
  });
});
