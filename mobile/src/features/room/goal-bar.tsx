import { parseAmount } from '@halobuzz/core/money';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { AppText } from '../../ui/text.tsx';
import { radius, space, usePalette } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import type { FeedFace } from './feed-line.tsx';
import { useRoom } from './use-room-session.ts';

/** What the host wants the room to give, and how far it has come. */
export function GoalBar({ on }: { readonly on: FeedFace }) {
  const { watching: words, ui } = useWords();
  const palette = usePalette();
  const format = useFormat();
  const goal = useRoom((state) => state.goal);
  if (goal === undefined) return null;
  const target = parseAmount(goal.target) ?? 0n;
  const progress = parseAmount(goal.progress) ?? 0n;
  const percent = target === 0n ? 0 : Math.min(100, Number((progress * 100n) / target));
  const over = on === 'stage';
  const reached = progress >= target;
  return (
    <View style={[styles.goal, over ? styles.over : { backgroundColor: palette.raised }]}>
      <View style={styles.line}>
        <AppText kind="label" color={over ? 'onStage' : 'text'} numberOfLines={1} style={styles.title}>
          {reached ? words.goalReached(goal.title) : goal.title}
        </AppText>
        <AppText kind="label" color={over ? 'onStage' : 'muted'}>
          {words.goalOf(format.amount(progress), ui.coins(format.amount(target)))}
        </AppText>
      </View>
      <View
        role="progressbar"
        aria-label={goal.title}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        style={[styles.track, { backgroundColor: over ? 'rgba(255, 255, 255, 0.25)' : palette.border }]}
      >
        <View style={[styles.fill, { width: `${percent}%`, backgroundColor: palette.accent }]} />
      </View>
    </View>
  );
}

const styles = StyleSheet.create({
  goal: { borderRadius: radius.m, paddingHorizontal: space.m, paddingVertical: space.s, gap: space.xs },
  over: { backgroundColor: 'rgba(0, 0, 0, 0.5)' },
  line: { flexDirection: 'row', justifyContent: 'space-between', gap: space.s },
  title: { flexShrink: 1 },
  track: { height: 6, borderRadius: 3, overflow: 'hidden' },
  fill: { height: 6, borderRadius: 3 },
});
