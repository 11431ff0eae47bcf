import { type OpenScope, openScopePermissions } from '@halobuzz/core/api/support';
import { AppError } from '@halobuzz/core/errors/app-error';
import { may } from '@halobuzz/core/roles';
import type { Context } from 'hono';
import type { EdgeEnv } from '../http/edge-env.ts';

/**
 * For routes that show something private of a person: this session said why it reads it, a short time ago, and may still.
 * @throws AppError `forbidden`, `reason_required`
 */
export async function requireOpened(c: Context<EdgeEnv>, accountId: string, scope: OpenScope): Promise<void> {
  const { services, caller } = c.var;
  // The role as it is now: it may have been taken since.
  if (!may(caller.state.roles, openScopePermissions[scope])) throw new AppError('forbidden');
  const opened = await services.account(caller.claims.sub).openedOf(accountId, caller.claims.sid);
  if (!opened.some((right) => right.scope === scope)) throw new AppError('reason_required');
}
