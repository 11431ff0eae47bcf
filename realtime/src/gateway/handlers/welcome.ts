import { categories } from '@halobuzz/core/api/streams';
import { limits } from '@halobuzz/core/limits';
import {
  encodedField,
  encodedListField,
  joinPieces,
  type MapPiece,
  mapPiece,
  mergePieces,
} from '@halobuzz/core/protocol/map-pieces';
import type { RoomRole } from '@halobuzz/core/protocol/messages/moderation';
import type { Welcome } from '@halobuzz/core/protocol/messages/welcome';
import { shownPrivacy } from '@halobuzz/core/streams/privacy';
import { battleOf } from '../../adapters/redis/room-battle-scripts.ts';
import { settingsOf } from '../../adapters/redis/room-chat-scripts.ts';
import { doorOf } from '../../adapters/redis/room-door-scripts.ts';
import { goalOf, seatsOf } from '../../adapters/redis/room-gift-scripts.ts';
import type { RoomSnapshot } from '../../adapters/redis/room-scripts.ts';
import type { Identity } from '../auth/identity.ts';
import type { ShownNotices } from '../rooms/room-notices.ts';
import type { RoomStanding } from '../rooms/room-standings.ts';
import type { SharedView } from '../rooms/shared-snapshot.ts';

export interface WelcomeFacts {
  readonly view: SharedView;
  readonly identity: Identity;
  readonly helloId: number;
  readonly version: number;
  readonly connection: string;
  readonly recovered: boolean;
  readonly resume: { readonly token: string; readonly expiresAtMs: number };
  readonly viewers: number;
  readonly balance: bigint | undefined;
  readonly standing: RoomStanding;
  /** What waits for their answer. */
  readonly notices: ShownNotices;
}

/** Since this version `you.role` knows moderators and admins; an older client could not read the welcome. */
const allRolesSince = 3;

/** What all newcomers are told alike; chat and the pinned message lie encoded in the store and are passed on so. */
type SharedPart = Pick<
  Welcome,
  'epoch' | 'offset' | 'room' | 'likes' | 'settings' | 'top' | 'streaks' | 'goal' | 'guests' | 'battle'
>;
type OwnPart = Omit<Welcome, keyof SharedPart | 'chat' | 'pinned'>;

/** What a room looks like to one who has just come, encoded. */
export function welcomeBody(facts: WelcomeFacts): Uint8Array {
  const { identity, resume, standing } = facts;
  const own: OwnPart = {
    t: 'welcome',
    id: facts.helloId,
    protocol: facts.version,
    connection: facts.connection,
    recovered: facts.recovered,
    resume: resume.token,
    resumeExpiresAtMs: resume.expiresAtMs,
    you: {
      id: identity.account,
      name: identity.name,
      role: roleOf(facts),
      ...(standing.mute === undefined ? {} : { mute: standing.mute }),
      ...(facts.balance === undefined ? {} : { balance: facts.balance.toString() }),
      ...facts.notices,
    },
    viewers: facts.viewers,
  };
  return joinPieces([mapPiece(own), sharedPiece(facts.view, identity.room)]);
}

interface Encoded {
  readonly piece: MapPiece;
  readonly newestChat: Uint8Array | undefined;
}

/** Each snapshot's shared part, encoded for the first who is shown it, and anew when chat has come since. */
const encodedParts = new WeakMap<RoomSnapshot, Encoded>();

function sharedPiece({ snapshot, chatSince }: SharedView, room: string): MapPiece {
  const newestChat = chatSince.at(-1);
  const known = encodedParts.get(snapshot);
  if (known !== undefined && known.newestChat === newestChat) return known.piece;
  const text = (field: string): string => snapshot.state.get(field) ?? '';
  const goal = goalOf(snapshot.state);
  const battle = battleOf(room, snapshot.state);
  const seated = seatsOf(snapshot.state.get('seats')).filter((seat) => seat.seated);
  const shared: SharedPart = {
    epoch: snapshot.epoch,
    offset: snapshot.offset,
    room: {
      id: room,
      title: text('title'),
      category: categories.find((known) => known === text('category')) ?? 'other',
      status: text('status') === 'ended' ? 'ended' : 'live',
      host: { id: text('host'), name: text('hostName') },
      hostOnline: text('hostOnline') === '1',
      startedAtMs: Number(text('startedAtMs')),
      privacy: shownPrivacy(doorOf(snapshot.state.get('privacy')).privacy),
    },
    likes: Number(text('likes')),
    settings: settingsOf(['slow', 'followers', 'links', 'filter'].map((field) => snapshot.state.get(field))),
    top: snapshot.top.map(({ account, name, coins }) => ({ person: { id: account, name }, coins })),
    streaks: [...snapshot.streaks],
    ...(goal === undefined ? {} : { goal }),
    guests: seated.map(({ id, name }) => ({ id, name })),
    ...(battle === undefined ? {} : { battle }),
  };
  const piece = mergePieces([
    mapPiece(shared),
    encodedListField('chat', chatOf(snapshot.chat, chatSince)),
    ...(snapshot.pinned === undefined ? [] : [encodedField('pinned', snapshot.pinned)]),
  ]);
  encodedParts.set(snapshot, { piece, newestChat });
  return piece;
}

/** The newest of both, each once: what was on its way while the snapshot was taken may be in it. */
function chatOf(stored: readonly Uint8Array[], since: readonly Uint8Array[]): readonly Uint8Array[] {
  const news = since.filter((event) => !stored.some((known) => Buffer.compare(known, event) === 0));
  return [...stored, ...news].slice(-limits.roomChatHistoryMax);
}

function roleOf({ identity, standing, version }: WelcomeFacts): RoomRole {
  if (identity.role === 'host') return 'host';
  if (version < allRolesSince) return 'viewer';
  if (identity.role === 'admin') return 'admin';
  return standing.moderator ? 'moderator' : 'viewer';
}
