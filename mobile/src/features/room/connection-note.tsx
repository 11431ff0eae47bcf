import { useEffect, useState } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { StageNote } from './stage.tsx';
import type { RoomMedia } from './use-room-media.ts';
import { useRoom } from './use-room-session.ts';

/** A connection that is away for less is nobody's worry. */
export const quietMs = 3_000;

/**
 * What is wrong with connection, host or line, quietly: what is there stays, and a connection that is away says what it does
 * once it has been away for a while.
 */
export function ConnectionNote({ media }: { readonly media: RoomMedia }) {
  const { room: words, watching } = useWords();
  const connection = useRoom((state) => state.connection);
  const room = useRoom((state) => state.room);
  const hostQuality = useRoom((state) => state.hostQuality);
  const hosting = useRoom((state) => state.you?.role === 'host');
  const away = connection !== 'live' && connection !== 'ended' && connection !== 'refused';
  const long = useLong(away);
  if (away && long) return <StageNote testID="connection-note" text={watching.reconnecting} />;
  if (room === undefined) return null;
  if (!room.hostOnline) return hosting ? null : <StageNote text={words.hostAway} />;
  if (media.status === 'on' && !media.soundOnly && (media.level === 'low' || media.level === 'audio')) {
    return <StageNote text={media.level === 'low' ? watching.poorLine : watching.poorLineSound} />;
  }
  const weakness = hosting || hostQuality === undefined ? undefined : words.hostQuality[hostQuality];
  return weakness === undefined ? null : <StageNote text={weakness} />;
}

/** Whether something has been so for longer than the quiet time. */
function useLong(is: boolean): boolean {
  const [long, setLong] = useState(false);
  useEffect(() => {
    if (!is) {
      setLong(false);
      return undefined;
    }
    const timer = setTimeout(() => setLong(true), quietMs);
    return () => clearTimeout(timer);
  }, [is]);
  return long;
}
