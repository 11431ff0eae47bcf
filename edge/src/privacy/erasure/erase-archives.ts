import { archivePrefix } from '../exports/archive-keys.ts';
import type { PrivacyContext } from '../privacy-context.ts';

/** Tables of a privacy object that outlive its account: whose it was, and what its erasure did. */
const keptTables: ReadonlySet<string> = new Set(['schema_version', 'owner', 'erasure', 'erasure_receipts']);

/**
 * Deletes what was made for this account to take away, and everything else that its privacy object holds of it: requests,
 * their state, links. May be repeated.
 */
export async function eraseArchives(context: PrivacyContext, accountId: string): Promise<Record<string, number>> {
  const { EXPORTS } = context.env;
  let archives = 0;
  for (;;) {
    const { objects } = await EXPORTS.list({ prefix: archivePrefix(accountId) });
    if (objects.length === 0) break;
    await EXPORTS.delete(objects.map(({ key }) => key));
    archives += objects.length;
  }
  const rows = context.change(() => {
    const tables = context.sql
      .exec<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT GLOB '_cf_*'")
      .toArray()
      .map(({ name }) => name)
      .filter((name) => !keptTables.has(name) && !name.startsWith('sqlite_'));
    let deleted = 0;
    // Names come from the schema above, never from a request.
    for (const name of tables) deleted += context.sql.exec(`DELETE FROM "${name}"`).rowsWritten;
    return deleted;
  });
  return { archives, rows };
}
