/** What a case may end with. */
export const caseOutcomes = [
  ...(['no_violation', 'warn', 'mute', 'suspend', 'ban', 'remove_content', 'end_broadcast'] as const),
] as const;
export type CaseOutcome = (typeof caseOutcomes)[number];

/** What concerns an account as such: carried out where the account lives. */
export const accountSanctions = ['warn', 'mute', 'suspend', 'ban'] as const satisfies readonly CaseOutcome[];
export type AccountSanction = (typeof accountSanctions)[number];

/** Those of them that last; a warning has no end. */
export const timedSanctions = ['mute', 'suspend', 'ban'] as const satisfies readonly AccountSanction[];

export function isAccountSanction(outcome: CaseOutcome): outcome is AccountSanction {
  const all: readonly CaseOutcome[] = accountSanctions;
  return all.includes(outcome);
}

export function isTimed(outcome: CaseOutcome): boolean {
  const timed: readonly CaseOutcome[] = timedSanctions;
  return timed.includes(outcome);
}
