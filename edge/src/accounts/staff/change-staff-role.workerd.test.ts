import { runInDurableObject } from 'cloudflare:test';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bindings, installFakeOrigin, verifiedMember } from '../../../testing/edge-client.ts';
import { accountObject, testAct } from '../../../testing/staff-client.ts';
import { changeStaffRole } from './change-staff-role.ts';
import { staffStub } from './staff-stub.ts';

beforeEach(() => {
  installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

test('a role that is taken while it is being given leaves nobody on the list of admins who is none', async () => {
  const { accountId } = (await verifiedMember()).member;
  const account = accountObject({ accountId });
  await staffStub(bindings).listAdmin('somebody-else');
  const plain = { bindings, account: () => account };
  // Between the account's answer and the list: the same role is taken, from beginning to end.
  const interrupted = new Proxy(account, {
    get(target, name) {
      if (name !== 'changeRole') return Reflect.get(target, name);
      return async (...given: Parameters<typeof target.changeRole>) => {
        const done = await target.changeRole(...given);
        await changeStaffRole(plain, testAct, accountId, 'admin', false);
        return done;
      };
    },
  });
  await changeStaffRole({ bindings, account: () => interrupted }, testAct, accountId, 'admin', true);
  expect((await account.staffView())?.roles).not.toContain('admin');
  const listed = await runInDurableObject(staffStub(bindings), (_instance, state) =>
    state.storage.sql.exec('SELECT 1 FROM admins WHERE account = ?', accountId).toArray(),
  );
  expect(listed).toEqual([]);
  await staffStub(bindings).strikeAdmin('somebody-else');
});
