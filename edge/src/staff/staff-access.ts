import type { Permission } from '@halobuzz/core/roles';
import { authenticate } from '../middleware/authenticate.ts';
import { requireMfa } from '../middleware/mfa.ts';
import { requirePermission } from '../middleware/permission.ts';
import { requireStepUp } from '../middleware/step-up.ts';

/** What a staff route that reads asks for: the role and a second factor. */
export const reading = (permission: Permission) => [authenticate, requirePermission(permission), requireMfa];

/** What one that changes something, or leads to it, asks for: a proof from a moment ago on top. */
export const acting = (permission: Permission) => [...reading(permission), requireStepUp];

/** How {@link reading} refuses. */
export const staffProblems = [
  'unauthenticated',
  'session_revoked',
  'forbidden',
  'mfa_required',
  'mfa_enrolment_required',
] as const;
