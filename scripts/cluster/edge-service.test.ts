import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { envFileText } from './edge-service.ts';

test('JSON and base64url survive the env file', () => {
  const variables = { TICKET_KEYS: '{"keys":[{"x":"a-b_c","d":"=="}]}', PUBLIC_URL: 'http://localhost:8787' };
  expect(parseEnv(envFileText(variables))).toEqual(variables);
});

test.each(["it's", 'two\nlines', '$HOME'])('%j is refused, as it would be read back as something else', (value) => {
  expect(() => envFileText({ NAME: value })).toThrow('NAME holds a character');
});
