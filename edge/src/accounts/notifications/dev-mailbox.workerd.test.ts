import { expect, test } from 'vitest';
import { bindings } from '../../../testing/edge-client.ts';
import { mailerContract } from '../../../testing/mailer.contract.ts';
import { smsContract } from '../../../testing/sms.contract.ts';
import { requireConfig } from '../../env.ts';
import { devMailboxOf } from './dev-mailbox.ts';
import { createDevMailer, mailerOf } from './mailers.ts';
import { createDevSmsSender, smsSenderOf } from './sms-senders.ts';

const listed = async (to: string) => (await devMailboxOf(bindings).list(to)).toReversed();

mailerContract('development mailbox', async () => ({
  mailer: createDevMailer(bindings),
  arrived: async (to) => (await listed(to)).map(({ subject, text }) => ({ subject, text })),
}));

smsContract('development mailbox', async () => ({
  sender: createDevSmsSender(bindings),
  arrived: async (to) => (await listed(to)).map(({ text }) => text),
}));

test('nothing lands on a mailbox page in production', async () => {
  const config = { ...requireConfig(bindings), environment: 'production' as const };
  const [mailer, sender] = [mailerOf(bindings, config), smsSenderOf(bindings, config)];
  expect([mailer.ready, sender.ready]).toEqual([false, false]);
  await expect(mailer.send({ to: 'a@example.com', subject: 'x', text: 'x' })).rejects.toThrow('no mail provider');
  await expect(sender.send({ to: '+15005550006', text: 'x' })).rejects.toThrow('no SMS provider');
});
