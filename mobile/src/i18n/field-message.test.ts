// @vitest-environment node
import { registerRequestSchema, verifyEmailRequestSchema } from '@halobuzz/core/api/auth';
import { startStreamRequestSchema } from '@halobuzz/core/api/streams';
import { fieldMessage } from '@halobuzz/core/errors/field-messages';
import { fieldErrorsOf } from '@halobuzz/core/errors/problem';
import { expect, it } from 'vitest';
import { english } from './english.ts';
import { fieldMessageIn } from './field-message.ts';
import { hindi } from './hindi.ts';
import { nepali } from './nepali.ts';

it.each([
  ['is required', 'चाहिन्छ', 'ज़रूरी है'],
  ['must be 6 digits', '6 अङ्क हुनुपर्छ', '6 अंक होने चाहिए'],
  ['must be an e-mail address', 'इमेल ठेगाना हुनुपर्छ', 'यहाँ ईमेल पता चाहिए'],
  ['must be a whole number', 'पूर्ण सङ्ख्या हुनुपर्छ', 'यहाँ पूरी संख्या चाहिए'],
  ['must be at most 12.5', 'बढीमा 12.5 हुनुपर्छ', 'ज़्यादा से ज़्यादा 12.5 होना चाहिए'],
  ['has too many characters (max 60)', 'धेरै भयो (बढीमा 60 अक्षर)', 'बहुत ज़्यादा है (ज़्यादा से ज़्यादा 60 अक्षर)'],
  ['must be one of music, talk', 'यीमध्ये एउटा हुनुपर्छ: music, talk', 'इनमें से एक होना चाहिए: music, talk'],
])('says "%s" in the language', (message, inNepali, inHindi) => {
  expect(fieldMessageIn(nepali.fields, message)).toBe(inNepali);
  expect(fieldMessageIn(hindi.fields, message)).toBe(inHindi);
  expect(fieldMessageIn(english.fields, message)).toBe(message);
});

it('leaves words of a newer server as they are', () => {
  expect(fieldMessageIn(nepali.fields, 'must be 7 nice things')).toBe('must be 7 nice things');
});

it.each([
  ['registering', registerRequestSchema, { username: '!', email: 'x', password: '' }],
  [
    'registering with too much',
    registerRequestSchema,
    { username: 'a'.repeat(99), email: 'x', password: 'p'.repeat(999) },
  ],
  ['registering with nothing', registerRequestSchema, {}],
  ['a code', verifyEmailRequestSchema, { code: 'x' }],
  ['a broadcast', startStreamRequestSchema, { title: '', category: 'x', tags: ['A B'] }],
])('leaves no English at the fields of %s', (_name, schema, value) => {
  const parsed = schema.safeParse(value, { error: fieldMessage });
  if (parsed.success) throw new Error('it was to be refused');
  const messages = fieldErrorsOf(parsed.error).map(({ message }) => message);
  for (const message of messages) {
    expect(fieldMessageIn(nepali.fields, message)).not.toBe(message);
    expect(fieldMessageIn(hindi.fields, message)).not.toBe(message);
  }
});
