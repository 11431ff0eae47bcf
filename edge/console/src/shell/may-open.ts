import type { Role } from '@halobuzz/core/tokens';
import type { ConsoleRoute } from '../routes.ts';
import { can } from '../session/can.ts';

/** Whether these roles open a page: any one of what it needs; a page that needs nothing is for all staff. */
export function mayOpen(roles: readonly Role[], { needs }: Pick<ConsoleRoute, 'needs'>): boolean {
  return needs.length === 0 || needs.some((permission) => can(roles, permission));
}
