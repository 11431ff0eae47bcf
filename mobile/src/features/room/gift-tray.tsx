import type { Gift } from '@halobuzz/core/api/wallet';
import { parseAmount } from '@halobuzz/core/money';
import type { Person } from '@halobuzz/core/protocol/messages/fields';
import { useEffect, useState } from 'react';
import { ScrollView, StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Choices } from '../../ui/choices.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { AppText } from '../../ui/text.tsx';
import { space, usePalette } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { GiftCombo } from './gift-combo.tsx';
import { GiftConfirm } from './gift-confirm.tsx';
import { GiftTile } from './gift-tile.tsx';
import type { OpenGifts, SendGift } from './room-session.ts';
import { type GiftOrder, useGiftOrder } from './use-gift-order.ts';
import { useRefusalText } from './use-refusal-text.ts';

/** The gifts, what there is to spend, and the steps to send one. Nothing is sent without a second press. */
export function GiftTray(props: {
  readonly gifts: readonly Gift[];
  /** Coins as the server last said; undefined when it has not. */
  readonly balance: string | undefined;
  /** Our transactions that the ledger has confirmed. */
  readonly confirmed: readonly string[];
  readonly send: SendGift;
  readonly newId: () => string;
  /** Ids of gifts that may have been charged; the room's, so that closing the tray keeps them. */
  readonly open: OpenGifts;
  /** Who may be given to beside the host. */
  readonly guests: readonly Person[];
  /** Staff paused gifts: they are shown, and none is sent. */
  readonly paused?: boolean;
  readonly onClose: () => void;
}) {
  const { gifts: words, ui, watching } = useWords();
  const refusalText = useRefusalText();
  const format = useFormat();
  const palette = usePalette();
  const { gifts, balance } = props;
  const { state, choose, reprice, cancel, confirm, again } = useGiftOrder(props.send, props.newId, props.open);
  const order = state.step === 'choosing' ? undefined : state.order;
  const coins = balance === undefined ? undefined : parseAmount(balance);
  const sold = gifts.find(({ id }) => id === order?.gift.id);
  useEffect(() => {
    if (sold !== undefined && sold.version !== order?.gift.version) reprice(sold);
  }, [sold, order?.gift.version, reprice]);
  const [toGuest, setToGuest] = useState<string>();
  // Who has left their seat meanwhile takes no gifts any more.
  const recipient = props.guests.some(({ id }) => id === toGuest) ? toGuest : undefined;
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
      <ScrollView style={styles.scroll} contentContainerStyle={styles.steps} keyboardShouldPersistTaps="handled">
        {props.paused === true ? <Notice tone="info" text={watching.giftsPaused} /> : null}
        {props.guests.length === 0 ? null : (
          <Choices
            wrap
            label={watching.giftFor}
            value={recipient ?? ''}
            onChoose={(id) => {
              setToGuest(id === '' ? undefined : id);
              if (order !== undefined) choose(order.gift, order.quantity, id === '' ? undefined : id);
            }}
            choices={[
              { value: '', label: watching.theHost },
              ...props.guests.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        )}
        {gifts.length === 0 ? (
          <AppText color="muted">{words.none}</AppText>
        ) : (
          <ScrollView horizontal style={styles.row} contentContainerStyle={styles.gifts}>
            {gifts.map((gift) => (
              <GiftTile
                key={gift.id}
                gift={gift}
                chosen={order?.gift.id === gift.id}
                affordable={coins === undefined || (parseAmount(gift.coins) ?? 0n) <= coins}
                disabled={state.step === 'sending' || props.paused === true}
                onChoose={() => choose(gift, 1, recipient)}
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
            refusalText={refusalText}
            onQuantity={(quantity) => choose(state.order.gift, quantity, recipient)}
            onConfirm={() => void confirm()}
            onCancel={cancel}
          />
        ) : null}
        {state.step === 'sent' ? (
          <View style={styles.sent}>
            <GiftCombo
              emoji={state.order.gift.emoji}
              name={state.order.gift.name}
              streak={state.streak}
              disabled={coins !== undefined && costOf(state.order) > coins}
              onAgain={again}
            />
            <View style={styles.outcome}>
              <Notice
                tone="success"
                text={
                  props.confirmed.includes(state.tx)
                    ? words.confirmed(`${state.order.gift.emoji} ${state.order.gift.name}`)
                    : words.accepted(`${state.order.gift.emoji} ${state.order.gift.name}`)
                }
              />
            </View>
          </View>
        ) : null}
        {coins === 0n ? <LinkButton href="/wallet/buy" label={watching.buyCoins} /> : null}
      </ScrollView>
    </View>
  );
}

function costOf({ gift, quantity }: GiftOrder): bigint {
  return (parseAmount(gift.coins) ?? 0n) * BigInt(quantity);
}

const styles = StyleSheet.create({
  tray: { borderTopWidth: 1, padding: space.m, gap: space.m, flexShrink: 1 },
  head: { flexDirection: 'row', alignItems: 'center', flexWrap: 'wrap', gap: space.m },
  balance: { flexDirection: 'row', alignItems: 'center', gap: space.s, flexGrow: 1, justifyContent: 'flex-end' },
  scroll: { flexGrow: 0, flexShrink: 1 },
  steps: { gap: space.m },
  row: { flexGrow: 0 },
  gifts: { gap: space.s, padding: space.xs },
  sent: { flexDirection: 'row', flexWrap: 'wrap', alignItems: 'center', gap: space.m },
  outcome: { flexGrow: 1, flexBasis: 200 },
});
