import { invalidField } from '@halobuzz/core/errors/app-error';
import { limits } from '@halobuzz/core/limits';
import { logLine } from '../../observability/log-line.ts';
import type { Services } from '../../services.ts';
import { lookalikeForm, normaliseName } from '../names/names.ts';

/** Whose password it is to be. */
export interface PasswordOwner {
  readonly username: string;
  readonly email: string;
}

/** Shorter ones, and shorter parts of names, stand in too many passwords by chance. */
const WORD_CHARS_MIN = 3;
const PART_CHARS_MIN = 4;

/**
 * Whether a password leans on words that are guessed first for this account: our own name, the username, the e-mail
 * address's local part, however they are spelt (ASVS 6.2.11). They may stand in a password that is long enough without
 * them: "halobuzz" inside a passphrase harms nobody.
 */
export function leansOnContext(password: string, owner: PasswordOwner): boolean {
  const plain = normaliseName(password);
  // Both ways: what follows a name may melt into its last letter in the look-alike form ("c1" reads as "d").
  return leansOn(plain, contextWords(owner)) || leansOn(lookalikeForm(plain), contextWords(owner).map(lookalikeForm));
}

function leansOn(folded: string, words: readonly string[]): boolean {
  const rest = words.reduce((left, word) => left.replaceAll(word, ''), folded);
  return rest.length < folded.length && rest.length < limits.passwordCharsMin;
}

/** The longest first, so that none hides inside another. */
function contextWords({ username, email }: PasswordOwner): string[] {
  const local = email.slice(0, Math.max(email.lastIndexOf('@'), 0));
  const names = [username, local];
  const joined = names.map((name) => name.replaceAll(/[._+-]/g, ''));
  const parts = names.flatMap((name) => name.split(/[._+-]/)).filter((part) => part.length >= PART_CHARS_MIN);
  const words = ['halobuzz', ...names, ...joined, ...parts].map((word) => normaliseName(word));
  return [...new Set(words)].filter((word) => word.length >= WORD_CHARS_MIN).sort((a, b) => b.length - a.length);
}

/**
 * Asked wherever a password is set; its length was bounded before. While the range service cannot be reached passwords are
 * taken without its word, and the log says so: signing up, and getting back into an account, matter more than a check
 * that the next change repeats.
 *
 * @throws AppError `validation_failed` at the field
 */
export async function refuseWeakPassword(
  services: Pick<Services, 'breached'>,
  field: string,
  password: string,
  owner: PasswordOwner,
): Promise<void> {
  if (leansOnContext(password, owner)) {
    throw invalidField(field, 'leans on your name, your address or ours; please choose another');
  }
  const verdict = await services.breached.check(password);
  if (verdict === 'breached') throw invalidField(field, 'is known from a data breach; please choose another');
  if (verdict === 'unreachable') logLine('warn', 'breached-password check unreachable; a password was set without it');
}
