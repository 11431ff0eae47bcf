import { may, type Permission } from '@halobuzz/core/roles';
import type { Role } from '@halobuzz/core/tokens';

/** Whether these roles carry the permission. What a page hides by it, the API refuses all the same. */
export function can(roles: readonly Role[], permission: Permission): boolean {
  return may(roles, permission);
}
