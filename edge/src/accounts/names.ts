import { hmacSha256, toBase64Url } from '../bytes.ts';

/** What can be reserved: a name is held by at most one account. */
export type NameKind = 'username' | 'email';

/** Two spellings that are one name to people: compatibility forms folded (NFKC), without case. */
export function normaliseName(value: string): string {
  return value.normalize('NFKC').toLowerCase().normalize('NFKC');
}

/**
 * The Durable Object name of a username or e-mail: HMAC of kind and normalised value, so that object names, logs and
 * backups hold no personal data and nobody without the key can test a guess.
 */
export async function nameDigest(key: Uint8Array<ArrayBuffer>, kind: NameKind, value: string): Promise<string> {
  return toBase64Url(await hmacSha256(key, `${kind}:${normaliseName(value)}`));
}

/** Whether a sign-in identifier is an e-mail address; usernames never hold an @. */
export function kindOfIdentifier(identifier: string): NameKind {
  return identifier.includes('@') ? 'email' : 'username';
}
