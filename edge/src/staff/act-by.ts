import { may } from '@halobuzz/core/roles';
import type { Context } from 'hono';
import type { StaffAct } from '../accounts/staff/staff-acts.ts';
import type { EdgeEnv } from '../http/edge-env.ts';

/** The caller as an act of theirs names them. */
export function actBy(c: Context<EdgeEnv>, reason: string): StaffAct {
  const { caller, requestId } = c.var;
  return { actor: caller.state.accountId, full: may(caller.state.roles, 'ban_for_good'), reason, requestId };
}
