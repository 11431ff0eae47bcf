import { useMemo, useState } from 'react';
import { Pressable, StyleSheet, View } from 'react-native';
import { useLanguage, useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { AppText } from '../../ui/text.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { radius, space, touchTarget, usePalette } from '../../ui/theme.ts';
import { useServices } from '../services.ts';
import { countriesOfLanguages, namedCountries } from './country-names.ts';

/** Every country to choose one from, the person's own first; or none. */
export function CountrySheet(props: {
  readonly chosen: string | undefined;
  readonly onChoose: (code: string | undefined) => void;
  readonly onClose: () => void;
}) {
  const { lobby: words, ui } = useWords();
  const { language } = useLanguage();
  const { deviceLanguages } = useServices();
  const [typed, setTyped] = useState('');
  const all = useMemo(
    () => namedCountries(language, countriesOfLanguages(deviceLanguages())),
    [language, deviceLanguages],
  );
  const wanted = typed.trim().toLocaleLowerCase(language);
  const found = all.filter(
    ({ code, name }) => name.toLocaleLowerCase(language).includes(wanted) || code.toLowerCase() === wanted,
  );
  return (
    <Sheet label={words.country} onClose={props.onClose}>
      <AppText kind="heading">{words.country}</AppText>
      <TextField
        label={words.countrySearch}
        value={typed}
        onChangeText={setTyped}
        autoCorrect={false}
        autoCapitalize="none"
      />
      <View role="radiogroup" aria-label={words.country}>
        {wanted === '' ? (
          <CountryRow
            name={words.everywhere}
            chosen={props.chosen === undefined}
            onPress={() => props.onChoose(undefined)}
          />
        ) : null}
        {found.map(({ code, name }) => (
          <CountryRow key={code} name={name} chosen={props.chosen === code} onPress={() => props.onChoose(code)} />
        ))}
      </View>
      {found.length === 0 ? (
        <AppText color="muted" role="status">
          {words.countryNone}
        </AppText>
      ) : null}
      <Button kind="secondary" label={ui.close} onPress={props.onClose} />
    </Sheet>
  );
}

function CountryRow(props: { readonly name: string; readonly chosen: boolean; readonly onPress: () => void }) {
  const palette = usePalette();
  // Known to react-native-web, not to React Native's types; apps have no such keys.
  const keys = {
    onKeyDown: (event: { readonly key: string; preventDefault(): void }) => {
      if (event.key !== ' ') return;
      event.preventDefault();
      props.onPress();
    },
  };
  return (
    <Pressable
      {...keys}
      role="radio"
      aria-checked={props.chosen}
      aria-label={props.name}
      onPress={props.onPress}
      style={[styles.row, props.chosen ? { backgroundColor: palette.accentSoft } : undefined]}
    >
      <AppText kind={props.chosen ? 'strong' : 'body'}>{props.name}</AppText>
    </Pressable>
  );
}

const styles = StyleSheet.create({
  row: { minHeight: touchTarget, justifyContent: 'center', paddingHorizontal: space.m, borderRadius: radius.s },
});
