import { errorCodes } from '@halobuzz/core/errors/codes';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { GatewayBench, type RunningGateway } from '../../testing/gateway-bench.ts';
import { testPerson } from '../../testing/rooms.ts';

let bench: GatewayBench;
let gateway: RunningGateway;

beforeAll(async () => {
  bench = await GatewayBench.openOnTestStores();
  gateway = await bench.gateway();
});
afterAll(() => bench.close());

const revoke = (kind: string, id: string, code: string) =>
  bench.control.xadd(controlKeys.revocations, '*', 'kind', kind, 'id', id, 'code', code);

describe('a revocation', () => {
  it('closes the sockets it names and no other', async () => {
    const room = await bench.room();
    const ann = testPerson('Ann');
    const phone = await bench.join(gateway, room, ann, {}, { sid: 'se_phone', did: 'dv_phone' });
    const laptop = await bench.join(gateway, room, ann, {}, { sid: 'se_laptop', did: 'dv_laptop' });
    const bob = await bench.join(gateway, room, testPerson('Bob'));
    await revoke('session', 'se_phone', 'session_revoked');
    expect(await phone.closedBy()).toMatchObject({ code: errorCodes.session_revoked.close });
    expect(laptop.closed).toBeUndefined();
    await revoke('device', 'dv_laptop', 'session_revoked');
    expect(await laptop.closedBy()).toMatchObject({ code: errorCodes.session_revoked.close });
    await bob.do({ t: 'ping' });
  });

  it('refuses tickets and resume tokens from before it, also on a node that started later', async () => {
    const room = await bench.room();
    const cem = testPerson('Cem');
    const ticket = await bench.ticket(gateway, room, cem);
    const socket = await bench.join(gateway, room, cem);
    await revoke('account', cem.account, 'account_banned');
    expect(await socket.closedBy()).toMatchObject({ code: errorCodes.account_banned.close });
    const later = await bench.gateway();
    const tries = [
      { node: gateway, hello: { room: room.id, ticket } },
      { node: later, hello: { room: room.id, resume: socket.welcome.resume } },
    ];
    for (const { node, hello } of tries) {
      const again = await bench.connect(node);
      again.sayHello(hello);
      expect(await again.closedBy()).toMatchObject({ code: errorCodes.account_banned.close });
    }
  });

  it('that cannot be read stops nothing', async () => {
    const room = await bench.room();
    const dan = testPerson('Dan');
    const socket = await bench.join(gateway, room, dan);
    await bench.control.xadd(controlKeys.revocations, '*', 'kind', 'planet', 'id', 'earth');
    await revoke('account', dan.account, 'account_banned');
    expect(await socket.closedBy()).toMatchObject({ code: errorCodes.account_banned.close });
  });

  it('that comes while a hello is worked on refuses it', async () => {
    const room = await bench.room();
    const eve = testPerson('Eve');
    const here = await bench.join(gateway, room, eve);
    const late = await bench.connect(gateway);
    // The last thing a hello waits for. Once the first socket is closed, the gateway has heard of the revocation.
    const balance = vi.spyOn(bench.wallet, 'balance').mockImplementationOnce(async () => {
      await revoke('account', eve.account, 'account_banned');
      await here.closedBy();
      return 0n;
    });
    late.sayHello({ room: room.id, ticket: await bench.ticket(gateway, room, eve) });
    expect(await late.closedBy()).toMatchObject({ code: errorCodes.account_banned.close });
    expect(late.welcomes).toEqual([]);
    balance.mockRestore();
  });

  it('also refuses what was issued a moment after it, by one who had not heard of it', async () => {
    const room = await bench.room();
    const fay = testPerson('Fay');
    const socket = await bench.join(gateway, room, fay, {}, { sid: 'se_fay' });
    await revoke('session', 'se_fay', 'session_revoked');
    expect(await socket.closedBy()).toMatchObject({ code: errorCodes.session_revoked.close });
    const again = await bench.connect(gateway);
    const iat = Math.floor(Date.now() / 1_000) + 2;
    again.sayHello({ room: room.id, ticket: await bench.ticket(gateway, room, fay, { sid: 'se_fay', iat }) });
    expect(await again.closedBy()).toMatchObject({ code: errorCodes.session_revoked.close });
  });
});
