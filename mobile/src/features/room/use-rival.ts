import { encoderLadder } from '@halobuzz/core/media/encoder-ladders';
import { useEffect, useState } from 'react';
import type { RtcPicture, RtcSession } from '../../media/rtc.ts';
import { useServices } from '../services.ts';
import type { Rival } from './pictures.tsx';
import { useRoom } from './use-room-session.ts';

/**
 * The other host of a running battle, with picture and sound where the other room lets us have them and the device can play
 * two rooms at once; else the battle goes on with a name.
 */
export function useRival(wanted: boolean, hears: boolean): Rival | undefined {
  const { api, openRtc } = useServices();
  const roomId = useRoom((state) => state.room?.id);
  const battle = useRoom((state) => state.battle);
  const [picture, setPicture] = useState<RtcPicture>();
  const [rtc, setRtc] = useState<RtcSession>();
  const side = battle?.state === 'running' ? battle.sides.find(({ room }) => room !== roomId) : undefined;
  const rivalRoom = wanted ? side?.room : undefined;
  const rivalHost = side?.host;
  const rivalId = rivalHost?.id;

  useEffect(() => {
    if (rivalRoom === undefined) return undefined;
    let left = false;
    let session: RtcSession | undefined;
    const join = async (): Promise<void> => {
      const answer = await api.media(rivalRoom);
      const step = encoderLadder('talk', 'unknown').steps[0];
      if (left || !answer.ok || answer.data.state === 'off' || step === undefined) return;
      const opened = await openRtc(answer.data, {
        content: 'talk',
        first: step,
        onPicture: (account, shown) => {
          if (account === rivalId) setPicture(shown);
        },
      });
      if (left) return opened.leave();
      session = opened;
      // Half a stage needs no more.
      await opened.receive('low').catch(() => undefined);
      if (!left) setRtc(opened);
    };
    join().catch(() => undefined);
    return () => {
      left = true;
      setPicture(undefined);
      setRtc(undefined);
      void session?.leave().catch(() => undefined);
    };
  }, [api, openRtc, rivalRoom, rivalId]);
  useEffect(() => {
    rtc?.hear(hears);
  }, [rtc, hears]);

  return rivalHost === undefined ? undefined : { host: rivalHost, picture };
}
