import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { touchTarget } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { heart, LikeBurst } from './like-burst.tsx';
import { likesShown } from './room-state.ts';
import { useRoom, useSessionOfRoom } from './use-room-session.ts';

/** A like with each tap, and how many there are. */
export function LikeButton() {
  const { room: words } = useWords();
  const format = useFormat();
  const { like } = useSessionOfRoom();
  const likes = useRoom(likesShown);
  const live = useRoom((state) => state.connection === 'live');
  return (
    <Button
      compact
      kind="secondary"
      label={`${heart} ${format.count(likes)}`}
      spoken={words.like(likes)}
      disabled={!live}
      onPress={like}
      style={{ minHeight: touchTarget, minWidth: touchTarget }}
    />
  );
}

/** The hearts of everybody's likes. */
export function RoomHearts() {
  return <LikeBurst likes={useRoom(likesShown)} />;
}
