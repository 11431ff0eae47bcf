import { limits } from '@halobuzz/core/limits';
import { useEffect, useRef } from 'react';
import { Animated, Easing, Platform, Pressable, StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { AppText } from '../../ui/text.tsx';
import { radius, space, touchTarget, usePalette } from '../../ui/theme.ts';
import { useReducedMotion } from '../../ui/use-reduced-motion.ts';

/** While it is held, one more each time. */
const repeatMs = 160;

/** Sends the same gift again: tapped once each, or held for many. Shows how far the streak has come and how long it lasts. */
export function GiftCombo(props: {
  readonly emoji: string;
  readonly name: string;
  /** Pieces so far; 0 once the streak is over. */
  readonly streak: number;
  readonly disabled: boolean;
  readonly onAgain: () => void;
}) {
  const { watching: words } = useWords();
  const palette = usePalette();
  const reduced = useReducedMotion();
  const left = useRef(new Animated.Value(0)).current;
  const holding = useRef<ReturnType<typeof setInterval>>(undefined);
  const again = useRef(props.onAgain);
  again.current = props.onAgain;
  const { streak } = props;
  useEffect(() => {
    if (streak === 0 || reduced) return undefined;
    left.setValue(1);
    const run = Animated.timing(left, {
      toValue: 0,
      duration: limits.giftStreakTimeoutMs,
      easing: Easing.linear,
      useNativeDriver: Platform.OS !== 'web',
    });
    run.start();
    return () => run.stop();
  }, [left, streak, reduced]);
  const release = (): void => clearInterval(holding.current);
  useEffect(() => () => clearInterval(holding.current), []);
  useEffect(() => {
    if (props.disabled) clearInterval(holding.current);
  }, [props.disabled]);
  return (
    <Pressable
      role="button"
      aria-label={words.again(props.name)}
      aria-disabled={props.disabled}
      disabled={props.disabled}
      onPress={() => again.current()}
      onLongPress={() => {
        release();
        holding.current = setInterval(() => again.current(), repeatMs);
      }}
      onPressOut={release}
      style={({ pressed }) => [
        styles.combo,
        { backgroundColor: pressed ? palette.accentPressed : palette.accent },
        props.disabled ? styles.off : undefined,
      ]}
    >
      <AppText style={styles.emoji} aria-hidden>
        {props.emoji}
      </AppText>
      <View style={styles.text}>
        <AppText kind="strong" color="onAccent">
          {streak === 0 ? words.sendAgain : words.combo(streak)}
        </AppText>
        <AppText kind="label" color="onAccent">
          {words.hold}
        </AppText>
        <View style={styles.track} aria-hidden>
          <Animated.View style={[styles.rest, { backgroundColor: palette.onAccent, transform: [{ scaleX: left }] }]} />
        </View>
      </View>
    </Pressable>
  );
}

const styles = StyleSheet.create({
  combo: {
    minHeight: touchTarget + 20,
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.m,
    paddingHorizontal: space.l,
    paddingVertical: space.s,
    borderRadius: radius.full,
    alignSelf: 'flex-start',
  },
  off: { opacity: 0.55 },
  emoji: { fontSize: 30, lineHeight: 38 },
  text: { minWidth: 120 },
  track: { height: 3, marginTop: 2, overflow: 'hidden', borderRadius: 2 },
  rest: { height: 3, transformOrigin: 'left' },
});
