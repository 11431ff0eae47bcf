import type { World, WorldAccount, WorldRoom } from '../world.ts';

export function requireRooms({ rooms }: World, wanted: number): void {
  if (rooms.length < wanted) throw new Error(`${rooms.length} of ${wanted} broadcasts were prepared`);
}

export function requireAccounts({ accounts }: World, wanted: number): void {
  if (accounts.length < wanted) throw new Error(`${accounts.length} of ${wanted} accounts were prepared`);
}

/** Who comes in iteration `at`, and where to: accounts and broadcasts by turns. Throws where none were prepared. */
export function turnOf({ accounts, rooms }: World, at: number): { account: WorldAccount; room: WorldRoom } {
  const account = accounts[at % accounts.length];
  const room = rooms[at % rooms.length];
  if (account === undefined || room === undefined) throw new Error('no accounts or no broadcasts were prepared');
  return { account, room };
}
