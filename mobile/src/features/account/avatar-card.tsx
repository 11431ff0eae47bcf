import { useState } from 'react';
import { Image, StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import type { PickedPicture } from '../../platform/picked-picture.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Notice } from '../../ui/notice.tsx';
import { OutcomeNotice } from '../../ui/outcome-notice.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { PersonPicture } from '../people/person-picture.tsx';
import { useServices } from '../services.ts';
import { useAct } from './use-act.ts';

/** Made to fit this on the device: several times what is shown, far below what the server takes. */
const box = { width: 1_024, height: 1_024 };
const SHOWN_PIXELS = 96;

/** One's own picture: chosen, looked at as others will see it, and then sent. */
export function AvatarCard(props: {
  readonly name: string;
  readonly seed: string;
  readonly avatar: string | undefined;
  readonly onChanged: () => Promise<void>;
}) {
  const words = useWords().account.avatar;
  const { api, pickPicture } = useServices();
  const { busy, said, act } = useAct();
  const [picked, setPicked] = useState<Extract<PickedPicture, { readonly ok: true }>>();
  const [problem, setProblem] = useState<string>();
  const { name, seed, avatar, onChanged } = props;
  const choose = async (): Promise<void> => {
    setProblem(undefined);
    const answer = await pickPicture(box);
    if (answer.ok) return setPicked(answer);
    if (answer.reason !== 'left') setProblem(words.problems[answer.reason]);
  };
  const finish = async (name: string, action: Parameters<typeof act>[1], done: string): Promise<void> => {
    if ((await act(name, action, done)) === undefined) return;
    setPicked(undefined);
    await onChanged();
  };
  return (
    <Card>
      <AppText kind="heading">{words.title}</AppText>
      <View style={styles.row}>
        {picked === undefined ? (
          <PersonPicture name={name} seed={seed} avatar={avatar} size={SHOWN_PIXELS} />
        ) : (
          <Image source={{ uri: picked.uri }} alt={words.preview} resizeMode="cover" style={styles.preview} />
        )}
        <View style={styles.words}>
          <AppText kind="small" color="muted">
            {picked === undefined ? words.lead : words.previewLead}
          </AppText>
        </View>
      </View>
      {problem === undefined ? null : <Notice tone="error" text={problem} />}
      <OutcomeNotice outcome={said} />
      <View style={styles.acts}>
        {picked === undefined ? (
          <Button
            kind="secondary"
            label={avatar === undefined ? words.choose : words.change}
            onPress={() => void choose()}
          />
        ) : (
          <>
            <Button
              label={words.take}
              busy={busy === 'take'}
              onPress={() => void finish('take', () => api.setAvatar(picked.picture), words.taken)}
            />
            <Button kind="quiet" label={words.another} onPress={() => void choose()} />
          </>
        )}
        {avatar === undefined || picked !== undefined ? null : (
          <Button
            kind="quiet"
            label={words.remove}
            busy={busy === 'remove'}
            onPress={() => void finish('remove', () => api.removeAvatar(), words.removed)}
          />
        )}
      </View>
    </Card>
  );
}

const styles = StyleSheet.create({
  row: { flexDirection: 'row', alignItems: 'center', gap: space.l },
  words: { flex: 1 },
  preview: { width: SHOWN_PIXELS, height: SHOWN_PIXELS, borderRadius: SHOWN_PIXELS / 2 },
  acts: { flexDirection: 'row', flexWrap: 'wrap', gap: space.s },
});
