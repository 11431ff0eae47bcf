import type { ReactNode } from 'react';
import { StyleSheet, View } from 'react-native';
import { AppText } from './text.tsx';
import { textSize } from './text-size.ts';
import { radius, space, usePalette } from './theme.ts';

/** A line about what happened: errors interrupt a screen reader, the rest waits its turn. */
export function Notice(props: {
  readonly tone: 'error' | 'success' | 'info';
  readonly text: string;
  readonly action?: ReactNode;
}) {
  const palette = usePalette();
  const fill = { error: palette.dangerSoft, success: palette.successSoft, info: palette.accentSoft }[props.tone];
  const color = ({ error: 'danger', success: 'success', info: 'text' } as const)[props.tone];
  return (
    <View role={props.tone === 'error' ? 'alert' : 'status'} style={[styles.notice, { backgroundColor: fill }]}>
      <View style={styles.text}>
        <AppText kind="small" color={color}>
          {props.text}
        </AppText>
      </View>
      {props.action}
    </View>
  );
}

const styles = StyleSheet.create({
  notice: {
    borderRadius: radius.m,
    paddingVertical: space.s,
    paddingHorizontal: space.m,
    minHeight: 44,
    flexDirection: 'row',
    flexWrap: 'wrap',
    alignItems: 'center',
    alignContent: 'center',
    gap: space.s,
  },
  text: { flexGrow: 1, flexShrink: 1, flexBasis: textSize(180) },
});
