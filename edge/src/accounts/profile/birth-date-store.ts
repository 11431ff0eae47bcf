import { hasTable } from '../account/sql.ts';

/**
 * A person's birth date, sealed like every personal field and said once. Once they are an adult they stay one, so that is
 * kept beside it: requests need to know no more.
 */
export const birthDateTables = `CREATE TABLE birth_date (one INTEGER PRIMARY KEY CHECK (one = 1),
  sealed TEXT NOT NULL, adult INTEGER NOT NULL);`;

/** What it is bound to when it is sealed. */
export const birthDateField = 'birth-date';

export interface StoredBirthDate {
  readonly sealed: string;
  readonly adult: boolean;
}

interface RawBirthDate extends Record<string, SqlStorageValue> {
  sealed: string;
  adult: number;
}

export function readBirthDate(sql: SqlStorage): StoredBirthDate | undefined {
  if (!hasTable(sql, 'birth_date')) return undefined;
  const [raw] = sql.exec<RawBirthDate>('SELECT sealed, adult FROM birth_date').toArray();
  return raw === undefined ? undefined : { sealed: raw.sealed, adult: raw.adult === 1 };
}

export function writeBirthDate(sql: SqlStorage, { sealed, adult }: StoredBirthDate): void {
  sql.exec('INSERT OR REPLACE INTO birth_date VALUES (1, ?, ?)', sealed, adult ? 1 : 0);
}
