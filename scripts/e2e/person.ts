import { randomBytes, randomUUID } from 'node:crypto';
import type { HalobuzzApi } from '../demo/halobuzz-api.ts';
import { eventually } from './eventually.ts';

/** Somebody with an account and a session. */
export interface Person {
  readonly username: string;
  readonly email: string;
  readonly password: string;
  accessToken: string;
  refreshToken: string;
}

/** Particulars that no other test uses. */
export function newParticulars(name: string): { username: string; email: string; password: string } {
  const username = `${name}_${randomBytes(5).toString('hex')}`;
  return { username, email: `${username}@e2e.example`, password: randomBytes(12).toString('base64url') };
}

/** Registers and signs in; `verified` goes through the mailbox too, `coins` are granted then. */
export async function newPerson(
  api: HalobuzzApi,
  name: string,
  { verified = true, coins = 0n }: { verified?: boolean; coins?: bigint } = {},
): Promise<Person> {
  const particulars = newParticulars(name);
  await api.register(particulars);
  const tokens = await api.login(particulars.username, particulars.password, {
    id: `e2e-${randomUUID()}`,
    name: 'e2e',
  });
  const { accessToken, refreshToken } = tokens;
  if (verified) await api.verifyEmail(accessToken, await codeFor(api, particulars.email));
  if (coins > 0n) await api.grant(accessToken, coins, randomUUID());
  return { ...particulars, accessToken, refreshToken };
}

/** The code that the mailbox holds for this address. */
export async function codeFor(api: HalobuzzApi, email: string): Promise<string> {
  const code = await eventually(
    `a mail to ${email}`,
    () => api.mailedCode(email),
    (found) => found !== undefined,
  );
  return code ?? '';
}

/** Coins in the wallet now. */
export async function coinsOf(api: HalobuzzApi, person: Person): Promise<bigint> {
  return BigInt((await api.wallet(person.accessToken)).coins);
}
