import fc from 'fast-check';
import { expect, test } from 'vitest';
import { startStreamRequestSchema } from './api/streams.ts';
import { chatCommandSchema } from './protocol/messages/chat.ts';
import { shownText } from './shown-text.ts';

test.each([
  ['  Namaste 🙏 ', 'Namaste 🙏'],
  ['नमस्ते', 'नमस्ते'],
  ['👩‍👩‍👧 می‌خواهم', '👩‍👩‍👧 می‌خواهم'],
  ['\u202egnp.exe\u202c', 'gnp.exe'],
  ['\u2066a\u2069b', 'ab'],
  ['one\ntwo\u0000\u001b[31m', 'one two  [31m'],
  ['\u200b\u2800\u3164', ''],
  ['\u0301\u0301', ''],
  [`A${'\u0300'.repeat(200)}b`, `A${'\u0300'.repeat(4)}b`],
  ['a\ud800b', 'a\ufffdb'],
])('%j is shown as %j', (given, shown) => {
  expect(shownText(given)).toBe(shown);
});

test('what is fit to be shown stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const once = shownText(text);
      expect(shownText(once)).toBe(once);
      expect(once.length).toBeLessThanOrEqual(text.length);
    }),
  );
});

test('chat and titles take nothing else', () => {
  const chat = chatCommandSchema.parse({ t: 'chat', id: 1, text: '\u202ehello\n' });
  expect(chat.text).toBe('hello');
  expect(chatCommandSchema.safeParse({ t: 'chat', id: 1, text: '\u200b' }).success).toBe(false);
  expect(startStreamRequestSchema.parse({ title: 'My\nshow', category: 'music' }).title).toBe('My show');
  expect(startStreamRequestSchema.safeParse({ title: '\u2066\u2069', category: 'music' }).success).toBe(false);
});
