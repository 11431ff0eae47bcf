import { useEffect, useRef, useState } from 'react';
import { StyleSheet, useWindowDimensions, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import type { RtcSession } from '../../media/rtc.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { space, wideFromWidth } from '../../ui/theme.ts';
import { keepLiveDevices, readLiveDevices } from '../live/live-devices.ts';
import { type RoomStore, useRoomState } from '../room/room-store.ts';
import { type RoomConnection, useServices } from '../services.ts';
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

/** What hosts and moderators have beside what every viewer has: devices at hand, and a button for each set of tools. */
export function HostPanel(props: HostPanelProps) {
  const { host: words, moderation, room } = useWords();
  const { store, rtc } = props;
  const role = useRoomState(store, (state) => state.you?.role);
  const requests = useRoomState(store, (state) => state.asks.requests.length);
  const challenged = useRoomState(
    store,
    (state) => state.challenge?.state === 'invited' && state.challenge.to.room === props.roomId,
  );
  const [open, setOpen] = useState<HostTools>();
  const [unfolded, setUnfolded] = useState(false);
  const narrow = useWindowDimensions().width < wideFromWidth;
  const gifts = useGiftCounter(store);
  if (role === undefined || role === 'viewer') return null;
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
      {role === 'host' && rtc !== undefined ? <DeviceButtons rtc={rtc} /> : null}
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

function DeviceButtons({ rtc }: { readonly rtc: RtcSession }) {
  const { host: words } = useWords();
  const { storage } = useServices();
  const [on, setOn] = useState({ microphone: true, camera: true });
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    let left = false;
    void readLiveDevices(storage).then(({ microphoneOn, cameraOn }) => {
      if (!left) setOn({ microphone: microphoneOn, camera: cameraOn });
    });
    return () => {
      left = true;
    };
  }, [storage]);
  const turn = async (device: keyof typeof on, to: boolean): Promise<void> => {
    try {
      await (device === 'microphone' ? rtc.setMicrophone(to) : rtc.setCamera(to));
    } catch {
      return setFailed(true);
    }
    setFailed(false);
    // Each says its own part: the other may be on its way.
    setOn((before) => ({ ...before, [device]: to }));
    const known = await readLiveDevices(storage);
    await keepLiveDevices(storage, {
      ...known,
      ...(device === 'microphone' ? { microphoneOn: to } : { cameraOn: to }),
    });
  };
  return (
    <>
      <Button
        compact
        kind={on.microphone ? 'secondary' : 'danger'}
        label={words.micFace(on.microphone)}
        spoken={words.of(words.micFace(on.microphone), on.microphone ? words.microphoneOn : words.microphoneOff)}
        onPress={() => void turn('microphone', !on.microphone)}
        style={styles.button}
      />
      <Button
        compact
        kind={on.camera ? 'secondary' : 'danger'}
        label={words.cameraFace(on.camera)}
        spoken={words.of(words.cameraFace(on.camera), on.camera ? words.cameraOn : words.cameraOff)}
        onPress={() => void turn('camera', !on.camera)}
        style={styles.button}
      />
      {rtc.flipCamera === undefined ? null : (
        <Button
          compact
          kind="secondary"
          label={words.flip}
          onPress={() => void rtc.flipCamera?.().catch(() => setFailed(true))}
          style={styles.button}
        />
      )}
      {failed ? <Notice tone="error" text={words.deviceFailed} /> : null}
    </>
  );
}

const styles = StyleSheet.create({
  panel: { flexDirection: 'row', flexWrap: 'wrap', gap: space.xs },
  button: { minHeight: 44 },
});
