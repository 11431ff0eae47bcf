import type { sanctionReportSchema } from '@halobuzz/core/api/account-sanctions';
import type { z } from 'zod';
import type { PersonalFields } from '../account/personal-fields.ts';
import { readRestrictions, readSanction } from './sanction-store.ts';
import { openSanction } from './sanction-views.ts';

/** What the origin is told of one sanction, and of what the account may not do by all of them; undefined once it is forgotten. */
export async function sanctionReport(
  sql: SqlStorage,
  accountId: string,
  personal: PersonalFields,
  id: string,
): Promise<z.infer<typeof sanctionReportSchema> | undefined> {
  const kept = readSanction(sql, id);
  if (kept === undefined) return undefined;
  const sanction = await openSanction(personal, accountId, kept);
  // Read last: a version that is newer than the sanction's own does no harm, an older one would be passed over.
  const { version, mutedUntilMs, suspendedUntilMs } = readRestrictions(sql);
  return { sanction, restrictions: { version, mutedUntilMs, suspendedUntilMs } };
}
