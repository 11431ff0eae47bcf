import { runDurableObjectAlarm, runInDurableObject } from 'cloudflare:test';
import { AppError } from '@halobuzz/core/errors/app-error';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { bindings, freshName, installFakeOrigin } from '../../../testing/edge-client.ts';
import { requireConfig } from '../../env.ts';
import { createServices, type Services } from '../../services.ts';
import { registerAccount } from './register.ts';

beforeEach(() => {
  installFakeOrigin();
});
afterEach(() => {
  vi.restoreAllMocks();
});

const SIGN_UPS = 50;

/** Real objects; hashing, which costs 45 ms each and decides nothing here, is left out. */
function services(): Services {
  const real = createServices(bindings, requireConfig(bindings));
  return { ...real, hasher: { ...real.hasher, hash: async () => new Uint8Array(32) } };
}

type Turn = 'sign_up' | 'alarm' | 'run_out' | 'busy';

test('50 parallel sign-ups for one name: one winner, always, also against alarms and reservations that run out', async () => {
  const real = services();
  const turn = fc.constantFrom<Turn>('sign_up', 'sign_up', 'sign_up', 'alarm', 'run_out', 'busy');
  const schedule = fc.array(turn, { minLength: SIGN_UPS, maxLength: SIGN_UPS });
  const spelling = fc.constantFrom(
    (name: string) => name,
    (name: string) => name.toUpperCase(),
    (name: string) => name.replaceAll('l', '1'),
  );
  await fc.assert(
    fc.asyncProperty(
      schedule,
      fc.array(spelling, { minLength: SIGN_UPS, maxLength: SIGN_UPS }),
      async (turns, spell) => {
        const wanted = `${freshName('wal').slice(0, 12)}${crypto.randomUUID().slice(0, 8)}`;
        const digest = await real.digestOf('username', wanted);
        const name = real.name(digest);
        const made: string[] = [];
        const signUp = async (at: number, using: Services): Promise<string> => {
          const username = spell[at]?.(wanted) ?? wanted;
          const request = { username, email: `${crypto.randomUUID()}@example.com`, password: 'correct horse' };
          try {
            const { accountId } = await registerAccount(using, request, 'NP');
            made.push(accountId);
            return 'made';
          } catch (error) {
            if (error instanceof AppError) return error.code;
            throw error;
          }
        };
        const busy = { ...real.hasher, hash: () => Promise.reject(new AppError('hashing_busy')) };
        const act = async (what: Turn, at: number): Promise<string> => {
          switch (what) {
            case 'sign_up':
              return signUp(at, real);
            case 'busy':
              return signUp(at, { ...real, hasher: busy });
            case 'alarm':
              await runDurableObjectAlarm(name);
              return 'alarm';
            case 'run_out':
              await runInDurableObject(name, (_instance, state) => {
                const tables = state.storage.sql.exec("SELECT 1 FROM sqlite_master WHERE name = 'holder'").toArray();
                if (tables.length > 0) state.storage.sql.exec("UPDATE holder SET until = 1 WHERE state = 'reserved'");
              });
              return 'run out';
          }
        };
        const outcomes = await Promise.all(turns.map(act));
        expect(outcomes.filter((outcome) => outcome === 'made')).toHaveLength(made.length);
        // All may have met a reservation that was given up a moment later; the next one gets the name then.
        if (made.length === 0) expect(await signUp(0, real)).toBe('made');
        expect(made).toHaveLength(1);
        expect(await name.holder()).toBe(made[0]);
        expect(await signUp(1, real)).toBe('username_taken');
      },
    ),
    { numRuns: 12 },
  );
});

test('a name is one name however it is spelt: of look-alikes the first has it', async () => {
  const real = services();
  const tail = crypto
    .randomUUID()
    .slice(0, 6)
    .replaceAll(/[10il]/g, 'x');
  const request = (username: string) => ({
    username,
    email: `${crypto.randomUUID()}@example.com`,
    password: 'correct horse',
  });
  await registerAccount(real, request(`walnut${tail}`), 'NP');
  for (const lookalike of [`WALNUT${tail}`, `wa1nut${tail}`, `waInut${tail}`, `vvalnut${tail}`]) {
    await expect(registerAccount(real, request(lookalike), 'NP')).rejects.toMatchObject({ code: 'username_taken' });
  }
});

test('passwords are looked at before any name is reserved', async () => {
  const real = services();
  const username = freshName('leaning');
  const request = { username, email: 'someone@example.com', password: `${username}1` };
  await expect(registerAccount(real, request, 'NP')).rejects.toMatchObject({ errors: [{ field: 'password' }] });
  const breached = { check: async () => 'breached' as const };
  const known = { ...request, password: 'correct horse' };
  await expect(registerAccount({ ...real, breached }, known, 'NP')).rejects.toMatchObject({
    errors: [{ field: 'password', message: expect.stringContaining('breach') }],
  });
  const untouched = await runInDurableObject(real.name(await real.digestOf('username', username)), (_instance, state) =>
    state.storage.sql.exec('SELECT count(*) AS n FROM sqlite_master').one(),
  );
  expect(untouched).toEqual({ n: 0 });
});

test('sign-up goes on while the range service is down', async () => {
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  const breached = { check: async () => 'unreachable' as const };
  const request = { username: freshName(), email: 'someone@example.com', password: 'correct horse' };
  expect(await registerAccount({ ...services(), breached }, request, 'NP')).toMatchObject({
    username: request.username,
  });
});
