import type { RoomMember } from './room-member.ts';

/** Accounts in one question to the store. */
const batchMax = 500;

/** The people of a room on this node, as far as its rules and its door must reach them. */
export interface RoomPeople {
  socketsOf(account: string): readonly RoomMember[];
  accounts(): readonly { readonly account: string }[];
}

/** Everybody who is here as it begins, as many at a time as one question to the store may name. */
export function* accountBatches(people: Pick<RoomPeople, 'accounts'>): Generator<readonly string[]> {
  const accounts = people.accounts().map(({ account }) => account);
  for (let at = 0; at < accounts.length; at += batchMax) yield accounts.slice(at, at + batchMax);
}
