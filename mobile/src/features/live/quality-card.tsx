import type { Stream } from '@halobuzz/core/api/streams';
import { contentOfCategory, type EncoderStep, encoderLadder } from '@halobuzz/core/media/encoder-ladders';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Card } from '../../ui/card.tsx';
import { Fact } from '../../ui/fact.tsx';
import { AppText } from '../../ui/text.tsx';
import { radius, space, usePalette } from '../../ui/theme.ts';

/** The steps between which a broadcast of this category moves by itself, best first, and where it begins. */
export function QualityCard({ category }: { readonly category: Stream['category'] }) {
  const { live: words } = useWords();
  const palette = usePalette();
  const content = contentOfCategory(category);
  const { steps, first } = encoderLadder(content, 'unknown');
  const textOf = ({ width, height, frameRate, kbpsMax }: EncoderStep): string =>
    width === 0 ? words.soundOnly : words.step(width, height, frameRate, (kbpsMax / 1_000).toFixed(1));
  return (
    <Card>
      <AppText kind="heading">{words.quality}</AppText>
      <Fact name={words.content} value={words.contents[content]} />
      <View role="list" aria-label={words.quality} style={styles.steps}>
        {steps.map((step, at) => (
          <View
            key={step.height}
            role="listitem"
            style={[styles.step, at === first ? { backgroundColor: palette.accentSoft } : undefined]}
          >
            <AppText kind="small">{textOf(step)}</AppText>
            {at === first ? <AppText kind="label">{words.begins}</AppText> : null}
          </View>
        ))}
      </View>
      <AppText kind="small" color="muted">
        {words.qualityNote}
      </AppText>
    </Card>
  );
}

const styles = StyleSheet.create({
  steps: { gap: space.xs },
  step: {
    flexDirection: 'row',
    flexWrap: 'wrap',
    justifyContent: 'space-between',
    gap: space.s,
    paddingHorizontal: space.s,
    paddingVertical: space.xs,
    borderRadius: radius.s,
  },
});
