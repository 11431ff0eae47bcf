import { limits } from '@halobuzz/core/limits';
import type { GuestAct } from '@halobuzz/core/protocol/messages/guests';
import { useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { useRefusalText } from './use-refusal-text.ts';
import { useRoom, useSessionOfRoom } from './use-room-session.ts';

/** How a viewer stands to the seats beside the host: asked, invited, seated, or none of it. */
export type SeatState = 'none' | 'full' | 'asked' | 'invited' | 'seated';

export function useSeat(): SeatState {
  const own = useRoom((state) => state.you?.id);
  const seated = useRoom((state) => state.seated);
  const asks = useRoom((state) => state.asks);
  const taken = useRoom((state) => state.guests.length);
  if (seated) return 'seated';
  if (asks.invitations.some(({ person }) => person.id === own)) return 'invited';
  if (asks.requests.some(({ person }) => person.id === own)) return 'asked';
  return taken >= limits.roomGuestsMax ? 'full' : 'none';
}

/** Asks for a seat, answers an invitation, gives the seat up. */
export function GuestSeat({ seat }: { readonly seat: SeatState }) {
  const { watching: words } = useWords();
  const { guest } = useSessionOfRoom();
  const refusalText = useRefusalText();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string>();
  const act = async (what: GuestAct): Promise<void> => {
    setBusy(true);
    const reason = await guest(what);
    setBusy(false);
    setRefusal(reason === undefined ? undefined : refusalText(reason));
  };
  const button = (label: string, what: GuestAct, kind: 'primary' | 'secondary' | 'danger' = 'secondary') => (
    <Button label={label} kind={kind} busy={busy} onPress={() => void act(what)} />
  );
  return (
    <View style={styles.seat}>
      {refusal === undefined ? null : <Notice tone="error" text={refusal} />}
      {seat === 'none' ? button(words.askSeat, 'request') : null}
      {seat === 'full' ? <AppText color="muted">{words.seatsFull}</AppText> : null}
      {seat === 'asked' ? (
        <>
          <AppText role="status">{words.seatAsked}</AppText>
          {button(words.cancelSeat, 'cancel')}
        </>
      ) : null}
      {seat === 'invited' ? (
        <>
          <AppText kind="strong" role="alert">
            {words.seatInvited}
          </AppText>
          <AppText kind="small">{words.seatMeans}</AppText>
          <View style={styles.row}>
            {button(words.acceptSeat, 'accept', 'primary')}
            {button(words.declineSeat, 'decline')}
          </View>
        </>
      ) : null}
      {seat === 'seated' ? (
        <>
          <AppText role="status">{words.seated}</AppText>
          {button(words.leaveSeat, 'leave', 'danger')}
        </>
      ) : null}
    </View>
  );
}

const styles = StyleSheet.create({
  seat: { gap: space.s },
  row: { flexDirection: 'row', flexWrap: 'wrap', gap: space.s },
});
