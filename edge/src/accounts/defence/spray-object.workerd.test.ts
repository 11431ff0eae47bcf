import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { limits } from '@halobuzz/core/limits';
import { afterEach, expect, test, vi } from 'vitest';
import { bindings } from '../../../testing/edge-client.ts';
import { requireConfig } from '../../env.ts';
import { createSprays } from './sprays.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const freshObject = () => bindings.SPRAYS.get(bindings.SPRAYS.newUniqueId());

test('a bucket turns hot by many names, not by many tries on one; it is told once', async () => {
  const log = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const object = freshObject();
  for (let n = 0; n < 2 * limits.sprayNamesMax; n += 1) expect(await object.note('one-name')).toBe(false);
  for (let n = 2; n < limits.sprayNamesMax; n += 1) expect(await object.note(`name-${n}`)).toBe(false);
  expect(await object.note('last')).toBe(true);
  for (let n = 0; n < 10; n += 1) expect(await object.note(`more-${n}`)).toBe(true);
  expect(log.mock.calls.filter(([line]) => String(line).includes('password spraying'))).toHaveLength(1);
  const rows = await runInDurableObject(object, (_i, state) =>
    state.storage.sql.exec<{ n: number }>('SELECT count(*) AS n FROM names').one(),
  );
  expect(rows.n).toBe(limits.sprayNamesMax);
});

test('a hot bucket lets few in each minute, a cold one all, and it cools down', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const object = freshObject();
  expect(await object.admit()).toMatchObject({ admitted: true });
  for (let n = 0; n < limits.sprayNamesMax; n += 1) await object.note(`name-${n}`);
  const answers = await Promise.all(Array.from({ length: 30 }, () => object.admit()));
  expect(answers.filter(({ admitted }) => admitted)).toHaveLength(limits.sprayAdmittedPerMinuteMax);
  await runInDurableObject(object, (_i, state) => {
    state.storage.sql.exec('UPDATE names SET at = at - ?', limits.sprayWindowMs);
  });
  expect(await object.admit()).toMatchObject({ admitted: true });
  await runDurableObjectAlarm(object);
  const tables = await runInDurableObject(object, (_i, state) =>
    state.storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'names'").toArray(),
  );
  expect(tables).toEqual([]);
});

test('an isolate asks nobody before it heard of a spray, and forgets it in time', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  let nowMs = 1_000;
  const config = requireConfig(bindings);
  const sprays = createSprays(bindings, config, () => nowMs);
  const password = crypto.randomUUID();
  expect(await sprays.admit(password)).toBeUndefined();
  for (let n = 0; n < limits.sprayNamesMax; n += 1) await sprays.note(password, `name-${n}`);
  expect(await sprays.admit(password)).toMatchObject({ admitted: true });
  expect(await sprays.admit(crypto.randomUUID())).toBeUndefined();
  nowMs += limits.sprayHotCacheMs;
  expect(await sprays.admit(password)).toBeUndefined();
});

test('the load profile notes nothing', async () => {
  const nobody = { SPRAYS: {} as typeof bindings.SPRAYS }; // Any use would throw.
  const sprays = createSprays(nobody, { ...requireConfig(bindings), rateProfile: 'load' }, () => 0);
  await sprays.note('password', 'name');
  expect(await sprays.admit('password')).toBeUndefined();
});
