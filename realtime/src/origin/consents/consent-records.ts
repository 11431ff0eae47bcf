import type { ConsentRecord } from '@halobuzz/core/api/internal-consents';

/** The customer's records of consent: what each account decided, as it told us. */
export interface ConsentRecords {
  /** Keeps a decision, once. @returns false when it was there */
  readonly add: (record: ConsentRecord) => Promise<boolean>;
}
