import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { ListEntry } from '../../ui/list-entry.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';

/** What was searched for before, to search for again or to forget. */
export function RecentList(props: {
  readonly searches: readonly string[];
  readonly onChoose: (search: string) => void;
  readonly onForget: (search: string) => void;
  readonly onForgetAll: () => void;
}) {
  const { search: words } = useWords();
  return (
    <View style={styles.recent}>
      <View style={styles.head}>
        <AppText kind="heading">{words.recent}</AppText>
        <Button compact kind="quiet" label={words.clearAll} onPress={props.onForgetAll} />
      </View>
      <View role="list" aria-label={words.recent}>
        {props.searches.map((one) => (
          <ListEntry key={one} style={styles.entry}>
            <Button
              kind="quiet"
              label={one}
              spoken={words.searchFor(one)}
              style={styles.search}
              onPress={() => props.onChoose(one)}
            />
            <Button
              compact
              kind="quiet"
              label={words.forget}
              spoken={words.forgetOne(one)}
              onPress={() => props.onForget(one)}
            />
          </ListEntry>
        ))}
      </View>
    </View>
  );
}

const styles = StyleSheet.create({
  recent: { gap: space.s },
  head: { flexDirection: 'row', alignItems: 'center', justifyContent: 'space-between', gap: space.m },
  entry: { flexDirection: 'row', alignItems: 'center', justifyContent: 'space-between', paddingVertical: 0 },
  search: { flexShrink: 1, justifyContent: 'flex-start', paddingHorizontal: 0 },
});
