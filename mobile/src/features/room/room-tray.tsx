import type { Gift } from '@halobuzz/core/api/wallet';
import { StyleSheet, View } from 'react-native';
import { radius, space } from '../../ui/theme.ts';
import { VerifyBanner } from '../auth/verify-banner.tsx';
import { useServices } from '../services.ts';
import { GiftTray } from './gift-tray.tsx';
import { isPausedIn } from './room-state.ts';
import { useRoom, useSessionOfRoom } from './use-room-session.ts';

/** The gift tray of this room; who has not proved an e-mail address is asked for that first. */
export function RoomTray(props: {
  readonly gifts: readonly Gift[];
  readonly verified: boolean;
  readonly onClose: () => void;
}) {
  const { newId } = useServices();
  const { gift, openGifts } = useSessionOfRoom();
  const balance = useRoom((state) => state.you?.balance);
  const own = useRoom((state) => state.you?.id);
  const confirmed = useRoom((state) => state.confirmed);
  const guests = useRoom((state) => state.guests);
  const paused = useRoom((state) => isPausedIn(state, 'gifts'));
  if (!props.verified) {
    return (
      <View style={styles.unverified}>
        <VerifyBanner />
      </View>
    );
  }
  return (
    <View style={styles.tray}>
      <GiftTray
        gifts={props.gifts}
        balance={balance}
        confirmed={confirmed}
        send={gift}
        newId={newId}
        open={openGifts}
        paused={paused}
        guests={guests.filter(({ id }) => id !== own)}
        onClose={props.onClose}
      />
    </View>
  );
}

const styles = StyleSheet.create({
  tray: { borderRadius: radius.l, overflow: 'hidden', flexShrink: 1 },
  unverified: { padding: space.m },
});
