import { expect, test } from 'vitest';
import { randomBytes } from '../../bytes.ts';
import { createPersonalFields } from './personal-fields.ts';

const key = randomBytes(32);

test('what was sealed opens, and looks different every time', async () => {
  const fields = await createPersonalFields(key, 'account-1');
  const [one, two] = [await fields.seal('email', 'größe@example.com'), await fields.seal('email', 'größe@example.com')];
  expect(one).not.toBe(two);
  expect(await fields.open('email', one)).toBe('größe@example.com');
  expect(await fields.open('email', await fields.seal('email', ''))).toBe('');
});

test('a sealed text opens under no other field, account or key, nor altered', async () => {
  const fields = await createPersonalFields(key, 'account-1');
  const sealed = await fields.seal('email', 'a@example.com');
  await expect(fields.open('ip', sealed)).rejects.toThrow();
  await expect((await createPersonalFields(key, 'account-2')).open('email', sealed)).rejects.toThrow();
  await expect((await createPersonalFields(randomBytes(32), 'account-1')).open('email', sealed)).rejects.toThrow();
  await expect(fields.open('email', `${sealed.slice(0, -2)}AA`)).rejects.toThrow();
  await expect(fields.open('email', 'not base64url!')).rejects.toThrow();
});
