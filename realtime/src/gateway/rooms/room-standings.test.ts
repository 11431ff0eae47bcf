import { encode } from '@halobuzz/core/protocol/codec';
import type { ModeratedEvent } from '@halobuzz/core/protocol/messages/moderation';
import { describe, expect, it } from 'vitest';
import { testPerson } from '../../../testing/rooms.ts';
import type { RoomRulesScripts, Standing } from '../../adapters/redis/room-rules-scripts.ts';
import type { RoomMember } from './room-member.ts';
import { RoomStandings } from './room-standings.ts';

const ann = testPerson('ann').account;
const bob = testPerson('bob').account;

function unreachable(): never {
  throw new Error('not in these tests');
}

const nothingKnown = { door: 0, follows: false, country: 'XX', adult: false, passwordVersion: 0 };

/** Two people with two sockets each; what closed a socket is kept. */
function people(admins: readonly string[] = []) {
  const closed: string[] = [];
  const member = (account: string): RoomMember => ({
    ...{ account, name: '', admin: admins.includes(account), version: 3, resync: unreachable },
    socket: {
      ...{ send: unreachable, bufferedBytes: unreachable, subscribe: unreachable, unsubscribe: unreachable },
      ...{ cork: unreachable, end: unreachable, terminate: unreachable },
    },
    ...{ admission: nothingKnown, staysAt: unreachable },
    close: (code) => void closed.push(`${account} ${code}`),
  });
  const members = [ann, bob].flatMap((account) => [member(account), member(account)]);
  const standings = new RoomStandings({
    socketsOf: (account) => members.filter((one) => one.account === account),
    accounts: () => [{ account: ann }, { account: bob }],
  });
  return { closed, standings };
}
const moderated = (act: ModeratedEvent['act'], who: string, untilMs?: number) =>
  encode({
    ...{ t: 'moderated', act, who: { id: who, name: '' }, atMs: 1 },
    ...(untilMs === undefined ? {} : { untilMs }),
  });

describe('standings of a room', () => {
  it('follow what is done to people', () => {
    const { standings } = people();
    expect(standings.of(ann)).toEqual({ moderator: false, mute: undefined });
    standings.apply(moderated('mute', ann, 99));
    standings.apply(moderated('mod', ann));
    expect(standings.of(ann)).toEqual({ moderator: true, mute: { untilMs: 99 } });
    standings.apply(moderated('unmute', ann));
    standings.apply(moderated('unmod', ann));
    standings.apply(moderated('mute', bob));
    expect([standings.of(ann), standings.of(bob)]).toEqual([
      { moderator: false, mute: undefined },
      { moderator: false, mute: {} },
    ]);
  });

  it('close every socket of who is sent away, but no admin’s', () => {
    const { closed, standings } = people([bob]);
    for (const who of [ann, bob]) standings.apply(moderated('ban', who));
    expect(closed).toEqual([`${ann} room_banned`, `${ann} room_banned`]);
    standings.apply(moderated('kick', ann));
    expect(closed.slice(2)).toEqual([`${ann} room_kicked`, `${ann} room_kicked`]);
  });

  it('tell a join under way what happened since it asked, and nothing older', () => {
    const { standings } = people();
    standings.apply(moderated('kick', ann));
    const mark = standings.mark;
    expect(standings.sentAwayAs(ann, mark)).toBeUndefined();
    standings.apply(moderated('ban', bob));
    expect([standings.sentAwayAs(ann, mark), standings.sentAwayAs(bob, mark)]).toEqual([undefined, 'room_banned']);
    standings.apply(moderated('kick', ann));
    expect(standings.sentAwayAs(ann, mark)).toBe('room_kicked');
    standings.apply(moderated('unban', bob));
    expect(standings.sentAwayAs(bob, mark)).toBeUndefined();
  });

  it('are asked of the store after events were lost', async () => {
    const { closed, standings } = people();
    standings.apply(moderated('mod', ann));
    const answers: Record<string, Standing> = {
      [ann]: { barred: 'kicked', mute: undefined, moderator: false },
      [bob]: { barred: undefined, mute: { untilMs: 7 }, moderator: true },
    };
    const rules: Pick<RoomRulesScripts, 'standings'> = {
      standings: async (_room, accounts) => accounts.flatMap((account) => answers[account] ?? []),
    };
    await standings.refresh('room', rules);
    expect(closed).toEqual([`${ann} room_kicked`, `${ann} room_kicked`]);
    expect([standings.of(ann).moderator, standings.of(bob)]).toEqual([
      false,
      { moderator: true, mute: { untilMs: 7 } },
    ]);
  });

  it('pass over what is no such event', () => {
    const { closed, standings } = people();
    standings.apply(encode({ t: 'noop' }));
    standings.apply(Uint8Array.of(0xc1));
    expect(closed).toEqual([]);
  });
});
