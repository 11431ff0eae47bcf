import type { Account } from '@halobuzz/core/api/auth';
import type { Permission } from '@halobuzz/core/roles';
import { can } from './can.ts';
import { useSessionView } from './session-context.ts';

/** Who is signed in, with their roles as of the last look. Only below pages, which are shown to nobody else. */
export function useMe(): Account {
  const { state } = useSessionView();
  if (state.status !== 'signed-in') throw new Error('useMe is for pages, which are shown to who is signed in');
  return state.me;
}

/** Whether who is signed in carries a permission. */
export function useCan(permission: Permission): boolean {
  return can(useMe().roles, permission);
}
