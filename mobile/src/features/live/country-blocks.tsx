import { limits } from '@halobuzz/core/limits';
import { useMemo, useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useLanguage, useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { AppText } from '../../ui/text.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { space } from '../../ui/theme.ts';
import { countryNamer, type NamedCountry, namedCountries } from '../lobby/country-names.ts';

/** As many as are easily looked through. */
const FOUND_MAX = 6;

/** Countries from which nobody comes in: found by name or code, each taken back by a press. */
export function CountryBlocks(props: {
  readonly blocked: readonly string[];
  readonly onChange: (blocked: readonly string[]) => void;
}) {
  const { live: words } = useWords();
  const { language } = useLanguage();
  const { blocked } = props;
  const [text, setText] = useState('');
  const all = useMemo(() => namedCountries(language, []), [language]);
  const nameOf = useMemo(() => countryNamer(language), [language]);
  const wanted = text.trim().toLocaleLowerCase(language);
  const found = blocked.length >= limits.streamCountryBlocksMax ? [] : matching(all, blocked, wanted, language);
  const add = (code: string): void => {
    props.onChange([...blocked, code]);
    setText('');
  };
  return (
    <View style={styles.field}>
      <TextField
        label={words.countries}
        hint={words.countriesHint}
        value={text}
        onChangeText={setText}
        autoCorrect={false}
        autoCapitalize="words"
        onSubmitEditing={() => {
          const [first] = found;
          if (first !== undefined) add(first.code);
        }}
      />
      <View style={styles.row} role="status">
        {found.map(({ code, name }) => (
          <Button
            key={code}
            compact
            kind="secondary"
            label={`+ ${name}`}
            spoken={words.countryAdd(name)}
            onPress={() => add(code)}
          />
        ))}
      </View>
      {blocked.length === 0 ? (
        <AppText kind="small" color="muted">
          {words.countriesNone}
        </AppText>
      ) : (
        <View style={styles.row} role="list" aria-label={words.countries}>
          {blocked.map((code) => (
            <View key={code} role="listitem">
              <Button
                compact
                kind="danger"
                label={`${nameOf(code)} ×`}
                spoken={words.countryRemove(nameOf(code))}
                onPress={() => props.onChange(blocked.filter((one) => one !== code))}
              />
            </View>
          ))}
        </View>
      )}
    </View>
  );
}

/** Whose code it is first, then whose name begins so, then whose name holds it. */
function matching(
  all: readonly NamedCountry[],
  blocked: readonly string[],
  wanted: string,
  language: string,
): readonly NamedCountry[] {
  if (wanted === '') return [];
  const rank = ({ code, name }: NamedCountry): number => {
    const lower = name.toLocaleLowerCase(language);
    if (code.toLowerCase() === wanted) return 0;
    if (lower.startsWith(wanted)) return 1;
    return lower.includes(wanted) ? 2 : 3;
  };
  const open = all.filter((country) => !blocked.includes(country.code) && rank(country) < 3);
  return open.sort((a, b) => rank(a) - rank(b)).slice(0, FOUND_MAX);
}

const styles = StyleSheet.create({
  field: { gap: space.s },
  row: { flexDirection: 'row', flexWrap: 'wrap', gap: space.s },
});
