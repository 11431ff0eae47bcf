/** Statements of this area's tables; see account-store.ts. Codes are kept as HMACs, addresses sealed. */
export const credentialTables = `
  CREATE TABLE password_resets (mac TEXT PRIMARY KEY, expires_at INTEGER NOT NULL);
  CREATE TABLE password_attempts (one INTEGER PRIMARY KEY CHECK (one = 1), failures INTEGER NOT NULL,
    last_at INTEGER NOT NULL);
  CREATE TABLE email_changes (one INTEGER PRIMARY KEY CHECK (one = 1), email_sealed TEXT NOT NULL, digest TEXT NOT NULL,
    mac TEXT NOT NULL, expires_at INTEGER NOT NULL, tries INTEGER NOT NULL);
  ALTER TABLE email_sends ADD COLUMN purpose TEXT NOT NULL DEFAULT 'verify'`;
