import { hmacSha256, toBase64Url } from '../../bytes.ts';

/** What can be reserved: a name is held by at most one account. */
export type NameKind = 'username' | 'email';

/** Two spellings that are one name to people: compatibility forms folded (NFKC), without case. */
export function normaliseName(value: string): string {
  return value.normalize('NFKC').toLowerCase().normalize('NFKC');
}

/**
 * What a normalised name looks like: letters and digits that people take for each other become one (after UTS #39, among the
 * characters that a username may hold). Two names that look alike are one name, so nobody can pose as another.
 */
export function lookalikeForm(normalised: string): string {
  const letters = normalised.replaceAll(/[i1]/g, 'l').replaceAll('0', 'o').replaceAll('rn', 'm');
  // Undone before it is done: "vvv" reads as "vw" and as "wv", so these three have to become the same.
  return letters.replaceAll('w', 'vv').replaceAll('vv', 'w');
}

const reservedUsernames: ReadonlySet<string> = new Set(
  [
    ...['admin', 'administrator', 'halobuzz', 'help', 'moderator', 'official'],
    ...['root', 'security', 'staff', 'support', 'system'],
  ].map(lookalikeForm),
);

/** Whether a username looks like one that speaks for us: nobody may sign up with it. Dots and underscores hide nothing. */
export function isReservedUsername(username: string): boolean {
  return reservedUsernames.has(lookalikeForm(normaliseName(username).replaceAll(/[._]/g, '')));
}

/**
 * The Durable Object name of a username or e-mail: HMAC of kind and normalised value, so that object names, logs and
 * backups hold no personal data and nobody without the key can test a guess.
 */
export async function nameDigest(key: Uint8Array<ArrayBuffer>, kind: NameKind, value: string): Promise<string> {
  const normalised = normaliseName(value);
  const name = kind === 'username' ? lookalikeForm(normalised) : normalised;
  return toBase64Url(await hmacSha256(key, `${kind}:${name}`));
}

/** Whether a sign-in identifier is an e-mail address; usernames never hold an @. */
export function kindOfIdentifier(identifier: string): NameKind {
  return identifier.includes('@') ? 'email' : 'username';
}
