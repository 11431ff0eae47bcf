/** Used proofs of possession; see account-store.ts. */
export const dpopTables = 'CREATE TABLE dpop_proofs (id TEXT PRIMARY KEY, at INTEGER NOT NULL)';
