import { categories } from '@halobuzz/core/api/streams';
import { decodeEvent } from '@halobuzz/core/protocol/codec';
import type { Welcome } from '@halobuzz/core/protocol/messages/welcome';
import type { RoomSnapshot } from '../../adapters/redis/room-scripts.ts';
import type { Identity } from '../auth/identity.ts';

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
}

/** What a room looks like to one who has just come. */
export function welcomeOf(facts: WelcomeFacts): Welcome {
  const { snapshot, identity, resume } = facts;
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
      role: identity.role,
      ...(facts.balance === undefined ? {} : { balance: facts.balance.toString() }),
    },
    viewers: facts.viewers,
    likes: Number(text('likes')),
    chat: snapshot.chat.flatMap((bytes) => {
      const event = decodeEvent(bytes);
      return event?.t === 'chat' ? [event] : [];
    }),
    top: snapshot.top.map(({ account, name, coins }) => ({ person: { id: account, name }, coins })),
  };
}
