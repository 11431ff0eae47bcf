import type { ReactNode } from 'react';
import { StyleSheet, View } from 'react-native';
import { ListEntry } from '../../ui/list-entry.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';

/** One person of a list: the name, a line about them, and what can be done. */
export function PersonRow(props: { readonly name: string; readonly note?: string; readonly children?: ReactNode }) {
  return (
    <ListEntry style={styles.entry}>
      <View style={styles.words}>
        <AppText kind="strong" numberOfLines={1}>
          {props.name}
        </AppText>
        {props.note === undefined ? null : (
          <AppText kind="small" color="muted">
            {props.note}
          </AppText>
        )}
      </View>
      <View style={styles.acts}>{props.children}</View>
    </ListEntry>
  );
}

const styles = StyleSheet.create({
  entry: { flexDirection: 'row', flexWrap: 'wrap', alignItems: 'center', gap: space.s },
  words: { flexGrow: 1, flexShrink: 1, flexBasis: 120 },
  acts: { flexDirection: 'row', flexWrap: 'wrap', gap: space.xs },
});
