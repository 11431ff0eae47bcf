import type { PersonalFields } from '../account/personal-fields.ts';
import { hasTable } from '../account/sql.ts';

/**
 * What a person says of themselves. It is public, but it is theirs: the account owns it, sealed like every personal field
 * (an erasure that destroys the subject key destroys it in every backup of the object), and the projection shows it.
 */
export const profileTables = `CREATE TABLE profile (one INTEGER PRIMARY KEY CHECK (one = 1),
  display_name_sealed TEXT NOT NULL, bio_sealed TEXT NOT NULL);`;

/** Empty where nothing was said. */
export interface ProfileTexts {
  readonly displayName: string;
  readonly bio: string;
}

/** Both sealed under the field names below. */
export interface SealedProfile {
  readonly displayName: string;
  readonly bio: string;
}

/** What the texts are bound to when they are sealed. */
export const profileFields = { displayName: 'display-name', bio: 'bio' } as const;

interface RawProfile extends Record<string, SqlStorageValue> {
  display_name_sealed: string;
  bio_sealed: string;
}

export function readProfile(sql: SqlStorage): SealedProfile | undefined {
  if (!hasTable(sql, 'profile')) return undefined;
  const [raw] = sql.exec<RawProfile>('SELECT display_name_sealed, bio_sealed FROM profile').toArray();
  return raw === undefined ? undefined : { displayName: raw.display_name_sealed, bio: raw.bio_sealed };
}

export function writeProfile(sql: SqlStorage, sealed: SealedProfile): void {
  sql.exec('INSERT OR REPLACE INTO profile VALUES (1, ?, ?)', sealed.displayName, sealed.bio);
}

/** The texts as the projection carries them. */
export async function profileTexts(sql: SqlStorage, personal: PersonalFields): Promise<ProfileTexts> {
  const sealed = readProfile(sql);
  if (sealed === undefined) return { displayName: '', bio: '' };
  const [displayName, bio] = await Promise.all([
    personal.open(profileFields.displayName, sealed.displayName),
    personal.open(profileFields.bio, sealed.bio),
  ]);
  return { displayName, bio };
}
