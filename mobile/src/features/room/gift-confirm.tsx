import { parseAmount } from '@halobuzz/core/money';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Choices } from '../../ui/choices.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import type { Refusal } from './room-session.ts';
import type { GiftOrder } from './use-gift-order.ts';

const quantities = ['1', '5', '10', '50'].map((value) => ({ value, label: `× ${value}` }));

/** What the page of one's limits explains. */
const byLimits: readonly string[] = ['spend_cap_reached', 'coins_held', 'wallet_owing', 'wallet_frozen'];

/** Says exactly what will be charged, and asks. */
export function GiftConfirm(props: {
  readonly order: GiftOrder;
  /** Coins there are; undefined when unknown, then the server decides. */
  readonly coins: bigint | undefined;
  readonly busy: boolean;
  readonly refusal: Refusal | undefined;
  readonly refusalText: (refusal: Refusal) => string;
  readonly onQuantity: (quantity: number) => void;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}) {
  const { gifts: words, ui, watching } = useWords();
  const format = useFormat();
  const { gift, quantity } = props.order;
  const cost = (parseAmount(gift.coins) ?? 0n) * BigInt(quantity);
  const tooFew = props.coins !== undefined && cost > props.coins;
  const refusal = tooFew ? words.tooFew : props.refusal === undefined ? undefined : props.refusalText(props.refusal);
  const short = tooFew || props.refusal?.code === 'insufficient_balance';
  const limited = !tooFew && props.refusal !== undefined && byLimits.includes(props.refusal.code);
  return (
    <View style={styles.confirm}>
      <Choices
        wrap
        label={words.quantity}
        choices={quantities}
        value={quantity.toString()}
        onChoose={(value) => props.onQuantity(Number(value))}
      />
      <AppText kind="strong" role="status">
        {words.ask(gift.name, quantity, ui.coins(format.amount(cost)))}
      </AppText>
      {refusal === undefined ? null : (
        <AppText kind="small" color="danger" role="alert">
          {refusal}
        </AppText>
      )}
      <View style={styles.actions}>
        <Button
          label={props.busy ? words.sending : words.confirm}
          busy={props.busy}
          disabled={tooFew}
          onPress={props.onConfirm}
        />
        <Button kind="secondary" label={ui.cancel} disabled={props.busy} onPress={props.onCancel} />
        {short ? <LinkButton href="/wallet/buy" label={watching.buyCoins} /> : null}
        {limited ? <LinkButton href="/wallet/limits" label={watching.yourLimits} /> : null}
      </View>
    </View>
  );
}

const styles = StyleSheet.create({
  confirm: { gap: space.s },
  actions: { flexDirection: 'row', flexWrap: 'wrap', gap: space.s },
});
