import { type EligibilityCheck, eligibilityChecks } from '@halobuzz/core/payouts/eligibility';

/**
 * What a host has shown of themselves. Whoever checks it is a company of its own in production; we keep no papers, only
 * its word. Rejects when it cannot be asked: nothing is paid on a guess.
 */
export interface EligibilityChecks {
  /** The checks that this person has not passed. */
  failed(subject: string): Promise<readonly EligibilityCheck[]>;
}

/** Nobody has passed anything: what production has until somebody who checks is set up. */
export const noChecksConfigured: EligibilityChecks = { failed: async () => eligibilityChecks };

/** Everybody has passed everything: for development and tests, refused in production by the configuration. */
export const everybodyChecked: EligibilityChecks = { failed: async () => [] };
