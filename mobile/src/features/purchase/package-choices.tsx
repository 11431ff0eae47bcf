import type { CoinPackageView } from '@halobuzz/core/api/payments';
import { Pressable, StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { AppText } from '../../ui/text.tsx';
import { radius, space, usePalette } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { useRadioGroup } from '../../ui/use-radio-group.ts';

/** Packages to choose one of, with what each costs: a radio group. */
export function PackageChoices(props: {
  readonly packages: readonly CoinPackageView[];
  readonly priceOf: (one: CoinPackageView) => string | undefined;
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
}) {
  const { purchase: words, ui } = useWords();
  const format = useFormat();
  const palette = usePalette();
  const sold = props.packages.filter((one) => props.priceOf(one) !== undefined);
  const radioOf = useRadioGroup(
    sold.map(({ id }) => id),
    props.chosen,
    props.onChoose,
  );
  return (
    <View role="radiogroup" aria-label={words.packages} style={styles.packages}>
      {sold.map((one) => {
        const price = props.priceOf(one) ?? '';
        const coins = ui.coins(format.amount(one.coins));
        const bonus = one.bonus === '0' ? undefined : words.bonus(format.amount(one.bonus));
        const chosen = one.id === props.chosen;
        return (
          <Pressable
            key={one.id}
            {...radioOf(one.id)}
            aria-label={words.packageSpoken(coins, bonus, price)}
            style={[
              styles.package,
              {
                backgroundColor: chosen ? palette.accentSoft : palette.surface,
                borderColor: chosen ? palette.accentText : palette.border,
              },
            ]}
          >
            <AppText kind="figure" style={styles.coins}>
              {format.amount(one.coins)}
            </AppText>
            <AppText kind="label" color={bonus === undefined ? 'muted' : 'success'}>
              {bonus ?? ' '}
            </AppText>
            <AppText kind="strong">{price}</AppText>
          </Pressable>
        );
      })}
    </View>
  );
}

const styles = StyleSheet.create({
  packages: { flexDirection: 'row', flexWrap: 'wrap', gap: space.m },
  package: {
    flexGrow: 1,
    flexBasis: 140,
    borderWidth: 2,
    borderRadius: radius.l,
    padding: space.l,
    alignItems: 'center',
    gap: space.xs,
  },
  coins: { fontVariant: ['tabular-nums'] },
});
