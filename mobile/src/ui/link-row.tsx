import { type Href, Link } from 'expo-router';
import { Pressable, StyleSheet, View } from 'react-native';
import { Chevron } from './chevron.tsx';
import { AppText } from './text.tsx';
import { space, touchTarget, usePalette } from './theme.ts';

/** A place to go, in a list of such: its name, and what is there. */
export function LinkRow(props: {
  readonly href: Href;
  readonly label: string;
  readonly description: string;
  /** A line above it, in a list. */
  readonly ruled?: boolean;
}) {
  const palette = usePalette();
  return (
    <Link href={props.href} asChild>
      <Pressable
        role="link"
        style={StyleSheet.flatten([
          styles.row,
          props.ruled === true ? { borderTopWidth: 1, borderColor: palette.border } : undefined,
        ])}
      >
        <View style={styles.words}>
          <AppText kind="strong">{props.label}</AppText>
          <AppText kind="small" color="muted">
            {props.description}
          </AppText>
        </View>
        <Chevron to="next" color="muted" />
      </Pressable>
    </Link>
  );
}

const styles = StyleSheet.create({
  row: {
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.l,
    minHeight: touchTarget,
    paddingVertical: space.m,
  },
  words: { flex: 1, gap: 2 },
});
