import type { Stream } from '@halobuzz/core/api/streams';
import { categories } from '@halobuzz/core/api/streams';
import { contentOfCategory, encoderLadder } from '@halobuzz/core/media/encoder-ladders';
import type { QualityLevel } from '@halobuzz/core/media/quality-level';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { controlQuality } from '../../media/quality-controller.ts';
import type { MediaGrant, RtcPicture, RtcSession } from '../../media/rtc.ts';
import { readLiveDevices } from '../live/live-devices.ts';
import { useServices } from '../services.ts';
import { dataSaver, useSettings } from '../settings/settings-store.ts';
import { useRoom, useSessionOfRoom } from './use-room-session.ts';

/** `waiting`: nobody has said yet whether there is media. `off`: there is none here. `failed`: it could not be joined. */
export type MediaStatus = 'waiting' | 'off' | 'joining' | 'on' | 'failed';

export type Pictures = ReadonlyMap<string, RtcPicture>;

/** A room's sound and picture, as its screen shows and steers them. */
export interface RoomMedia {
  readonly status: MediaStatus;
  readonly rtc: RtcSession | undefined;
  /** By account. */
  readonly pictures: Pictures;
  readonly hears: boolean;
  readonly setHears: (hears: boolean) => void;
  /** Sound alone, to save data. */
  readonly soundOnly: boolean;
  readonly setSoundOnly: (soundOnly: boolean) => void;
  /** What we receive or, publishing, send. */
  readonly level: QualityLevel | undefined;
  /** There while the browser waits for a touch before it plays sound. */
  readonly playSound: (() => void) | undefined;
  readonly retry: () => void;
}

const noPictures: Pictures = new Map();

/** Joins the room's media as soon as there is access, and keeps to it until the screen goes. */
export function useRoomMedia(): RoomMedia {
  const { openRtc, storage } = useServices();
  const { connection } = useSessionOfRoom();
  const media = useRoom((state) => state.media);
  const category = useRoom((state) => state.room?.category);
  const grant = media?.state === 'on' ? media : undefined;
  const [rtc, setRtc] = useState<RtcSession>();
  const [pictures, setPictures] = useState(noPictures);
  const [failed, setFailed] = useState(false);
  const [tries, setTries] = useState(0);
  const [hears, setHears] = useState(true);
  const saver = useSettings(dataSaver);
  // Until somebody decides for this room, what they set for all of them holds.
  const [decided, setSoundOnly] = useState<boolean>();
  const soundOnly = decided ?? saver;
  const [level, setLevel] = useState<QualityLevel>();
  const [playSound, setPlaySound] = useState<() => void>();
  const newest = useRef<MediaGrant>(undefined);
  newest.current = grant;
  const channel = grant?.channel;
  const publishes = grant?.publishUntil !== undefined;
  const content = contentOfCategory(categoryOf(category));
  const ready = channel !== undefined && category !== undefined;

  // One session for a channel; renewals go to the session that is open.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `tries` asks for another session.
  useEffect(() => {
    const first = newest.current;
    if (!ready || first === undefined) return undefined;
    let left = false;
    let session: RtcSession | undefined;
    setFailed(false);
    const { steps, first: at } = encoderLadder(content, 'unknown');
    const step = steps[at];
    if (step === undefined) return undefined;
    const join = async (): Promise<void> => {
      const start = first.publishUntil === undefined ? undefined : await readLiveDevices(storage);
      const opened = await openRtc(first, {
        content,
        first: step,
        start,
        onPicture: (account, picture) => setPictures((before) => withPicture(before, account, picture)),
        onSoundBlocked: (play) =>
          setPlaySound(() => () => {
            play();
            setPlaySound(undefined);
          }),
      });
      if (left) return opened.leave();
      session = opened;
      setRtc(opened);
    };
    join().catch(() => {
      // Of one that was left nobody wants to know: another may have begun, or failed.
      if (!left) setFailed(true);
    });
    return () => {
      left = true;
      setRtc(undefined);
      setPictures(noPictures);
      setPlaySound(undefined);
      void session?.leave().catch(() => undefined);
    };
  }, [openRtc, storage, ready, channel, content, tries]);

  const token = grant?.token;
  const opening = useRef<string>(undefined);
  useEffect(() => {
    // The grant that it was opened with is no news to it.
    if (rtc === undefined) opening.current = undefined;
    else if (opening.current === undefined) opening.current = token;
    else if (newest.current !== undefined && opening.current !== token) {
      opening.current = token;
      rtc.renew(newest.current).catch(() => setFailed(true));
    }
  }, [rtc, token]);

  useEffect(() => {
    rtc?.hear(hears);
  }, [rtc, hears]);
  useEffect(() => {
    if (rtc === undefined) return undefined;
    if (soundOnly && !publishes) {
      void rtc.receive('none').catch(() => undefined);
      setLevel('audio');
      return undefined;
    }
    const steered = publishes
      ? ({ kind: 'publisher', content, network: 'unknown' } as const)
      : ({ kind: 'viewer' } as const);
    const control = controlQuality(
      { rtc, now: () => performance.now(), report: (report) => connection.reportQuality(report), onLevel: setLevel },
      steered,
    );
    return () => control.stop();
  }, [rtc, soundOnly, publishes, content, connection]);

  const retry = useCallback(() => setTries((before) => before + 1), []);
  const status = statusOf(media?.state, rtc !== undefined, failed);
  return useMemo(
    () => ({ status, rtc, pictures, hears, setHears, soundOnly, setSoundOnly, level, playSound, retry }),
    [status, rtc, pictures, hears, soundOnly, level, playSound, retry],
  );
}

function statusOf(state: 'on' | 'off' | undefined, joined: boolean, failed: boolean): MediaStatus {
  if (state === undefined) return 'waiting';
  if (state === 'off') return 'off';
  if (failed) return 'failed';
  return joined ? 'on' : 'joining';
}

function withPicture(before: Pictures, account: string, picture: RtcPicture | undefined): Pictures {
  const after = new Map(before);
  if (picture === undefined) after.delete(account);
  else after.set(account, picture);
  return after;
}

/** A newer server may have categories that this app does not know. */
function categoryOf(name: string | undefined): Stream['category'] {
  return categories.find((category) => category === name) ?? 'other';
}
