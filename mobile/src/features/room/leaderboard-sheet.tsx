import { CommandError } from '@halobuzz/core/client/pending-commands';
import type { ReplyOf } from '@halobuzz/core/client/room-client';
import type { LeaderboardScope } from '@halobuzz/core/protocol/messages/leaderboard';
import { useEffect, useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Choices } from '../../ui/choices.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Loading } from '../../ui/loading.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { PersonLink } from '../people/person-link.tsx';
import { useSessionOfRoom } from './use-room-session.ts';

const scopes: readonly LeaderboardScope[] = ['room', 'day', 'week', 'host'];

/** Who has given most: in this broadcast, or to its host on this day, in this week, ever. */
export function LeaderboardSheet({ onClose }: { readonly onClose: () => void }) {
  const { watching: words, ui, errors, room } = useWords();
  const format = useFormat();
  const { connection } = useSessionOfRoom();
  const [scope, setScope] = useState<LeaderboardScope>('room');
  const [board, setBoard] = useState<ReplyOf<'leaderboard'>>();
  const [failure, setFailure] = useState<string>();
  useEffect(() => {
    let left = false;
    setBoard(undefined);
    setFailure(undefined);
    connection.command({ t: 'leaderboard', scope }).then(
      (reply) => {
        if (!left && reply.t === 'leaderboard') setBoard(reply);
      },
      (error: unknown) => {
        if (!left) setFailure(errors[error instanceof CommandError ? error.code : 'internal']);
      },
    );
    return () => {
      left = true;
    };
  }, [connection, scope, errors]);
  return (
    <Sheet label={room.topGifters} onClose={onClose}>
      <AppText kind="heading">{room.topGifters}</AppText>
      <Choices
        wrap
        label={words.boardOf}
        value={scope}
        onChoose={setScope}
        choices={scopes.map((value) => ({ value, label: words.boards[value] }))}
      />
      {failure === undefined ? null : <Notice tone="error" text={failure} />}
      {board === undefined && failure === undefined ? <Loading /> : null}
      {board !== undefined && board.entries.length === 0 ? <Empty text={room.topEmpty} /> : null}
      <View role="list" aria-label={words.boards[scope]}>
        {board?.entries.map(({ rank, person, coins }) => (
          <View key={person.id} role="listitem" style={styles.place}>
            <AppText kind="figure" style={styles.rank}>
              {rank}
            </AppText>
            <View style={styles.who}>
              <PersonLink username={person.name} />
            </View>
            <AppText kind="strong" color="accentText">
              {ui.coins(format.amount(coins))}
            </AppText>
          </View>
        ))}
      </View>
      {board?.own === undefined ? null : (
        <AppText kind="strong" role="status">
          {words.ownRank(board.own.rank, ui.coins(format.amount(board.own.coins)))}
        </AppText>
      )}
      <Button kind="quiet" label={ui.close} onPress={onClose} />
    </Sheet>
  );
}

const styles = StyleSheet.create({
  place: { flexDirection: 'row', alignItems: 'center', gap: space.m },
  rank: { minWidth: 36 },
  who: { flex: 1 },
});
