import type { Account } from '@halobuzz/core/api/auth';
import type { Gift } from '@halobuzz/core/api/wallet';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { AppText } from '../../ui/text.tsx';
import { space, usePalette } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { VerifyBanner } from '../auth/verify-banner.tsx';
import { useServices } from '../services.ts';
import { Composer } from './composer.tsx';
import { GiftTray } from './gift-tray.tsx';
import { heart } from './like-burst.tsx';
import type { Room } from './use-room.ts';

/** What one can do in the room: say something, like, give. */
export function RoomBar(props: {
  readonly room: Room;
  readonly gifts: readonly Gift[];
  readonly account: Account;
  /** Whether the gift tray is open. */
  readonly giving: boolean;
  readonly onGiving: (giving: boolean) => void;
}) {
  const { gifts: giftsWords, room: roomWords } = useWords();
  const format = useFormat();
  const palette = usePalette();
  const { newId } = useServices();
  const { room, giving, onGiving } = props;
  const live = room.state.connection === 'live';
  const isHost = room.state.you?.role === 'host';
  return (
    <View>
      {giving && !isHost ? (
        props.account.emailVerified ? (
          <GiftTray
            gifts={props.gifts}
            balance={room.state.you?.balance}
            confirmed={room.state.confirmed}
            send={room.gift}
            newId={newId}
            open={room.openGifts}
            onClose={() => onGiving(false)}
          />
        ) : (
          <View style={styles.unverified}>
            <VerifyBanner />
          </View>
        )
      ) : null}
      <View style={[styles.bar, { borderColor: palette.border, backgroundColor: palette.surface }]}>
        <Composer enabled={live} onSend={room.chat} />
        <Button
          compact
          kind="secondary"
          label={`${heart} ${format.count(room.likes)}`}
          spoken={`${roomWords.like}, ${room.likes} ${roomWords.likes}`}
          disabled={!live}
          onPress={room.like}
          style={styles.action}
        />
        {isHost ? null : (
          <Button
            compact
            kind={giving ? 'primary' : 'secondary'}
            label={giftsWords.open}
            expanded={giving}
            onPress={() => onGiving(!giving)}
            style={styles.action}
          />
        )}
      </View>
      {isHost ? (
        <AppText kind="small" color="muted" style={styles.note}>
          {giftsWords.ownRoom}
        </AppText>
      ) : null}
    </View>
  );
}

const styles = StyleSheet.create({
  bar: {
    flexDirection: 'row',
    alignItems: 'flex-end',
    gap: space.s,
    padding: space.m,
    borderTopWidth: 1,
  },
  action: { minHeight: 44, minWidth: 44 },
  unverified: { padding: space.m },
  note: { paddingHorizontal: space.m, paddingBottom: space.s },
});
