import type { GiftEvent } from '@halobuzz/core/protocol/messages/gift';
import { useEffect, useRef, useState } from 'react';
import { type GiftShows, nextChangeMs, noShows, settled, withGiftShown } from './gift-shows.ts';

/**
 * The streaks to show, from the newest gifts of a room.
 *
 * @param gifts the newest, oldest first
 * @param seen how many the room had in all
 */
export function useGiftShows(gifts: readonly GiftEvent[], seen: number): GiftShows {
  const [shows, setShows] = useState(noShows);
  const taken = useRef(seen);
  useEffect(() => {
    const fresh = Math.min(seen - taken.current, gifts.length);
    taken.current = seen;
    if (fresh <= 0) return;
    const nowMs = Date.now();
    setShows((before) => gifts.slice(-fresh).reduce((next, gift) => withGiftShown(next, gift, nowMs), before));
  }, [gifts, seen]);
  const changeMs = nextChangeMs(shows);
  useEffect(() => {
    if (changeMs === undefined) return undefined;
    const timer = setTimeout(
      () => setShows((before) => settled(before, Date.now())),
      Math.max(0, changeMs - Date.now()),
    );
    return () => clearTimeout(timer);
  }, [changeMs]);
  return shows;
}
