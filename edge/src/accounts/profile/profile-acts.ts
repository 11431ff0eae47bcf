import type { UpdateProfileRequest } from '@halobuzz/core/api/people';
import type { AccountContext } from '../account/account-context.ts';
import { readAccount, writeAccount } from '../account/account-store.ts';
import { putProjection } from '../outbox/outbox-store.ts';
import { type ProfileTexts, profileFields, profileTexts, readProfile, writeProfile } from './profile-store.ts';

/** Changes what is given and keeps the rest. @returns all of it, or undefined where there is no account */
export async function changeProfile(
  context: AccountContext,
  change: UpdateProfileRequest,
): Promise<ProfileTexts | undefined> {
  const known = readAccount(context.sql);
  if (known?.status !== 'active') return undefined;
  const personal = await context.personalFields(known.accountId);
  const [displayName, bio, emptyDisplayName, emptyBio] = await Promise.all([
    change.displayName === undefined ? undefined : personal.seal(profileFields.displayName, change.displayName),
    change.bio === undefined ? undefined : personal.seal(profileFields.bio, change.bio),
    personal.seal(profileFields.displayName, ''),
    personal.seal(profileFields.bio, ''),
  ]);
  context.change((nowMs) => {
    const account = readAccount(context.sql);
    if (account === undefined) return;
    // Read now, not before sealing: two changes at once each keep what the other wrote.
    const stored = readProfile(context.sql) ?? { displayName: emptyDisplayName, bio: emptyBio };
    writeProfile(context.sql, { displayName: displayName ?? stored.displayName, bio: bio ?? stored.bio });
    writeAccount(context.sql, { ...account, version: account.version + 1 });
    putProjection(context.sql, nowMs);
  });
  return profileTexts(context.sql, personal);
}
