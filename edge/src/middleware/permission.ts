import { AppError } from '@halobuzz/core/errors/app-error';
import { may, type Permission } from '@halobuzz/core/roles';
import { createMiddleware } from 'hono/factory';
import type { EdgeEnv } from '../http/edge-env.ts';

/**
 * Lets only callers through whose roles, as they are now and not as the token says, carry the permission. Comes after
 * `authenticate`. @throws AppError `forbidden`
 */
export function requirePermission(permission: Permission) {
  return createMiddleware<EdgeEnv>(async function requirePermissionMiddleware(c, next) {
    if (!may(c.get('caller').state.roles, permission)) throw new AppError('forbidden');
    await next();
  });
}
