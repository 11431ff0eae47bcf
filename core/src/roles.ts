import type { Role } from './tokens.ts';

/**
 * What only some roles may do. The one table of it: each act names the fewest roles that need it, and whoever checks a
 * role asks {@link may}. Everything else is decided by ownership, never by role.
 */
export const permissions = {
  /** Find an account by handle or id, see its state and roles. */
  find_account: ['support', 'moderator', 'finance', 'admin'],
  /** Find an account by its e-mail address, and see the address: those who answer people who lost their account. */
  see_email: ['support', 'admin'],
  /** Where somebody is signed in and what happened to their account; end one session, lift pauses, take an erasure back for them. */
  help_account: ['support', 'admin'],
  /** Ask for all second factors of somebody to be taken away, and approve what somebody else asked. */
  reset_factors: ['support', 'admin'],
  /** See what somebody owns and what moved in their wallet, having said why. */
  see_wallet: ['support', 'finance', 'admin'],
  /** End all sessions of somebody else. */
  sign_out_account: ['support', 'moderator', 'admin'],
  /** Ban for at most `moderatorBanSecondsMax`, and lift such a ban. */
  ban_for_a_time: ['moderator', 'admin'],
  /** Ban without an end, and lift any ban. */
  ban_for_good: ['admin'],
  /** Give and take roles. */
  change_roles: ['admin'],
  read_audit_log: ['admin'],
  /** See how many watch, give, report and sign up, without a name; figures of money only with `see_money`. */
  see_live_figures: ['moderator', 'support', 'finance', 'admin'],
  /** Read reports, decide them and appeals. */
  decide_reports: ['moderator', 'admin'],
  /** Answer what people ask about their data, and correct a birth date. */
  decide_privacy_requests: ['support', 'admin'],
  /** See what a host earned in a broadcast. */
  see_any_earnings: ['moderator', 'support', 'admin'],
  /** End a broadcast of somebody else, and moderate every room. */
  moderate_any_room: ['moderator', 'admin'],
  /** Read the platform's accounts, any transaction, anybody's statement, and what waits for a decision about money. */
  see_money: ['finance', 'admin'],
  /** Ask for an adjustment, a promotion or a gift's reversal: nothing moves before somebody else approves it. */
  request_adjustment: ['finance', 'admin'],
  /** Decide such a request of somebody else. */
  approve_adjustment: ['finance', 'admin'],
  /** Approve or reject a host's payout. */
  approve_payout: ['finance', 'admin'],
  /** Ask for a payment to be given back. */
  refund_payment: ['finance', 'admin'],
  /** Freeze a wallet at once, and ask for it to be freed. */
  freeze_wallet: ['finance', 'admin'],
  /** Take the ledger out of the house: statements, journals, the whole of it for an auditor. */
  export_ledger: ['finance', 'admin'],
  /** See gifts and coin packages with their versions, drafts too. */
  see_catalogue: ['support', 'moderator', 'finance', 'admin'],
  /** Change what is sold and for how much, and agree to such a change of somebody else. */
  change_catalogue: ['finance', 'admin'],
  /** Change fraud rules and caps on spending, and replay a rule over the past. */
  change_fraud_rules: ['admin'],
  /** See what somebody agreed to, as proof of it. */
  see_consents: ['support', 'admin'],
  /** See what is paused, since when and why. */
  see_switches: ['moderator', 'support', 'finance', 'admin'],
  /** Pause features and providers, begin maintenance, and end both. */
  change_switches: ['admin'],
  /** See how often features are used. */
  see_analytics: ['admin'],
  /** Send a mail to everybody who agreed to marketing. */
  send_campaigns: ['admin'],
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof permissions;

/** Roles of people who work for us: they need a second factor, and nobody but an admin acts on their accounts. */
export const staffRoles = ['moderator', 'support', 'finance', 'admin'] as const satisfies readonly Role[];
export type StaffRole = (typeof staffRoles)[number];

export function may(held: readonly Role[], permission: Permission): boolean {
  const allowed: readonly Role[] = permissions[permission];
  return held.some((role) => allowed.includes(role));
}

export function isStaff(held: readonly Role[]): boolean {
  const staff: readonly Role[] = staffRoles;
  return held.some((role) => staff.includes(role));
}
