import type { Account } from '@halobuzz/core/api/auth';
import { type Media, mediaSchema } from '@halobuzz/core/api/media';
import type { Welcome } from '@halobuzz/core/protocol/messages/welcome';
import { RoomScreen } from '../src/features/room/room-screen.tsx';
import type { StoredKey } from '../src/platform/stored-keys.ts';
import { type Handler, success } from './fake-server.ts';
import { joinDataOf, rose, sita, streamOf, uuidOf, welcomeOf } from './fixtures.ts';
import { type Rendered, renderScreen } from './render-screen.tsx';

export const roomId = uuidOf(1);

/** Where an event of the room stands; without an offset it is lossy or personal. */
export const place = (offset?: number) => ({ offset, serverTimeMs: Date.now() });

export const grantOf = (change: { readonly token?: string; readonly role?: 'viewer' | 'guest' } = {}): Media =>
  mediaSchema.parse({
    ...{ state: 'on', provider: 'agora', appId: 'a', channel: roomId, userAccount: sita.accountId, area: 'ASIA' },
    ...{ token: 't', role: 'viewer', renewInMs: 480_000 },
    ...{ renewAt: '2026-01-02T03:04:05.678Z', expiresAt: '2026-01-02T03:06:05.678Z' },
    ...change,
    ...(change.role === 'guest' ? { publishUntil: '2026-01-02T03:06:05.678Z' } : {}),
  });

/** Opens a room's screen as `sita`, and lets her in. */
export async function enterRoom(
  change: Partial<Welcome> = {},
  options: {
    readonly routes?: Readonly<Record<string, Handler>>;
    readonly account?: Account;
    readonly media?: Media;
    readonly stored?: Readonly<Partial<Record<StoredKey, string>>>;
  } = {},
): Promise<Rendered> {
  const { account = sita } = options;
  const rendered = await renderScreen(<RoomScreen roomId={roomId} account={account} />, {
    routes: {
      'GET /gifts': () => success({ items: [rose] }),
      'GET /auth/me': () => success(account),
      ...options.routes,
    },
    ...(options.stored === undefined ? {} : { stored: options.stored }),
  });
  await rendered.room.as((listener) => {
    const data = joinDataOf(streamOf(1));
    rendered.room.joined?.(options.media === undefined ? data : { ...data, media: options.media });
    listener.onState('live');
    listener.onWelcome(welcomeOf(change));
  });
  return rendered;
}
