import { expect, test } from 'vitest';
import type { SmsSender } from '../src/accounts/notifications/sms.ts';

/** A sender under test, and what arrived at a number through it, oldest first. */
export interface SmsSenderUnderTest {
  readonly sender: SmsSender;
  readonly arrived: (to: string) => Promise<string[]>;
}

/** What every sender of text messages does; runs against the development mailbox and the provider's adapter. */
export function smsContract(name: string, open: () => Promise<SmsSenderUnderTest>): void {
  const fresh = () =>
    `+97798${String(crypto.getRandomValues(new Uint32Array(1))[0])
      .padStart(8, '0')
      .slice(-8)}`;

  test(`${name}: a message arrives as it was written`, async () => {
    const { sender, arrived } = await open();
    const [to, text] = [fresh(), 'HaloBuzz कोड: 123456 & +?=%'];
    expect(sender.ready).toBe(true);
    await sender.send({ to, text, code: '123456' });
    expect(await arrived(to)).toEqual([text]);
  });

  test(`${name}: two messages with the same words are two`, async () => {
    const { sender, arrived } = await open();
    const to = fresh();
    await sender.send({ to, text: 'same' });
    await sender.send({ to, text: 'same' });
    expect(await arrived(to)).toEqual(['same', 'same']);
  });
}
