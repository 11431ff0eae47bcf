import { useEffect, useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { AppText } from '../../ui/text.tsx';
import { space, usePalette } from '../../ui/theme.ts';

/** How often the bar moves, ms. */
const PERIOD_MS = 100;
/** From which level on a voice is quiet, good and loud. */
const steps = [
  { from: 0.85, name: 'loud' },
  { from: 0.45, name: 'good' },
  { from: 0.15, name: 'quiet' },
] as const;
const BARS = 12;

/** How loud the microphone is: bars for the eye, one word for everybody else. */
export function LevelMeter({ level }: { readonly level: () => number }) {
  const { live: words } = useWords();
  const palette = usePalette();
  const [now, setNow] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setNow(level()), PERIOD_MS);
    return () => clearInterval(timer);
  }, [level]);
  const name = steps.find(({ from }) => now >= from)?.name ?? 'silent';
  return (
    <View style={styles.meter}>
      <View
        role="meter"
        aria-label={words.level}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(now * 100)}
        aria-valuetext={words.levels[name]}
        style={styles.bars}
      >
        {Array.from({ length: BARS }, (_, at) => (
          <View
            // The bars are the same for ever: their places are what they are.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            key={at}
            style={[styles.bar, { backgroundColor: now * BARS > at ? palette.success : palette.raised }]}
          />
        ))}
      </View>
      <AppText kind="label" color={name === 'silent' ? 'danger' : 'muted'}>
        {words.levels[name]}
      </AppText>
    </View>
  );
}

const styles = StyleSheet.create({
  meter: { flexDirection: 'row', alignItems: 'center', gap: space.m },
  bars: { flex: 1, flexDirection: 'row', gap: 3 },
  bar: { flex: 1, height: 14, borderRadius: 3 },
});
