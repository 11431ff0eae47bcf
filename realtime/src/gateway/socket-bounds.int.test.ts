import { connect } from 'node:net';
import { errorCodes } from '@halobuzz/core/errors/codes';
import { limits } from '@halobuzz/core/limits';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GatewayBench, type RunningGateway, type TestRoom } from '../../testing/gateway-bench.ts';
import { RawWebSocket } from '../../testing/raw-web-socket.ts';
import { testPerson } from '../../testing/rooms.ts';

let bench: GatewayBench;
let gateway: RunningGateway;
let room: TestRoom;
let leapMs = 0;
const clock = (): number => Date.now() + leapMs;

beforeAll(async () => {
  bench = await GatewayBench.openOnTestStores();
  gateway = await bench.gateway({}, { clock });
  room = await bench.room();
});
afterAll(() => bench.close());

describe('a socket', () => {
  it('ends with the session that opened it, and no token of it opens another', async () => {
    const sxp = Math.floor(clock() / 1_000) + 3_600;
    const ann = await bench.join(gateway, room, testPerson('Ann'), {}, { sxp });
    const bob = await bench.join(gateway, room, testPerson('Bob'));
    const late = await bench.ticket(gateway, room, testPerson('Late'), { sxp: Math.floor(clock() / 1_000) - 1 });
    leapMs += 60_000;
    expect(await ann.do({ t: 'ping' })).toMatchObject({ t: 'ping' });
    const { resume } = ann.welcome;
    leapMs -= 60_000;
    const refused = await bench.connect(gateway);
    refused.sayHello({ room: room.id, ticket: late });
    expect(await refused.closedBy()).toMatchObject({ code: errorCodes.admission_expired.close });

    const elsewhere = await bench.gateway({}, { clock: () => sxp * 1_000 });
    leapMs += 3_600_000;
    expect(await ann.closedBy()).toMatchObject({ code: errorCodes.admission_expired.close });
    expect(bob.closed).toBeUndefined();
    const again = await bench.connect(elsewhere);
    again.sayHello({ room: room.id, resume });
    // Expired by its own life, too: whichever is found first, nobody is let in.
    expect(await again.closedBy()).toMatchObject({ code: errorCodes.resume_invalid.close });
    leapMs = 0;
  });

  it('that resumed keeps the end of its session', async () => {
    const endsAtMs = Math.ceil(clock() / 1_000) * 1_000 + 120_000;
    const first = await bench.join(gateway, room, testPerson('Ann'), {}, { sxp: endsAtMs / 1_000 });
    const second = await bench.connect(gateway);
    await second.hello({ room: room.id, resume: first.welcome.resume });
    const third = await bench.connect(await bench.gateway({}, { clock: () => endsAtMs }));
    third.sayHello({ room: room.id, resume: second.welcome.resume });
    expect(await third.closedBy()).toMatchObject({ code: errorCodes.admission_expired.close });
    leapMs = endsAtMs - Date.now();
    expect(await second.closedBy()).toMatchObject({ code: errorCodes.admission_expired.close });
    leapMs = 0;
  });

  it('that resumes again and again passes the edge all the same', async () => {
    let socket = await bench.join(gateway, room, testPerson('Ann'));
    const stepMs = limits.resumeTokenLifeMs - 60_000;
    const refusals: string[] = [];
    for (leapMs = stepMs; refusals.length === 0 && leapMs < 2 * limits.socketLifetimeMs; leapMs += stepMs) {
      const next = await bench.connect(gateway);
      next.sayHello({ room: room.id, resume: socket.welcome.resume });
      await next.wait(() => next.closed ?? next.welcomes[0], 'an answer', true);
      if (next.closed !== undefined) refusals.push(next.closed.reason);
      else socket.close();
      socket = next;
    }
    expect(refusals).toEqual(['admission_expired']);
    expect(leapMs).toBeGreaterThan(limits.socketLifetimeMs);
    leapMs = 0;
  });

  it('lasts so long and no longer', async () => {
    const socket = await bench.join(gateway, room, testPerson('Ann'));
    leapMs = limits.socketLifetimeMs;
    expect(await socket.closedBy()).toMatchObject({ code: errorCodes.admission_expired.close });
    leapMs = 0;
  });
});

describe('an answer that is no socket', () => {
  it.each([
    ['GET', '/', 404],
    ['GET', '/metrics', 404],
    ['GET', '/v1/', 404],
    ['POST', '/v1/room', 404],
    ['OPTIONS', '/v1/room', 404],
    ['TRACE', '/v1/room', 404],
  ])('to %s %s is %i, plain text, and repeats nothing of the request', async (method, path, status) => {
    const answer = await rawRequest(`${method} ${path} HTTP/1.1\r\nHost: gateway.test\r\nX-Secret: hunter2\r\n\r\n`);
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer.toLowerCase()).toContain('content-type: text/plain; charset=utf-8\r\n');
    expect(answer.toLowerCase()).toContain('x-content-type-options: nosniff\r\n');
    expect(answer.toLowerCase()).toContain('strict-transport-security: max-age=63072000; includesubdomains\r\n');
    expect(answer).toMatch(/content-security-policy: default-src 'none';/i);
    expect(answer).not.toContain('hunter2');
    expect(answer).not.toMatch(/access-control-|set-cookie/i);
  });

  it.each([
    ['two lengths', 'Content-Length: 0\r\nContent-Length: 40\r\n\r\n'],
    ['a length and chunks', 'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['a negative length', 'Content-Length: -1\r\n\r\n'],
  ])('ends the connection, whatever stands behind: %s', async (_, rest) => {
    const hidden = 'GET /hidden HTTP/1.1\r\nHost: gateway.test\r\n\r\n';
    const answer = await rawRequest(`POST / HTTP/1.1\r\nHost: gateway.test\r\n${rest}${hidden}`);
    expect(answer).toMatch(/^(?:HTTP\/1\.1 4|$)/);
    expect(answer.match(/HTTP\/1\.1 /g)?.length ?? 0).toBeLessThan(2);
  });

  it('hangs up on headers without end', async () => {
    const answer = await rawRequest(`GET / HTTP/1.1\r\nHost: a\r\nX-Long: ${'x'.repeat(64 * 1024)}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 431 /);
  });

  /** Everything that the gateway answers to these bytes until it hangs up. */
  async function rawRequest(text: string): Promise<string> {
    const socket = connect(gateway.port, '127.0.0.1');
    socket.write(text);
    let answer = '';
    for await (const chunk of socket) answer += String(chunk);
    return answer;
  }
});

describe('an upgrade that is refused', () => {
  it('hears HTTP 503, why, and when to come back', async () => {
    const full = await bench.gateway({ socketsMax: 1 });
    await bench.connect(full);
    const { handshake } = await RawWebSocket.open(full.port);
    expect(handshake).toMatch(/^HTTP\/1\.1 503 /);
    expect(handshake.toLowerCase()).toContain('retry-after: 2\r\n');
    expect(handshake).toContain('sockets_full');
    expect(handshake.toLowerCase()).toContain('content-type: text/plain; charset=utf-8\r\n');
    await expect(bench.connect(full)).rejects.toThrow();
  });
});
