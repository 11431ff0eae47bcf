import { StyleSheet, View } from 'react-native';
import { AppText } from './text.tsx';
import { space, usePalette } from './theme.ts';

/** How much of something is done, as a bar and in words. */
export function ProgressBar(props: {
  readonly label: string;
  readonly done: number;
  readonly total: number;
  readonly text: string;
}) {
  const palette = usePalette();
  const { done, total } = props;
  return (
    <View style={styles.progress}>
      <View
        role="progressbar"
        aria-label={props.label}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={done}
        aria-valuetext={props.text}
        style={[styles.track, { backgroundColor: palette.raised, borderColor: palette.border }]}
      >
        <View
          style={[styles.bar, { width: `${(100 * Math.min(done, total)) / total}%`, backgroundColor: palette.accent }]}
        />
      </View>
      <AppText kind="small" color="muted">
        {props.text}
      </AppText>
    </View>
  );
}

const styles = StyleSheet.create({
  progress: { gap: space.xs },
  track: { height: 10, borderRadius: 5, borderWidth: 1, overflow: 'hidden' },
  bar: { height: '100%' },
});
