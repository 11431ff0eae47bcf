import { Pressable, ScrollView, StyleSheet, View } from 'react-native';
import { AppText } from './text.tsx';
import { radius, space, touchTarget, usePalette } from './theme.ts';
import { useRadioGroup } from './use-radio-group.ts';

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
  /** The language of the label, where it is another than that of the page. */
  readonly language?: string;
}

/** One of several, as a row of chips: a radio group. It scrolls where it does not fit. */
export function Choices<T extends string>(props: {
  readonly label: string;
  readonly choices: readonly Choice<T>[];
  readonly value: T;
  readonly onChoose: (value: T) => void;
  /** Break into lines instead of scrolling sideways. */
  readonly wrap?: boolean;
}) {
  const palette = usePalette();
  const radioOf = useRadioGroup(
    props.choices.map(({ value }) => value),
    props.value,
    props.onChoose,
  );
  const chips = props.choices.map((choice) => {
    const chosen = choice.value === props.value;
    return (
      <Pressable
        key={choice.value}
        {...radioOf(choice.value)}
        {...(choice.language === undefined ? {} : { lang: choice.language })}
        aria-label={choice.label}
        style={[
          styles.chip,
          {
            backgroundColor: chosen ? palette.text : palette.surface,
            borderColor: chosen ? palette.text : palette.border,
          },
        ]}
      >
        <AppText kind="label" color={chosen ? 'background' : 'text'}>
          {choice.label}
        </AppText>
      </Pressable>
    );
  });
  if (props.wrap === true) {
    return (
      <View role="radiogroup" aria-label={props.label} style={[styles.row, styles.wrapped]}>
        {chips}
      </View>
    );
  }
  return (
    <ScrollView horizontal showsHorizontalScrollIndicator={false} style={styles.scroll}>
      <View role="radiogroup" aria-label={props.label} style={styles.row}>
        {chips}
      </View>
    </ScrollView>
  );
}

const styles = StyleSheet.create({
  scroll: { flexGrow: 0 },
  row: { flexDirection: 'row', gap: space.s, padding: space.xs },
  wrapped: { flexWrap: 'wrap', paddingHorizontal: 0 },
  chip: {
    minHeight: touchTarget,
    justifyContent: 'center',
    paddingHorizontal: space.l,
    borderRadius: radius.full,
    borderWidth: 1,
  },
});
