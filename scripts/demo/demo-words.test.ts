import { usernameSchema } from '@halobuzz/core/api/auth';
import { startStreamRequestSchema } from '@halobuzz/core/api/streams';
import { chatCommandSchema } from '@halobuzz/core/protocol/messages/chat';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { greeting, hostLine, thanksLine, viewerLine } from './chat-lines.ts';
import { demoBroadcast, demoUsername } from './demo-names.ts';
import { inventAccount } from './demo-session.ts';

const randomOf = (values: readonly number[]): (() => number) => {
  let next = 0;
  return () => values[next++ % values.length] ?? 0;
};
const randoms = fc
  .array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 1, maxLength: 8 })
  .map(randomOf);

it('every name, title and line is one the system takes', () => {
  fc.assert(
    fc.property(randoms, fc.nat(200), fc.nat(9), (random, number, attempt) => {
      expect(usernameSchema.safeParse(demoUsername(attempt, random)).success).toBe(true);
      expect(startStreamRequestSchema.safeParse(demoBroadcast(number)).success).toBe(true);
      const name = demoUsername(attempt, random);
      for (const text of [
        greeting(random),
        hostLine(random),
        viewerLine(name, random),
        viewerLine(undefined, random),
        thanksLine(name, 'sky lantern', random),
      ]) {
        expect(text).not.toMatch(/[{}]/);
        expect(chatCommandSchema.safeParse({ t: 'chat', id: 1, text }).success).toBe(true);
      }
    }),
  );
});

it('an invented account has a password of its own', () => {
  const one = inventAccount(0, () => 0);
  const other = inventAccount(0, () => 0);
  expect(one.username).toBe(other.username);
  expect(one.password).not.toBe(other.password);
  expect(one.deviceId).not.toBe(other.deviceId);
});
