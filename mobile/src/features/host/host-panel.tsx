import { useEffect, useRef, useState } from 'react';
import { StyleSheet, useWindowDimensions, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import type { RtcSession } from '../../media/rtc.ts';
import { Button } from '../../ui/button.tsx';
import { space, wideFromWidth } from '../../ui/theme.ts';
import { DeviceButtons } from '../live/device-buttons.tsx';
import { type RoomStore, useRoomState } from '../room/room-store.ts';
import type { RoomConnection } from '../services.ts';
import { lazyPart } from '../shell/lazy-screen.tsx';
import { giftCounter } from './gift-counter.ts';
import { type HostTools, toolsOfRole } from './host-tools.ts';

const HostSheet = lazyPart(() => import('./host-screens.ts').then((m) => m.hostScreens.HostSheet));

export interface HostPanelProps {
  readonly roomId: string;
  readonly store: RoomStore;
  readonly connection: RoomConnection;
  readonly serverNowMs: () => number;
  /** The open media session; undefined without media, and until it is joined. */
  readonly rtc: RtcSession | undefined;
}

/** What hosts, moderators and guests in a seat have beside what every viewer has: devices at hand, and a button for each set of tools. */
export function HostPanel(props: HostPanelProps) {
  const { host: words, moderation, room } = useWords();
  const { store, rtc } = props;
  const role = useRoomState(store, (state) => state.you?.role);
  const seated = useRoomState(store, (state) => state.seated);
  const requests = useRoomState(store, (state) => state.asks.requests.length);
  const challenged = useRoomState(
    store,
    (state) => state.challenge?.state === 'invited' && state.challenge.to.room === props.roomId,
  );
  const [open, setOpen] = useState<HostTools>();
  const [unfolded, setUnfolded] = useState(false);
  const narrow = useWindowDimensions().width < wideFromWidth;
  const gifts = useGiftCounter(store);
  if (role === undefined || (role === 'viewer' && !seated)) return null;
  const names: Readonly<Record<HostTools, string>> = {
    ...{ dashboard: words.dashboard, battle: words.battle, chat: words.chat, people: moderation.title },
    ...{ broadcast: words.broadcast, devices: words.devices, ending: room.end },
    guests: requests > 0 && role === 'host' ? words.guestsWaiting(requests) : words.guests,
  };
  const wanted = (tools: HostTools): boolean =>
    (tools === 'battle' && challenged) || (tools === 'guests' && requests > 0 && role === 'host');
  const all = toolsOfRole(role, rtc?.useDevice !== undefined);
  // On a phone the bar lies over the picture: what is wanted now and the way out, the rest when it is asked for.
  const folded = narrow && !unfolded && all.length > 3;
  const shown = folded ? all.filter((tools) => tools === 'ending' || wanted(tools)) : all;
  return (
    <View role="toolbar" aria-label={words.tools} style={styles.panel}>
      {(role === 'host' || seated) && rtc !== undefined ? <DeviceButtons rtc={rtc} /> : null}
      {narrow && all.length > 3 ? (
        <Button
          compact
          kind="secondary"
          label={words.tools}
          expanded={unfolded}
          onPress={() => setUnfolded((before) => !before)}
          style={styles.button}
        />
      ) : null}
      {shown.map((tools) => (
        <Button
          key={tools}
          compact
          kind={tools === 'ending' ? 'danger' : wanted(tools) ? 'primary' : 'secondary'}
          label={names[tools]}
          expanded={open === tools}
          onPress={() => setOpen(tools)}
          style={styles.button}
        />
      ))}
      {open === undefined ? null : (
        <OpenTools {...props} open={open} gifts={gifts} onClose={() => setOpen(undefined)} />
      )}
    </View>
  );
}

/** Reads the whole state, and so is drawn with every change of it: for as long as a dialog is open. */
function OpenTools(
  props: HostPanelProps & {
    readonly open: HostTools;
    readonly gifts: ReturnType<typeof giftCounter>;
    readonly onClose: () => void;
  },
) {
  const state = useRoomState(props.store, (all) => all);
  const { roomId, connection, serverNowMs, rtc, open, onClose } = props;
  const given = { roomId, connection, serverNowMs, rtc, open, onClose, state };
  return <HostSheet {...given} giftsLastMinute={props.gifts.lastMinute} />;
}

function useGiftCounter(store: RoomStore): ReturnType<typeof giftCounter> {
  const [counter] = useState(() => giftCounter(() => Date.now()));
  const seen = useRoomState(store, (state) => state.giftsSeen);
  const before = useRef(seen);
  useEffect(() => {
    counter.add(seen - before.current);
    before.current = seen;
  }, [counter, seen]);
  return counter;
}

const styles = StyleSheet.create({
  panel: { flexDirection: 'row', flexWrap: 'wrap', gap: space.xs },
  button: { minHeight: 44 },
});
