import { expect, test } from 'vitest';
import type { Mailer } from '../src/accounts/notifications/mail.ts';

/** A mailer under test, and what arrived at an address through it, oldest first. */
export interface MailerUnderTest {
  readonly mailer: Mailer;
  readonly arrived: (to: string) => Promise<{ readonly subject: string; readonly text: string }[]>;
}

/** What every mailer does; runs against the development mailbox and the provider's adapter. */
export function mailerContract(name: string, open: () => Promise<MailerUnderTest>): void {
  const fresh = () => `asha+${crypto.randomUUID()}@example.com`;

  test(`${name}: a mail arrives as it was written`, async () => {
    const { mailer, arrived } = await open();
    const [to, subject, text] = [fresh(), 'Ein Gruß aus काठमाडौँ', 'One line\n\nAnother: "quoted" <b>&amp; done</b> 🎁'];
    expect(mailer.ready).toBe(true);
    await mailer.send({ to, subject, text, code: '123456' });
    expect(await arrived(to)).toEqual([{ subject, text }]);
  });

  test(`${name}: mails with one key arrive once, also when sent at once`, async () => {
    const { mailer, arrived } = await open();
    const mail = { to: fresh(), subject: 'Once', text: 'Once', idempotencyKey: crypto.randomUUID() };
    await Promise.all([mailer.send(mail), mailer.send(mail), mailer.send(mail)]);
    await mailer.send(mail);
    expect(await arrived(mail.to)).toHaveLength(1);
  });

  test(`${name}: a key whose mail went out before takes another text as sent`, async () => {
    const { mailer, arrived } = await open();
    const [to, idempotencyKey] = [fresh(), crypto.randomUUID()];
    await mailer.send({ to, subject: 'First', text: 'First', idempotencyKey });
    await mailer.send({ to, subject: 'Second', text: 'Second', idempotencyKey });
    expect(await arrived(to)).toEqual([{ subject: 'First', text: 'First' }]);
  });

  test(`${name}: mails without keys are mails of their own`, async () => {
    const { mailer, arrived } = await open();
    const mail = { to: fresh(), subject: 'Twice', text: 'Twice' };
    await mailer.send(mail);
    await mailer.send(mail);
    expect(await arrived(mail.to)).toHaveLength(2);
  });
}
