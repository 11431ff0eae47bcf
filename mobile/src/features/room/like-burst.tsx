import { limits } from '@halobuzz/core/limits';
import { useCallback, useEffect, useRef, useState } from 'react';
import { Animated, Easing, Platform, StyleSheet, Text, View } from 'react-native';
import { useReducedMotion } from '../../ui/use-reduced-motion.ts';

/** Hearts in the air at once, and new ones for one change of the count. */
export const heartsMax = limits.clientHeartsMax;
const heartsPerChangeMax = 3;
const riseMs = 1_600;
/** A heart drawn as text (the variation selector says so): it takes a colour and needs no emoji font. */
export const heart = '♥\uFE0E';

/** Hearts that rise when the count does. Decoration: hidden from assistive technology, absent with reduced motion. */
export function LikeBurst({ likes }: { readonly likes: number }) {
  const reduced = useReducedMotion();
  const [hearts, setHearts] = useState<readonly number[]>([]);
  const seen = useRef(likes);
  const nextId = useRef(0);
  useEffect(() => {
    const fresh = Math.min(likes - seen.current, heartsPerChangeMax);
    seen.current = likes;
    if (reduced || fresh <= 0) return;
    const ids = Array.from({ length: fresh }, () => {
      nextId.current += 1;
      return nextId.current;
    });
    setHearts((before) => [...before, ...ids].slice(-heartsMax));
  }, [likes, reduced]);
  const gone = useCallback((id: number) => setHearts((before) => before.filter((other) => other !== id)), []);
  return (
    <View style={styles.sky} aria-hidden>
      {hearts.map((id) => (
        <Heart key={id} id={id} onGone={gone} />
      ))}
    </View>
  );
}

function Heart({ id, onGone }: { readonly id: number; readonly onGone: (id: number) => void }) {
  const progress = useRef(new Animated.Value(0)).current;
  useEffect(() => {
    const rise = Animated.timing(progress, {
      toValue: 1,
      duration: riseMs,
      easing: Easing.out(Easing.quad),
      useNativeDriver: Platform.OS !== 'web',
    });
    rise.start(() => onGone(id));
    return () => rise.stop();
  }, [progress, id, onGone]);
  // Spreads the hearts without chance: the golden angle never repeats closely.
  const sway = ((id * 137.5) % 60) - 30;
  return (
    <Animated.View
      style={[
        styles.heart,
        {
          end: 24 + ((id * 37) % 64),
          opacity: progress.interpolate({ inputRange: [0, 0.1, 0.7, 1], outputRange: [0, 1, 0.9, 0] }),
          transform: [
            { translateY: progress.interpolate({ inputRange: [0, 1], outputRange: [0, -190] }) },
            { translateX: progress.interpolate({ inputRange: [0, 0.5, 1], outputRange: [0, sway, sway / 2] }) },
          ],
        },
      ]}
    >
      <Text style={styles.glyph}>{heart}</Text>
    </Animated.View>
  );
}

const styles = StyleSheet.create({
  sky: { position: 'absolute', end: 0, bottom: 64, height: 240, width: 140, overflow: 'hidden', pointerEvents: 'none' },
  heart: { position: 'absolute', bottom: 8 },
  glyph: { fontSize: 28, color: '#ff5c72' },
});
