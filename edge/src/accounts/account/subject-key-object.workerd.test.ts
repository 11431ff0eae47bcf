import { runInDurableObject } from 'cloudflare:test';
import { expect, test } from 'vitest';
import { bindings } from '../../../testing/edge-client.ts';
import { randomBytes, toBase64Url, utf8 } from '../../bytes.ts';
import { requireConfig } from '../../env.ts';
import { sealBytes } from './personal-fields.ts';

const objectOf = (accountId: string) => bindings.SUBJECT_KEYS.get(bindings.SUBJECT_KEYS.idFromName(accountId));

test('one key an account, kept over calls and restarts, and never stored in the clear', async () => {
  const [first, again, other] = [
    await objectOf('a-1').key('a-1'),
    await objectOf('a-1').key('a-1'),
    await objectOf('a-2').key('a-2'),
  ];
  expect(first).toHaveLength(32);
  expect(again).toEqual(first);
  expect(other).not.toEqual(first);
  const stored = await runInDurableObject(objectOf('a-1'), (_instance, state) =>
    JSON.stringify(state.storage.sql.exec('SELECT * FROM subject_key').toArray()),
  );
  expect(stored).not.toContain(toBase64Url(first ?? new Uint8Array(0)));
});

test('a key wrapped under an older version opens and is wrapped anew', async () => {
  const key = randomBytes(32);
  const older = requireConfig(bindings).subjectKeysKek.keys.get(1) ?? randomBytes(32);
  const kek = await crypto.subtle.importKey('raw', older, 'AES-GCM', false, ['encrypt']);
  const wrapped = toBase64Url(await sealBytes(kek, key, utf8('subject-key|a-3')));
  await runInDurableObject(objectOf('a-3'), (_instance, state) => {
    state.storage.sql.exec('INSERT INTO subject_key VALUES (1, ?, 1)', wrapped);
  });
  expect(await objectOf('a-3').key('a-3')).toEqual(key);
  const row = await runInDurableObject(objectOf('a-3'), (_instance, state) =>
    state.storage.sql.exec('SELECT wrapped, kek FROM subject_key').one(),
  );
  expect(row.kek).toBe(2);
  expect(row.wrapped).not.toBe(wrapped);
  expect(await objectOf('a-3').key('a-3')).toEqual(key);
});

test('twenty first calls at once make one key', async () => {
  const keys = await Promise.all(Array.from({ length: 20 }, () => objectOf('a-4').key('a-4')));
  expect(new Set(keys.map((key) => toBase64Url(key ?? new Uint8Array(0)))).size).toBe(1);
});

test('a destroyed key never comes back', async () => {
  await objectOf('a-5').key('a-5');
  await objectOf('a-5').destroy();
  expect(await objectOf('a-5').key('a-5')).toBeUndefined();
});
