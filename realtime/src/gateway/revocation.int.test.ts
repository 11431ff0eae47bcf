import { errorCodes } from '@halobuzz/core/errors/codes';
import { controlKeys } from '@halobuzz/core/rooms/keys';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
});
