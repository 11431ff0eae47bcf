import { usernameSchema } from '@halobuzz/core/api/auth';
import { useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { ListEntry } from '../../ui/list-entry.tsx';
import { AppText } from '../../ui/text.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { space } from '../../ui/theme.ts';

/** Who is invited: a field to add one, and the list, from which each can be taken again. */
export function InvitedPeople(props: {
  readonly handles: readonly string[];
  /** Of the last one that was added. */
  readonly error: string | undefined;
  readonly busy: boolean;
  readonly onInvite: (handle: string) => void;
  readonly onRemove: (handle: string) => void;
}) {
  const { live: words, auth } = useWords();
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState(false);
  const invite = (): void => {
    const handle = usernameSchema.safeParse(text.trim().replace(/^@/, ''));
    setWrong(!handle.success);
    if (!handle.success) return;
    props.onInvite(handle.data);
    setText('');
  };
  return (
    <View style={styles.field}>
      <AppText kind="label">{words.invitations}</AppText>
      <AppText kind="small" color="muted">
        {words.invitationsHint}
      </AppText>
      <TextField
        label={words.inviteHandle}
        value={text}
        error={wrong ? auth.usernameWrong : props.error}
        onChangeText={setText}
        onSubmitEditing={invite}
        autoCapitalize="none"
        autoCorrect={false}
        trailing={<Button compact kind="quiet" label={words.invite} busy={props.busy} onPress={invite} />}
      />
      {props.handles.length === 0 ? (
        <AppText kind="small" color="muted">
          {words.nobodyInvited}
        </AppText>
      ) : (
        <View role="list" aria-label={words.invitations}>
          {props.handles.map((handle) => (
            <ListEntry key={handle} style={styles.entry}>
              <AppText style={styles.name}>@{handle}</AppText>
              <Button
                compact
                kind="quiet"
                label={words.remove}
                spoken={`${words.remove}: ${handle}`}
                onPress={() => props.onRemove(handle)}
              />
            </ListEntry>
          ))}
        </View>
      )}
    </View>
  );
}

const styles = StyleSheet.create({
  field: { gap: space.s },
  entry: { flexDirection: 'row', alignItems: 'center', gap: space.s },
  name: { flex: 1 },
});
