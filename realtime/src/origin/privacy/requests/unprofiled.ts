/** Subjects of the ledger that objected to decisions by rules alone (GDPR, Articles 21 and 22). */
export interface Unprofiled {
  set(subject: string, objects: boolean): Promise<void>;
  /** Those of the subjects that objected. */
  among(subjects: readonly string[]): Promise<ReadonlySet<string>>;
}
