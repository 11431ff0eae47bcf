import type { UpdateProfileRequest } from '@halobuzz/core/api/people';
import type { AccountContext } from '../account/account-context.ts';
import { readAccount, writeAccount } from '../account/account-store.ts';
import type { PersonalFields } from '../account/personal-fields.ts';
import { hasTable } from '../account/sql.ts';
import { putProjection } from '../outbox/outbox-store.ts';

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

interface RawProfile extends Record<string, SqlStorageValue> {
  display_name_sealed: string;
  bio_sealed: string;
}

/** The texts as the projection carries them. */
export async function profileTexts(sql: SqlStorage, personal: PersonalFields): Promise<ProfileTexts> {
  const raw = readProfile(sql);
  if (raw === undefined) return { displayName: '', bio: '' };
  const [displayName, bio] = await Promise.all([
    personal.open('display-name', raw.display_name_sealed),
    personal.open('bio', raw.bio_sealed),
  ]);
  return { displayName, bio };
}

/** Changes what is given and keeps the rest. @returns all of it, or undefined where there is no account */
export async function changeProfile(
  context: AccountContext,
  change: UpdateProfileRequest,
): Promise<ProfileTexts | undefined> {
  const known = readAccount(context.sql);
  if (known === undefined || known.status === 'deleted') return undefined;
  const personal = await context.personalFields(known.accountId);
  const sealed = async (field: string, text: string | undefined) =>
    text === undefined ? undefined : personal.seal(field, text);
  const [displayName, bio, empty] = await Promise.all([
    sealed('display-name', change.displayName),
    sealed('bio', change.bio),
    Promise.all([personal.seal('display-name', ''), personal.seal('bio', '')]),
  ]);
  context.change((nowMs) => {
    const account = readAccount(context.sql);
    if (account === undefined) return;
    // Read now, not before sealing: two changes at once each keep what the other wrote.
    const stored = readProfile(context.sql);
    context.sql.exec(
      'INSERT OR REPLACE INTO profile VALUES (1, ?, ?)',
      displayName ?? stored?.display_name_sealed ?? empty[0],
      bio ?? stored?.bio_sealed ?? empty[1],
    );
    writeAccount(context.sql, { ...account, version: account.version + 1 });
    putProjection(context.sql, nowMs);
  });
  return profileTexts(context.sql, personal);
}

function readProfile(sql: SqlStorage): RawProfile | undefined {
  if (!hasTable(sql, 'profile')) return undefined;
  return sql.exec<RawProfile>('SELECT display_name_sealed, bio_sealed FROM profile').toArray()[0];
}
