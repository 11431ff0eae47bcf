import { runInDurableObject } from 'cloudflare:test';
import { AppError } from '@halobuzz/core/errors/app-error';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  bindings,
  installFakeOrigin,
  mailedTexts,
  registerMember,
  verifiedMember,
} from '../../../testing/edge-client.ts';
import { testAct } from '../../../testing/staff-client.ts';
import { randomBytes } from '../../bytes.ts';
import { readAccount } from '../account/account-store.ts';
import { createPersonalFields } from '../account/personal-fields.ts';
import type { OutboxRow } from '../outbox/outbox-store.ts';
import type { Mail } from './mail.ts';
import type { Notice } from './notices.ts';
import { sendNotice } from './send-notice.ts';

beforeEach(() => {
  installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const accountOf = (id: string) => bindings.ACCOUNTS.get(bindings.ACCOUNTS.idFromName(id));

test('a ban is told by mail, through the outbox, to an address that was proven', async () => {
  const { member } = await verifiedMember();
  await accountOf(member.accountId).ban(testAct, null);
  await vi.waitFor(async () => {
    expect((await mailedTexts(member.email))[0]).toContain('Your account broke our rules');
  }, 10_000);
});

test('an address that nobody proved gets no notice', async () => {
  const member = await registerMember();
  const account = accountOf(member.accountId);
  await account.ban(testAct, null);
  await vi.waitFor(
    () =>
      runInDurableObject(account, (_instance, state) => {
        expect(state.storage.sql.exec("SELECT * FROM outbox WHERE kind = 'notice'").toArray()).toEqual([]);
      }),
    10_000,
  );
  expect(await mailedTexts(member.email)).toHaveLength(1);
});

/** Sends one notice of a real account with personal fields of a key of its own. */
async function sent(notice: Notice | { kind: string }, answer?: () => Promise<void>) {
  const { member } = await verifiedOnce();
  const account = await runInDurableObject(accountOf(member.accountId), (_i, state) => readAccount(state.storage.sql));
  if (account === undefined) throw new Error('no account');
  const personal = await createPersonalFields(randomBytes(32), account.accountId);
  const mails: Mail[] = [];
  const mailer = {
    ready: true,
    async send(mail: Mail) {
      mails.push(mail);
      await answer?.();
    },
  };
  const row: OutboxRow = { seq: 7, kind: 'notice', body: JSON.stringify(notice), createdAtMs: 0, attempts: 0 };
  const sealedAccount = { ...account, emailSealed: await personal.seal('email', 'now@example.com') };
  const send = () =>
    sendNotice(
      { mailer, publicUrl: 'https://halobuzz.test', account: sealedAccount, personal: async () => personal },
      row,
    );
  return { personal, mails, send };
}
let once: ReturnType<typeof verifiedMember> | undefined;
function verifiedOnce() {
  once ??= verifiedMember();
  return once;
}

test('every try of a notice carries the same key, so that a provider sends it once', async () => {
  const { mails, send } = await sent({ kind: 'password_changed' });
  await send();
  await send();
  expect(mails).toHaveLength(2);
  expect(mails[0]?.to).toBe('now@example.com');
  expect(mails[0]?.idempotencyKey).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(mails[1]).toEqual(mails[0]);
});

test('what the provider refuses for good is dropped, what it cannot do now is tried again', async () => {
  const log = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const refused = await sent({ kind: 'password_changed' }, () => Promise.reject(new AppError('recipient_refused')));
  await refused.send();
  expect(log.mock.calls.at(-1)?.[0]).toContain('refuses the address');
  const down = await sent({ kind: 'password_changed' }, () => Promise.reject(new AppError('unavailable')));
  await expect(down.send()).rejects.toMatchObject({ code: 'unavailable' });
});

test('a kind that only a newer version knows is dropped with a log line', async () => {
  const log = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const { mails, send } = await sent({ kind: 'from_the_future' });
  await send();
  expect(mails).toEqual([]);
  expect(log.mock.calls.at(-1)?.[0]).toContain('not known here');
});
