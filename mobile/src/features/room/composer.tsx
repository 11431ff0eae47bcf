import { limits } from '@halobuzz/core/limits';
import { useRef, useState } from 'react';
import { StyleSheet, TextInput, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { AppText } from '../../ui/text.tsx';
import { radius, space, usePalette } from '../../ui/theme.ts';

/** The line to say something with. Text that was not sent stays in it, with the reason above. */
export function Composer(props: {
  readonly enabled: boolean;
  readonly onSend: (text: string) => Promise<string | undefined>;
}) {
  const words = useWords().room;
  const palette = usePalette();
  const [text, setText] = useState('');
  const [refusal, setRefusal] = useState<string>();
  const [busy, setBusy] = useState(false);
  const input = useRef<TextInput>(null);
  const send = async (): Promise<void> => {
    const said = text.trim();
    if (said === '' || busy || !props.enabled) return;
    setBusy(true);
    const reason = await props.onSend(said);
    setBusy(false);
    setRefusal(reason);
    // What was typed since then stays.
    if (reason === undefined) setText((now) => (now.trim() === said ? '' : now));
    input.current?.focus();
  };
  return (
    <View style={styles.composer}>
      {refusal === undefined ? null : (
        <AppText kind="small" color="danger" role="alert">
          {refusal}
        </AppText>
      )}
      <View style={styles.row}>
        <TextInput
          ref={input}
          aria-label={words.chatPlaceholder}
          placeholder={words.chatPlaceholder}
          placeholderTextColor={palette.muted}
          value={text}
          onChangeText={setText}
          onSubmitEditing={() => void send()}
          submitBehavior="submit"
          blurOnSubmit={false}
          maxLength={limits.chatCharsMax}
          enterKeyHint="send"
          autoComplete="off"
          style={[styles.input, { color: palette.text, backgroundColor: palette.raised, borderColor: palette.border }]}
        />
        <Button
          compact
          label={words.send}
          disabled={!props.enabled || text.trim() === ''}
          busy={busy}
          onPress={() => void send()}
          style={styles.send}
        />
      </View>
    </View>
  );
}

const styles = StyleSheet.create({
  composer: { flex: 1, gap: space.xs },
  row: { flexDirection: 'row', alignItems: 'center', gap: space.s },
  input: {
    flex: 1,
    minWidth: 0,
    minHeight: 44,
    borderWidth: 1,
    borderRadius: radius.full,
    paddingHorizontal: space.l,
    fontSize: 16,
  },
  send: { minHeight: 44 },
});
