import { fromBase64Url, randomBytes, sameBytes, toBase64Url } from '../../bytes.ts';

/** How a password is to be hashed: what the Worker needs of a stored record, and nothing that helps a thief. */
export interface PasswordChallenge {
  readonly memoryKib: number;
  readonly iterations: number;
  readonly parallelism: number;
  /** Base64url. */
  readonly salt: string;
  /** Version of the pepper. */
  readonly pepper: number;
}

/** A stored password: an argon2id PHC string, and the version of the pepper mixed in before. */
export interface PasswordRecord {
  readonly phc: string;
  readonly pepper: number;
}

/** OWASP's second choice of argon2id parameters: about 45 ms in workerd, 19 MiB. */
const PARAMETERS = { memoryKib: 19_456, iterations: 2, parallelism: 1 } as const;
const SALT_BYTES = 16;
export const PASSWORD_HASH_BYTES = 32;

/** A fresh salt with today's parameters. */
export function newPasswordChallenge(pepper: number): PasswordChallenge {
  return { ...PARAMETERS, salt: toBase64Url(randomBytes(SALT_BYTES)), pepper };
}

/** PHC string format, version 19 of argon2id; base64 as there, without padding. */
export function passwordRecordOf(challenge: PasswordChallenge, hash: Uint8Array): PasswordRecord {
  const { memoryKib, iterations, parallelism, salt, pepper } = challenge;
  const parameters = `m=${memoryKib},t=${iterations},p=${parallelism}`;
  return { phc: `$argon2id$v=19$${parameters}$${standardBase64(salt)}$${standardBase64(toBase64Url(hash))}`, pepper };
}

const PHC = /^\$argon2id\$v=19\$m=([0-9]+),t=([0-9]+),p=([0-9]+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

/** The challenge and hash inside a stored record. @throws Error when the record is damaged. */
export function parsePasswordRecord(record: PasswordRecord): { challenge: PasswordChallenge; hash: Uint8Array } {
  const [, memory, iterations, parallelism, salt, hash] = PHC.exec(record.phc) ?? [];
  const bytes = fromBase64Url(urlBase64(hash ?? ''));
  if (salt === undefined || bytes === undefined || bytes.byteLength === 0)
    throw new Error('a password record is damaged');
  const challenge = {
    memoryKib: Number(memory),
    iterations: Number(iterations),
    parallelism: Number(parallelism),
    salt: urlBase64(salt),
    pepper: record.pepper,
  };
  return { challenge, hash: bytes };
}

/** Whether a hash answers a record, in constant time. */
export function passwordMatches(record: PasswordRecord, hash: Uint8Array): boolean {
  return sameBytes(parsePasswordRecord(record).hash, hash);
}

/** Whether a record should be made anew at the next sign-in: other parameters, or an older pepper. */
export function passwordRecordIsStale(record: PasswordRecord, currentPepper: number): boolean {
  const { memoryKib, iterations, parallelism, pepper } = parsePasswordRecord(record).challenge;
  const current = { ...PARAMETERS, pepper: currentPepper };
  return (
    memoryKib !== current.memoryKib ||
    iterations !== current.iterations ||
    parallelism !== current.parallelism ||
    pepper !== current.pepper
  );
}

function standardBase64(url: string): string {
  return url.replaceAll('-', '+').replaceAll('_', '/');
}

function urlBase64(standard: string): string {
  return standard.replaceAll('+', '-').replaceAll('/', '_');
}
