import type { DownEvent } from '@halobuzz/core/protocol/down';
import type { RoomRole } from '@halobuzz/core/protocol/messages/moderation';
import type { Welcome } from '@halobuzz/core/protocol/messages/welcome';
import { act, fireEvent, screen } from '@testing-library/react';
import { HostPanel } from '../src/features/host/host-panel.tsx';
import { createRoomStore } from '../src/features/room/room-store.ts';
import { english } from '../src/i18n/english.ts';
import type { RtcSession } from '../src/media/rtc.ts';
import { personOf, sita, uuidOf, welcomeOf } from './fixtures.ts';
import { FakeRoom, renderScreen } from './render-screen.tsx';

const { ui } = english;
export const hostRoomId = uuidOf(1);
export const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));
export const type = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });

type Routes = NonNullable<Parameters<typeof renderScreen>[1]>['routes'];

/** The bar of tools in a room where only the tools are real; `tool` is opened. */
export async function openHostPanel(options: {
  readonly tool?: string;
  readonly folded?: true;
  readonly role?: RoomRole;
  readonly welcome?: Partial<Welcome>;
  readonly you?: Partial<Welcome['you']>;
  readonly routes?: Routes;
  readonly rtc?: RtcSession;
  /** How far the server's clock is ahead of the device's. */
  readonly serverAheadMs?: number;
}) {
  const store = createRoomStore((run) => {
    run();
    return () => undefined;
  });
  const you = { ...welcomeOf().you, role: options.role ?? 'host', ...options.you };
  store.dispatchNow({ type: 'welcome', welcome: welcomeOf({ ...options.welcome, you }) });
  const room = new FakeRoom();
  const connection = room.open(
    hostRoomId,
    { onState: () => undefined, onWelcome: () => undefined, onEvent: () => undefined },
    () => undefined,
  );
  room.answer = (command) => {
    if (command.startsWith('viewers')) return { t: 'viewers', viewers: [personOf('b'), sitaHere], sample: false };
    if (command.startsWith('guest')) return { t: 'guest', changed: true, seated: false };
    if (command.startsWith('chat')) return { t: 'chat', mid: 'm-9' };
    if (command.includes('leaderboard')) {
      return { t: 'leaderboard', scope: 'room', entries: [{ rank: 1, person: personOf('c'), coins: '1200' }] };
    }
    return { t: 'moderate', changed: true };
  };
  const rendered = await renderScreen(
    <HostPanel
      roomId={hostRoomId}
      store={store}
      connection={connection}
      serverNowMs={() => Date.now() + (options.serverAheadMs ?? 0)}
      rtc={options.rtc}
    />,
    options.routes === undefined ? {} : { routes: options.routes },
  );
  // Narrow, as test pages are, the bar is folded.
  const unfold = screen.queryByRole('button', { name: english.host.tools });
  if (unfold !== null && options.folded !== true) fireEvent.click(unfold);
  if (options.tool !== undefined) {
    press(options.tool);
    await screen.findByRole('button', { name: ui.close });
  }
  const happens = (event: DownEvent) => act(async () => store.dispatchNow({ type: 'event', event, offset: undefined }));
  return { ...rendered, room, happens };
}
export const sitaHere = { id: sita.accountId, name: 'sita' };
/** Commands that were sent as they are, without the reading ones. */
export const commands = (room: FakeRoom) =>
  room.sent.filter((sent) => sent.startsWith('{') && !sent.includes('leaderboard')).map((sent) => JSON.parse(sent));
