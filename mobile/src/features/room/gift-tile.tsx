import type { Gift } from '@halobuzz/core/api/wallet';
import { Pressable, StyleSheet } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { AppText } from '../../ui/text.tsx';
import { textSize } from '../../ui/text-size.ts';
import { radius, space, usePalette } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { GiftPicture } from './gift-picture.tsx';

/** A gift with its price. One press chooses it, and sends nothing. */
export function GiftTile(props: {
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
  // Known to react-native-web, not to React Native's types.
  const pressed = { 'aria-pressed': chosen };
  return (
    <Pressable
      role="button"
      {...pressed}
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
      <GiftPicture gift={gift} />
      <AppText kind="label" align="center">
        {gift.name}
      </AppText>
      <AppText kind="label" color={props.affordable ? 'accentText' : 'muted'} align="center">
        {price}
      </AppText>
    </Pressable>
  );
}

const styles = StyleSheet.create({
  tile: {
    width: textSize(104),
    alignItems: 'center',
    gap: space.xs,
    padding: space.s,
    borderWidth: 1,
    borderRadius: radius.m,
  },
});
