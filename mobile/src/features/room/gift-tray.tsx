import type { Gift } from '@halobuzz/core/api/wallet';
import { parseAmount } from '@halobuzz/core/money';
import { Pressable, ScrollView, StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { AppText } from '../../ui/text.tsx';
import { radius, space, usePalette } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { GiftConfirm } from './gift-confirm.tsx';
import { useGiftOrder } from './use-gift-order.ts';
import type { GiftOutcome, OpenGifts } from './use-room.ts';

/** The gifts, what there is to spend, and the steps to send one. Nothing is sent without a second press. */
export function GiftTray(props: {
  readonly gifts: readonly Gift[];
  /** Coins as the server last said; undefined when it has not. */
  readonly balance: string | undefined;
  /** Our transactions that the ledger has confirmed. */
  readonly confirmed: readonly string[];
  readonly send: (giftId: string, quantity: number, clientId: string) => Promise<GiftOutcome>;
  readonly newId: () => string;
  /** Ids of gifts that may have been charged; the room's, so that closing the tray keeps them. */
  readonly open: OpenGifts;
  readonly onClose: () => void;
}) {
  const { gifts: words, ui } = useWords();
  const format = useFormat();
  const palette = usePalette();
  const { gifts, balance } = props;
  const { state, choose, cancel, confirm } = useGiftOrder(props.send, props.newId, props.open);
  const order = state.step === 'choosing' ? undefined : state.order;
  const coins = balance === undefined ? undefined : parseAmount(balance);
  return (
    <View
      role="region"
      aria-label={words.title}
      style={[styles.tray, { backgroundColor: palette.surface, borderColor: palette.border }]}
    >
      <View style={styles.head}>
        <AppText kind="heading">{words.title}</AppText>
        <View style={styles.balance}>
          <AppText kind="label" color="muted">
            {words.balance}
          </AppText>
          <AppText kind="strong" testID="gift-balance">
            {balance === undefined ? '–' : format.amount(balance)}
          </AppText>
        </View>
        <Button compact kind="quiet" label={ui.close} onPress={props.onClose} />
      </View>
      {gifts.length === 0 ? (
        <AppText color="muted">{words.none}</AppText>
      ) : (
        <ScrollView horizontal style={styles.scroll} contentContainerStyle={styles.gifts}>
          {gifts.map((gift) => (
            <GiftTile
              key={gift.id}
              gift={gift}
              chosen={order?.gift.id === gift.id}
              affordable={coins === undefined || (parseAmount(gift.coins) ?? 0n) <= coins}
              disabled={state.step === 'sending'}
              onChoose={() => choose(gift)}
            />
          ))}
        </ScrollView>
      )}
      {state.step === 'confirming' || state.step === 'sending' ? (
        <GiftConfirm
          order={state.order}
          coins={coins}
          busy={state.step === 'sending'}
          refusal={state.step === 'confirming' ? state.refusal : undefined}
          onQuantity={(quantity) => choose(state.order.gift, quantity)}
          onConfirm={() => void confirm()}
          onCancel={cancel}
        />
      ) : null}
      {state.step === 'sent' ? (
        <Notice
          tone="success"
          text={
            props.confirmed.includes(state.tx)
              ? words.confirmed(`${state.order.gift.emoji} ${state.order.gift.name}`)
              : words.accepted(`${state.order.gift.emoji} ${state.order.gift.name}`)
          }
        />
      ) : null}
      {coins === 0n ? <LinkButton href="/wallet" label={words.topUp} /> : null}
    </View>
  );
}

function GiftTile(props: {
  readonly gift: Gift;
  readonly chosen: boolean;
  readonly affordable: boolean;
  readonly disabled: boolean;
  readonly onChoose: () => void;
}) {
  const { ui } = useWords();
  const format = useFormat();
  const palette = usePalette();
  const { gift, chosen } = props;
  const price = ui.coins(format.amount(gift.coins));
  return (
    <Pressable
      role="button"
      aria-label={`${gift.name}, ${price}`}
      aria-selected={chosen}
      aria-disabled={props.disabled}
      disabled={props.disabled}
      onPress={props.onChoose}
      style={[
        styles.tile,
        {
          borderColor: chosen ? palette.accentText : palette.border,
          backgroundColor: chosen ? palette.accentSoft : palette.background,
        },
      ]}
    >
      <AppText style={styles.emoji} aria-hidden>
        {gift.emoji}
      </AppText>
      <AppText kind="label" numberOfLines={1}>
        {gift.name}
      </AppText>
      <AppText kind="label" color={props.affordable ? 'accentText' : 'muted'} numberOfLines={1}>
        {price}
      </AppText>
    </Pressable>
  );
}

const styles = StyleSheet.create({
  tray: { borderTopWidth: 1, padding: space.m, gap: space.m },
  head: { flexDirection: 'row', alignItems: 'center', flexWrap: 'wrap', gap: space.m },
  balance: { flexDirection: 'row', alignItems: 'center', gap: space.s, flexGrow: 1, justifyContent: 'flex-end' },
  scroll: { flexGrow: 0 },
  gifts: { gap: space.s, padding: space.xs },
  tile: {
    width: 104,
    alignItems: 'center',
    gap: space.xs,
    padding: space.s,
    borderWidth: 1,
    borderRadius: radius.m,
  },
  emoji: { fontSize: 30, lineHeight: 38 },
});
