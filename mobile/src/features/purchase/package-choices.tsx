import type { CoinPackageView } from '@halobuzz/core/api/payments';
import { useRef } from 'react';
import { Pressable, StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { AppText } from '../../ui/text.tsx';
import { radius, space, usePalette } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';

/**
 * Packages to choose one of, with what each costs. To the keyboard and assistive technology a radio group: one stop of the
 * tab key, arrows move the choice.
 */
export function PackageChoices(props: {
  readonly packages: readonly CoinPackageView[];
  readonly priceOf: (one: CoinPackageView) => string | undefined;
  readonly chosen: string | undefined;
  readonly onChoose: (id: string) => void;
}) {
  const { purchase: words, ui } = useWords();
  const format = useFormat();
  const palette = usePalette();
  const elements = useRef(new Map<string, View>());
  const sold = props.packages.filter((one) => props.priceOf(one) !== undefined);
  const at = sold.findIndex(({ id }) => id === props.chosen);
  const move = (step: number): void => {
    const next = sold[(Math.max(at, 0) + step + sold.length) % sold.length];
    if (next === undefined) return;
    props.onChoose(next.id);
    elements.current.get(next.id)?.focus();
  };
  return (
    <View role="radiogroup" aria-label={words.packages} style={styles.packages}>
      {sold.map((one, index) => {
        const price = props.priceOf(one) ?? '';
        const coins = ui.coins(format.amount(one.coins));
        const bonus = one.bonus === '0' ? undefined : words.bonus(format.amount(one.bonus));
        const chosen = index === at;
        // Known to react-native-web, not to React Native's types; apps have no such keys.
        const keys = {
          onKeyDown: (event: { readonly key: string; preventDefault(): void }) => {
            const step = steps[event.key];
            if (step !== undefined) move(step);
            else if (event.key === ' ') props.onChoose(one.id);
            else return;
            event.preventDefault();
          },
        };
        return (
          <Pressable
            key={one.id}
            ref={(element) => {
              if (element === null) elements.current.delete(one.id);
              else elements.current.set(one.id, element);
            }}
            {...keys}
            tabIndex={index === Math.max(at, 0) ? 0 : -1}
            role="radio"
            aria-checked={chosen}
            aria-label={words.packageSpoken(coins, bonus, price)}
            onPress={() => props.onChoose(one.id)}
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

const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

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
