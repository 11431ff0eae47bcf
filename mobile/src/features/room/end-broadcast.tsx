import { useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { useFailureText } from '../../ui/failure-text.ts';
import { Notice } from '../../ui/notice.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { useServices } from '../services.ts';

/** The host's way out, asked twice. The room itself tells everyone, this screen too, that it is over. */
export function EndBroadcast({ roomId }: { readonly roomId: string }) {
  const words = useWords().room;
  const failureText = useFailureText();
  const { api } = useServices();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const end = async (): Promise<void> => {
    setBusy(true);
    setFailure(undefined);
    const answer = await api.endStream(roomId);
    if (answer.ok) return;
    setBusy(false);
    setFailure(failureText(answer.failure));
  };
  if (!asking)
    return <Button compact kind="danger" label={words.end} onPress={() => setAsking(true)} style={styles.ask} />;
  return (
    <View style={styles.ask}>
      {failure === undefined ? null : <Notice tone="error" text={failure} />}
      <AppText kind="strong" role="status">
        {words.endConfirm}
      </AppText>
      <View style={styles.row}>
        <Button compact kind="danger" label={words.endYes} busy={busy} onPress={() => void end()} />
        <Button compact kind="secondary" label={words.endNo} disabled={busy} onPress={() => setAsking(false)} />
      </View>
    </View>
  );
}

const styles = StyleSheet.create({
  ask: { gap: space.s, alignSelf: 'flex-start' },
  row: { flexDirection: 'row', flexWrap: 'wrap', gap: space.s },
});
