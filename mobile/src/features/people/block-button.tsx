import type { Relation } from '@halobuzz/core/api/people';
import { useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button, type ButtonKind } from '../../ui/button.tsx';
import { useFailureText } from '../../ui/failure-text.ts';
import { Notice } from '../../ui/notice.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { useServices } from '../services.ts';

/** Blocks somebody, after saying what that means, or ends the block at once. */
export function BlockButton(props: {
  readonly username: string;
  /** What is shown in the username's place. */
  readonly name?: string;
  readonly blocking: boolean;
  readonly onChange: (relation: Relation) => void;
  readonly compact?: boolean;
  readonly kind?: ButtonKind;
}) {
  const { people: words, ui } = useWords();
  const failureText = useFailureText();
  const { api } = useServices();
  const { username, name = username, blocking, onChange, compact = false } = props;
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const act = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    const answer = await (blocking ? api.unblock(username) : api.block(username));
    setBusy(false);
    setFailure(answer.ok ? undefined : failureText(answer.failure));
    if (!answer.ok) return;
    setAsking(false);
    onChange(answer.data.relation);
  };
  return (
    <>
      <Button
        kind={props.kind ?? 'secondary'}
        compact={compact}
        label={blocking ? words.unblock : words.block}
        spoken={blocking ? words.unblockOf(name) : words.blockOf(name)}
        busy={busy && blocking}
        onPress={() => (blocking ? void act() : setAsking(true))}
      />
      {blocking && failure !== undefined ? <Notice tone="error" text={failure} /> : null}
      {asking ? (
        <Sheet label={words.blockAsk(name)} onClose={() => setAsking(false)}>
          <AppText kind="heading">{words.blockAsk(name)}</AppText>
          <AppText>{words.blockLead}</AppText>
          {failure === undefined ? null : <Notice tone="error" text={failure} />}
          <View style={styles.answers}>
            <Button kind="quiet" label={ui.cancel} onPress={() => setAsking(false)} />
            <Button kind="danger" label={words.block} busy={busy} onPress={() => void act()} />
          </View>
        </Sheet>
      ) : null}
    </>
  );
}

const styles = StyleSheet.create({
  answers: { flexDirection: 'row', flexWrap: 'wrap', justifyContent: 'flex-end', gap: space.s },
});
