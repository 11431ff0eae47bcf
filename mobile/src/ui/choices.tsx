import { Pressable, ScrollView, StyleSheet, View } from 'react-native';
import { AppText } from './text.tsx';
import { radius, space, usePalette } from './theme.ts';

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
}

/** One of several, as a row of chips: a radio group to assistive technology. It scrolls where it does not fit. */
export function Choices<T extends string>(props: {
  readonly label: string;
  readonly choices: readonly Choice<T>[];
  readonly value: T;
  readonly onChoose: (value: T) => void;
  /** Break into lines instead of scrolling sideways. */
  readonly wrap?: boolean;
}) {
  const palette = usePalette();
  const chips = props.choices.map((choice) => {
    const chosen = choice.value === props.value;
    return (
      <Pressable
        key={choice.value}
        role="radio"
        aria-checked={chosen}
        aria-label={choice.label}
        onPress={() => props.onChoose(choice.value)}
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
    minHeight: 40,
    justifyContent: 'center',
    paddingHorizontal: space.l,
    borderRadius: radius.full,
    borderWidth: 1,
  },
});
