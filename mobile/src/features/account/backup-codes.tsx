import { useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { AppText } from '../../ui/text.tsx';
import { radius, space, usePalette } from '../../ui/theme.ts';
import { CopyButton } from '../copy-button.tsx';
import { useServices } from '../services.ts';

/** New backup codes, which nobody sees a second time: no stray press closes them, only the word that they are kept. */
export function BackupCodes({ codes, onKept }: { readonly codes: readonly string[]; readonly onKept: () => void }) {
  const words = useWords().account.factors;
  const palette = usePalette();
  const { saveText } = useServices();
  const [notSaved, setNotSaved] = useState(false);
  const text = `${codes.join('\n')}\n`;
  const save = async (): Promise<void> =>
    setNotSaved(!(await saveText('halobuzz-backup-codes.txt', 'text/plain', text)));
  return (
    <Sheet label={words.codesTitle} onClose={stay}>
      <AppText kind="heading">{words.codesTitle}</AppText>
      <Notice tone="info" text={words.codesLead} />
      <View role="list" aria-label={words.codesTitle} style={[styles.codes, { backgroundColor: palette.raised }]}>
        {codes.map((code) => (
          <View key={code} role="listitem">
            <AppText selectable style={styles.code}>
              {code}
            </AppText>
          </View>
        ))}
      </View>
      <View style={styles.acts}>
        <CopyButton label={words.copy} text={text} />
        <Button compact kind="secondary" label={words.save} onPress={() => void save()} />
      </View>
      {notSaved ? <Notice tone="error" text={words.notSaved} /> : null}
      <Button label={words.codesKept} onPress={onKept} />
    </Sheet>
  );
}

const stay = (): void => {};

const styles = StyleSheet.create({
  codes: { borderRadius: radius.m, padding: space.l, gap: space.s, alignItems: 'center' },
  code: { fontFamily: 'monospace', letterSpacing: 1 },
  acts: { flexDirection: 'row', flexWrap: 'wrap', gap: space.s },
});
