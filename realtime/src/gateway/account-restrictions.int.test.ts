import { FOREVER_MS, type Restrictions } from '@halobuzz/core/api/restrictions';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { GatewayBench, type RunningGateway } from '../../testing/gateway-bench.ts';
import { testPerson, testUuid } from '../../testing/rooms.ts';
import { redisRevocations } from '../origin/accounts/revocations.ts';

let bench: GatewayBench;
let gateway: RunningGateway;

beforeAll(async () => {
  bench = await GatewayBench.openOnTestStores();
  gateway = await bench.gateway();
});
afterAll(() => bench.close());

const none = { mutedUntilMs: 0, suspendedUntilMs: 0 };
const restrict = (account: string, over: Partial<Restrictions> & { readonly version: number }) =>
  redisRevocations(bench.control).restrict(account, { ...none, ...over });

describe('an account that is muted', () => {
  it('is refused chat in every room where its sockets are open, on every node, and by no other', async () => {
    const [one, two, other] = [await bench.room(), await bench.room(), await bench.gateway()];
    const ann = testPerson('Ann');
    const sockets = [await bench.join(gateway, one, ann), await bench.join(other, two, ann)];
    const bob = await bench.join(gateway, one, testPerson('Bob'));
    for (const socket of sockets) expect(await socket.refusal({ t: 'chat', text: 'hello' })).toBe('ok');
    await restrict(ann.account, { version: 1, mutedUntilMs: Date.now() + 60_000 });
    for (const socket of sockets) {
      await vi.waitFor(async () => {
        expect(await socket.refusal({ t: 'chat', text: 'again' })).toBe('account_muted');
      }, 2_000);
    }
    expect(await bob.refusal({ t: 'chat', text: 'still here' })).toBe('ok');
    await restrict(ann.account, { version: 2 });
    for (const socket of sockets) {
      await vi.waitFor(async () => {
        expect(await socket.refusal({ t: 'chat', text: 'free' })).toBe('ok');
      }, 2_000);
    }
  });

  it('stays so by a ticket or resume token from before, also on a node that started later', async () => {
    const room = await bench.room();
    const cem = testPerson('Cem');
    const ticket = await bench.ticket(gateway, room, cem);
    const socket = await bench.join(gateway, room, cem);
    await restrict(cem.account, { version: 1, mutedUntilMs: FOREVER_MS });
    const later = await bench.gateway();
    const tries = [
      { node: gateway, hello: { room: room.id, ticket } },
      { node: later, hello: { room: room.id, resume: socket.welcome.resume } },
    ];
    for (const { node, hello } of tries) {
      const again = await bench.connect(node);
      await again.hello(hello);
      expect(await again.refusal({ t: 'chat', text: 'again' })).toBe('account_muted');
    }
  });

  it('is so by its ticket, until the time is over', async () => {
    const room = await bench.room();
    const rst = { version: 1, ...none, mutedUntilMs: Date.now() + 1_500 };
    const socket = await bench.join(gateway, room, testPerson('Dan'), {}, { rst });
    expect(await socket.refusal({ t: 'chat', text: 'now' })).toBe('account_muted');
    await vi.waitFor(async () => {
      expect(await socket.refusal({ t: 'chat', text: 'later' })).toBe('ok');
    }, 5_000);
  });
});

describe('an account that is suspended', () => {
  it('stays in the room, and neither writes, gives nor takes a seat', async () => {
    const room = await bench.room();
    const eva = testPerson('Eva');
    const socket = await bench.join(gateway, room, eva);
    await restrict(eva.account, { version: 1, suspendedUntilMs: FOREVER_MS });
    const acts = [
      { t: 'chat', text: 'hello' },
      { t: 'gift', gift: 'rose', quantity: 1, clientId: testUuid() },
      { t: 'guest', act: 'request' },
    ] as const;
    for (const act of acts) {
      await vi.waitFor(async () => {
        expect(await socket.refusal(act)).toBe('account_suspended');
      }, 2_000);
    }
    expect(socket.closed).toBeUndefined();
    expect(await socket.refusal({ t: 'ping' })).toBe('ok');
  });
});
