import { useRef } from 'react';
import { Pressable, ScrollView, StyleSheet, View } from 'react-native';
import { useDirection } from '../i18n/use-words.ts';
import { AppText } from './text.tsx';
import { radius, space, touchTarget, usePalette } from './theme.ts';

export interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
  /** The language of the label, where it is another than that of the page. */
  readonly language?: string;
}

/**
 * One of several, as a row of chips. It scrolls where it does not fit. To assistive technology and the keyboard it is a
 * radio group: one stop of the tab key, arrows move the choice (WAI-ARIA Authoring Practices, radio group pattern).
 */
export function Choices<T extends string>(props: {
  readonly label: string;
  readonly choices: readonly Choice<T>[];
  readonly value: T;
  readonly onChoose: (value: T) => void;
  /** Break into lines instead of scrolling sideways. */
  readonly wrap?: boolean;
}) {
  const palette = usePalette();
  const direction = useDirection();
  const elements = useRef(new Map<T, View>());
  const chosenAt = props.choices.findIndex((choice) => choice.value === props.value);
  const move = (step: number): void => {
    const count = props.choices.length;
    const next = props.choices[(chosenAt + step + count) % count];
    if (next === undefined) return;
    props.onChoose(next.value);
    elements.current.get(next.value)?.focus();
  };
  const chips = props.choices.map((choice, index) => {
    const chosen = index === chosenAt;
    // Known to react-native-web, not to React Native's types; apps have no such keys.
    const keys = {
      onKeyDown: (event: KeyEvent) => {
        const step = steps[event.key];
        if (step !== undefined) move(direction === 'rtl' ? (mirrored[event.key] ?? step) : step);
        else if (event.key === ' ') props.onChoose(choice.value);
        else return;
        event.preventDefault();
      },
    };
    return (
      <Pressable
        key={choice.value}
        ref={(element) => {
          if (element === null) elements.current.delete(choice.value);
          else elements.current.set(choice.value, element);
        }}
        {...keys}
        {...(choice.language === undefined ? {} : { lang: choice.language })}
        tabIndex={index === Math.max(chosenAt, 0) ? 0 : -1}
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

interface KeyEvent {
  readonly key: string;
  preventDefault(): void;
}

const steps: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
/** Where lines are written from the right, the next choice stands to the left. */
const mirrored: Readonly<Record<string, number>> = { ArrowRight: -1, ArrowLeft: 1 };

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
