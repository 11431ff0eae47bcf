import { StyleSheet, View } from 'react-native';
import { AppText } from './text.tsx';
import { textSize } from './text-size.ts';
import { space } from './theme.ts';

/** A name and its value. Long values, such as fingerprints, break anywhere. */
export function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <View style={styles.fact}>
      <AppText kind="small" color="muted" style={styles.name}>
        {name}
      </AppText>
      <AppText kind="small" selectable style={styles.value}>
        {value}
      </AppText>
    </View>
  );
}

const styles = StyleSheet.create({
  fact: { flexDirection: 'row', flexWrap: 'wrap', columnGap: space.m },
  name: { flexGrow: 1, flexBasis: textSize(150) },
  // Known to react-native-web: a word that fits no line breaks. Text of apps does so by itself.
  value: { flexGrow: 2, flexBasis: textSize(220), flexShrink: 1, wordBreak: 'break-word' } as object,
});
