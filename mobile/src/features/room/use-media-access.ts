import type { JoinData } from '@halobuzz/core/api/streams';
import type { MediaAccess } from '@halobuzz/core/client/media-access';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useServices } from '../services.ts';
import type { RoomSession } from './room-session.ts';
import { useRoomState } from './room-store.ts';

/**
 * The room's media access for as long as the screen is there: the first grant comes with the join, later ones in time before
 * each runs out, and at once when the own seat was taken or lost. The room's state has it as `media`.
 *
 * @returns hears what came with each place in the room
 */
export function useMediaAccess({ roomId, store }: RoomSession): (data: JoinData) => void {
  const { keepMedia } = useServices();
  // With the store that it came for: another try to get in begins without what an earlier one was given.
  const [joined, setJoined] = useState<{ readonly to: RoomSession['store']; readonly media: JoinData['media'] }>();
  const seated = useRoomState(store, (state) => state.seated);
  const access = useRef<Pick<MediaAccess, 'roleChanged'>>(undefined);
  const seatedBefore = useRef(seated);
  const first = joined?.to === store ? joined.media : undefined;

  useEffect(() => {
    if (first === undefined) return undefined;
    store.dispatch({ type: 'media', media: first });
    const kept = keepMedia(roomId, first, {
      onGrant: (media) => store.dispatch({ type: 'media', media }),
      onRefused: () => store.dispatch({ type: 'media', media: undefined }),
    });
    access.current = kept;
    return () => {
      kept.close();
      access.current = undefined;
    };
  }, [first, keepMedia, roomId, store]);

  useEffect(() => {
    if (seatedBefore.current === seated) return;
    seatedBefore.current = seated;
    void access.current?.roleChanged();
  }, [seated]);

  return useCallback(({ media }: JoinData) => setJoined({ to: store, media }), [store]);
}
