import { once } from 'node:events';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GatewayBench, type RunningGateway, type TestRoom } from '../../testing/gateway-bench.ts';
import { testPerson } from '../../testing/rooms.ts';

let bench: GatewayBench;
let gateway: RunningGateway;
let room: TestRoom;

beforeAll(async () => {
  bench = await GatewayBench.openOnTestStores();
  gateway = await bench.gateway();
  room = await bench.room();
});
afterAll(() => bench.close());

/** The answer to an upgrade that names these origins, each in a header of its own. */
async function upgradeFrom(...origins: readonly string[]): Promise<{ readonly status: number; readonly text: string }> {
  const { port, pathname } = new URL(gateway.url);
  const headers = [
    ...['Host', 'gateway.test', 'Upgrade', 'websocket', 'Connection', 'Upgrade'],
    ...['Sec-WebSocket-Version', '13', 'Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
    ...origins.flatMap((origin) => ['Origin', origin]),
  ];
  const asked = request({ host: '127.0.0.1', port, path: pathname, headers });
  const answered = once(asked, 'response');
  const upgraded = once(asked, 'upgrade');
  asked.end();
  // Node's two events both hand over the message first.
  const [answer, socket] = (await Promise.race([answered, upgraded])) as [
    import('node:http').IncomingMessage,
    unknown?,
  ];
  if (answer.statusCode === 101) {
    answer.socket.destroy();
    return { status: 101, text: '' };
  }
  expect(socket).toBeUndefined();
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(Buffer.from(chunk));
  return { status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') };
}

describe('cross-site WebSocket hijacking', () => {
  // The bench allows https://halobuzz.test alone.
  it.each([
    ['another site', 'https://evil.test'],
    ['the null origin of a sandboxed frame', 'null'],
    ['our name as a prefix', 'https://halobuzz.test.evil.test'],
    ['our name as a suffix', 'https://nothalobuzz.test'],
    ['a subdomain of ours', 'https://blog.halobuzz.test'],
    ['another port', 'https://halobuzz.test:8443'],
    ['our default port written out', 'https://halobuzz.test:443'],
    ['another scheme', 'http://halobuzz.test'],
    ['a path behind it', 'https://halobuzz.test/'],
    ['our name as user name', 'https://halobuzz.test@evil.test'],
    ['capitals, which no browser sends', 'https://HALOBUZZ.test'],
    ['two in one', 'https://halobuzz.test, https://evil.test'],
    ['a backquote', 'https://halobuzz.test`.evil.test'],
    ['a star', '*'],
  ])('from %s is refused before there is a socket', async (_, origin) => {
    expect(await upgradeFrom(origin)).toEqual({ status: 403, text: 'origin_not_allowed' });
  });

  it('by a second header is refused, whichever stands first', async () => {
    expect((await upgradeFrom('https://evil.test', 'https://halobuzz.test')).status).not.toBe(101);
    expect((await upgradeFrom('https://halobuzz.test', 'https://evil.test')).status).not.toBe(101);
  });

  it('does not stop our own pages, nor clients that are no browsers', async () => {
    expect((await upgradeFrom('https://halobuzz.test')).status).toBe(101);
    expect((await upgradeFrom()).status).toBe(101);
  });

  it('gains nothing even from our own page: a socket without a ticket is nobody', async () => {
    const socket = await bench.connect(gateway, { origin: 'https://halobuzz.test', cookie: 'session=1' });
    expect(await socket.refusal({ t: 'chat', text: 'x' })).toBe('hello_expected');
    await socket.hello({ room: room.id, ticket: await bench.ticket(gateway, room, testPerson('Ann')) });
    expect(await socket.refusal({ t: 'ping' })).toBe('ok');
  });
});
