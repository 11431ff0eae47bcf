import { categories } from '@halobuzz/core/api/streams';
import { decodeEvent } from '@halobuzz/core/protocol/codec';
import type { ChatEvent } from '@halobuzz/core/protocol/messages/chat';
import type { RoomRole } from '@halobuzz/core/protocol/messages/moderation';
import type { Welcome } from '@halobuzz/core/protocol/messages/welcome';
import { settingsOf } from '../../adapters/redis/room-chat-scripts.ts';
import type { RoomSnapshot } from '../../adapters/redis/room-scripts.ts';
import type { Identity } from '../auth/identity.ts';
import type { RoomStanding } from '../rooms/room-standings.ts';

export interface WelcomeFacts {
  readonly snapshot: RoomSnapshot;
  readonly identity: Identity;
  readonly helloId: number;
  readonly version: number;
  readonly connection: string;
  readonly recovered: boolean;
  readonly resume: { readonly token: string; readonly expiresAtMs: number };
  readonly viewers: number;
  readonly balance: bigint | undefined;
  readonly standing: RoomStanding;
}

/** Since this version `you.role` knows moderators and admins; an older client could not read the welcome. */
const allRolesSince = 3;

/** What a room looks like to one who has just come. */
export function welcomeOf(facts: WelcomeFacts): Welcome {
  const { snapshot, identity, resume, standing } = facts;
  const [pinned] = snapshot.pinned === undefined ? [] : chatOf(snapshot.pinned);
  const text = (field: string): string => snapshot.state.get(field) ?? '';
  return {
    t: 'welcome',
    id: facts.helloId,
    protocol: facts.version,
    connection: facts.connection,
    recovered: facts.recovered,
    epoch: snapshot.epoch,
    offset: snapshot.offset,
    resume: resume.token,
    resumeExpiresAtMs: resume.expiresAtMs,
    room: {
      id: identity.room,
      title: text('title'),
      category: categories.find((known) => known === text('category')) ?? 'other',
      status: text('status') === 'ended' ? 'ended' : 'live',
      host: { id: text('host'), name: text('hostName') },
      hostOnline: text('hostOnline') === '1',
      startedAtMs: Number(text('startedAtMs')),
    },
    you: {
      id: identity.account,
      name: identity.name,
      role: roleOf(facts),
      ...(standing.mute === undefined ? {} : { mute: standing.mute }),
      ...(facts.balance === undefined ? {} : { balance: facts.balance.toString() }),
    },
    viewers: facts.viewers,
    likes: Number(text('likes')),
    chat: snapshot.chat.flatMap(chatOf),
    ...(pinned === undefined ? {} : { pinned }),
    settings: settingsOf(['slow', 'followers', 'links', 'filter'].map((field) => snapshot.state.get(field))),
    top: snapshot.top.map(({ account, name, coins }) => ({ person: { id: account, name }, coins })),
  };
}

function roleOf({ identity, standing, version }: WelcomeFacts): RoomRole {
  if (identity.role === 'host') return 'host';
  if (version < allRolesSince) return 'viewer';
  if (identity.role === 'admin') return 'admin';
  return standing.moderator ? 'moderator' : 'viewer';
}

function chatOf(bytes: Uint8Array): ChatEvent[] {
  const event = decodeEvent(bytes);
  return event?.t === 'chat' ? [event] : [];
}
