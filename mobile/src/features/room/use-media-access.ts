import type { Media } from '@halobuzz/core/api/media';
import type { MediaAccess } from '@halobuzz/core/client/media-access';
import { useEffect, useRef, useState } from 'react';
import { useServices } from '../services.ts';

/**
 * The room's media access for as long as the screen is there: `first` came with the join, later ones in time before each runs
 * out, and at once when the own seat was taken or lost. Undefined before the join, and for who may have it no more.
 */
export function useMediaAccess(roomId: string, first: Media | undefined, seated: boolean): Media | undefined {
  const { keepMedia } = useServices();
  const [media, setMedia] = useState<Media>();
  const access = useRef<Pick<MediaAccess, 'roleChanged'>>(undefined);
  const seatedBefore = useRef(seated);

  useEffect(() => {
    setMedia(first);
    if (first === undefined) return undefined;
    const kept = keepMedia(roomId, first, { onGrant: setMedia, onRefused: () => setMedia(undefined) });
    access.current = kept;
    return () => {
      kept.close();
      access.current = undefined;
    };
  }, [first, keepMedia, roomId]);

  useEffect(() => {
    if (seatedBefore.current === seated) return;
    seatedBefore.current = seated;
    void access.current?.roleChanged();
  }, [seated]);

  return media;
}
