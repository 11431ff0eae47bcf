import { useEffect, useState } from 'react';
import { Platform, StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { type StoredKey, storedKeys } from '../../platform/stored-keys.ts';
import { Card } from '../../ui/card.tsx';
import { ListEntry } from '../../ui/list-entry.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useServices } from '../services.ts';
import { LegalLinks } from './legal-links.tsx';

/** Everything that the app may keep on this device, why and how long, and what of it is there now. */
export function StoredScreen() {
  const words = useWords().legal;
  usePageTitle(words.storedTitle);
  const { storage } = useServices();
  const [kept, setKept] = useState<ReadonlySet<StoredKey>>(new Set());
  useEffect(() => {
    let mounted = true;
    void Promise.all(storedKeys.map(async (key) => ((await storage.get(key)) === undefined ? [] : [key]))).then(
      (keys) => {
        if (mounted) setKept(new Set(keys.flat()));
      },
    );
    return () => {
      mounted = false;
    };
  }, [storage]);
  return (
    <Page>
      <AppText kind="title">{words.storedTitle}</AppText>
      <AppText color="muted">{words.storedLead}</AppText>
      <Card>
        <AppText kind="heading">{Platform.OS === 'web' ? words.storedWhere.web : words.storedWhere.app}</AppText>
        <View role="list" aria-label={words.storedTitle}>
          {storedKeys.map((key) => (
            <Stored key={key} name={key} now={kept.has(key)} />
          ))}
        </View>
      </Card>
      <LegalLinks />
    </Page>
  );
}

function Stored({ name, now }: { readonly name: StoredKey; readonly now: boolean }) {
  const words = useWords().legal;
  const entry = useWords().stored[name];
  return (
    <ListEntry style={styles.entry}>
      <View style={styles.head}>
        <AppText kind="strong">{entry.name}</AppText>
        <AppText kind="label" color={now ? 'success' : 'muted'}>
          {now ? words.storedNow : words.notStored}
        </AppText>
      </View>
      <AppText kind="small">{entry.why}</AppText>
      <AppText kind="small" color="muted">
        {words.until(entry.until)}
      </AppText>
    </ListEntry>
  );
}

const styles = StyleSheet.create({
  entry: { gap: space.xs },
  head: { flexDirection: 'row', flexWrap: 'wrap', justifyContent: 'space-between', gap: space.s },
});
