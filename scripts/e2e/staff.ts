import { createHmac } from 'node:crypto';
import { accessTokenDataSchema, factorAddedDataSchema, totpEnrolmentDataSchema } from '@halobuzz/core/api/auth-factors';
import { operatorPaths, operatorRoleDataSchema } from '@halobuzz/core/operator';
import type { StaffRole } from '@halobuzz/core/roles';
import { inject } from 'vitest';
import type { z } from 'zod';
import { askAsOperator, developmentKeys } from '../admin/operator-client.ts';
import { readRunFile } from '../cluster/run-file.ts';
import { apiRequest } from '../demo/api-request.ts';
import { newPerson, type Person } from './person.ts';
import type { RunningCluster } from './running-cluster.ts';

/** Somebody who works here: with a second factor, and the codes that stand in for it. */
export interface Staff extends Person {
  readonly accountId: string;
  /** Each is good once: {@link takeCode}. */
  readonly backupCodes: string[];
}

/** One of their backup codes: unlike those of an authenticator app, the next one needs no waiting. */
export function takeCode(staff: Staff): string {
  const code = staff.backupCodes.shift();
  if (code === undefined) throw new Error(`${staff.username} has used all backup codes`);
  return code;
}

/**
 * Registers somebody, enrols an authenticator app unless told not to, and has an operator give them the roles. Their token
 * is confirmed by all that they have.
 */
export async function newStaff(
  cluster: RunningCluster,
  name: string,
  roles: readonly StaffRole[],
  { factor = true }: { readonly factor?: boolean } = {},
): Promise<Staff> {
  const person = await newPerson(cluster.api, name);
  const enrolled = factor ? await enrolTotp(cluster, person) : undefined;
  const run = readRunFile(inject('stateFolder'));
  if (run === undefined) throw new Error('there is no run file');
  const keys = developmentKeys(run.secretsFile);
  let accountId = '';
  for (const role of roles) {
    const body = { username: person.username, role, held: true, reason: 'works here' };
    ({ accountId } = await askAsOperator(cluster.edgeUrl, keys, operatorPaths.roles, body, operatorRoleDataSchema));
  }
  const accessToken = enrolled?.access.accessToken ?? person.accessToken;
  return { ...person, accessToken, accountId, backupCodes: [...(enrolled?.backupCodes ?? [])] };
}

async function enrolTotp(cluster: RunningCluster, { accessToken }: Person) {
  const ask = <T>(path: string, body: object, data: z.ZodType<T>) =>
    apiRequest(cluster.edgeUrl, { ...{ method: 'POST', path: `/api/v1${path}`, body, data }, accessToken });
  const { factorId, manualKey } = await ask('/auth/mfa/totp', {}, totpEnrolmentDataSchema);
  const code = totpOf(manualKey, Date.now());
  return ask(`/auth/mfa/factors/${factorId}/confirm`, { code }, factorAddedDataSchema);
}

/** Proves anew who this is: for five minutes their token may act. */
export async function stepUp(cluster: RunningCluster, staff: Staff): Promise<void> {
  const { accessToken } = await apiRequest(cluster.edgeUrl, {
    ...{ method: 'POST', path: '/api/v1/auth/step-up', accessToken: staff.accessToken },
    body: { method: 'backup_code', code: takeCode(staff) },
    data: accessTokenDataSchema,
  });
  staff.accessToken = accessToken;
}

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The code of an authenticator app (RFC 6238: SHA-1, six digits, 30 s) with this key, spaces in it allowed. */
export function totpOf(manualKey: string, nowMs: number): string {
  const bits = [...manualKey.replaceAll(' ', '')].map((letter) => base32.indexOf(letter).toString(2).padStart(5, '0'));
  const key = Buffer.from((bits.join('').match(/[01]{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(nowMs / 30_000)));
  const digest = createHmac('sha1', key).update(counter).digest();
  const offset = (digest.at(-1) ?? 0) & 15;
  return `${(digest.readUInt32BE(offset) & 0x7fffffff) % 1_000_000}`.padStart(6, '0');
}
