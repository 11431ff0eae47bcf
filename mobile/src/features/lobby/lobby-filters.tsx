import { categories, type Stream } from '@halobuzz/core/api/streams';
import { useMemo, useState } from 'react';
import { ScrollView, StyleSheet, View } from 'react-native';
import { useLanguage, useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Choices } from '../../ui/choices.tsx';
import { space, touchTarget } from '../../ui/theme.ts';
import { countryNamer } from './country-names.ts';
import { CountrySheet } from './country-sheet.tsx';
import type { LobbyView } from './lobby-view.ts';

/** Category, country and tag. `tags` are those to offer. */
export function LobbyFilters(props: {
  readonly view: LobbyView;
  readonly tags: readonly string[];
  readonly onChange: (change: Partial<LobbyView>) => void;
}) {
  const { view, tags, onChange } = props;
  const { lobby: words, categories: categoryWords } = useWords();
  const { language } = useLanguage();
  const [choosing, setChoosing] = useState(false);
  const country = useMemo(
    () => (view.country === undefined ? words.everywhere : countryNamer(language)(view.country)),
    [view.country, words, language],
  );
  const filters: readonly { readonly value: Stream['category'] | 'all'; readonly label: string }[] = [
    { value: 'all', label: words.all },
    ...categories.map((value) => ({ value, label: categoryWords[value] })),
  ];
  const offered = view.tag === undefined ? tags : [view.tag, ...tags.filter((tag) => tag !== view.tag)];
  return (
    <View style={styles.filters}>
      <View style={styles.row}>
        <Button
          compact
          kind={view.country === undefined ? 'secondary' : 'primary'}
          label={country}
          spoken={words.countryIs(country)}
          expanded={choosing}
          style={styles.country}
          onPress={() => setChoosing(true)}
        />
        <View style={styles.categories}>
          <Choices
            label={words.filter}
            choices={filters}
            value={view.category ?? 'all'}
            onChoose={(category) => onChange({ category: category === 'all' ? undefined : category })}
          />
        </View>
      </View>
      {offered.length === 0 ? null : (
        <ScrollView horizontal showsHorizontalScrollIndicator={false} style={styles.scroll}>
          <View style={styles.row}>
            {offered.map((tag) => (
              <Button
                key={tag}
                compact
                kind={tag === view.tag ? 'primary' : 'quiet'}
                label={`#${tag}`}
                spoken={tag === view.tag ? words.tagOff(tag) : words.tagOn(tag)}
                onPress={() => onChange({ tag: tag === view.tag ? undefined : tag })}
              />
            ))}
          </View>
        </ScrollView>
      )}
      {choosing ? (
        <CountrySheet
          chosen={view.country}
          onChoose={(code) => {
            setChoosing(false);
            onChange({ country: code });
          }}
          onClose={() => setChoosing(false)}
        />
      ) : null}
    </View>
  );
}

const styles = StyleSheet.create({
  filters: { gap: space.s },
  scroll: { flexGrow: 0 },
  row: { flexDirection: 'row', alignItems: 'center', gap: space.s },
  categories: { flex: 1, minWidth: 0 },
  // A long name of a country leaves room for the categories.
  country: { maxWidth: 160, minHeight: touchTarget },
});
