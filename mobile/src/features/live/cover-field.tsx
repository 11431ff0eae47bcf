import { useState } from 'react';
import { Image, StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import type { PickedPicture } from '../../platform/picked-picture.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { AppText } from '../../ui/text.tsx';
import { radius, space, usePalette } from '../../ui/theme.ts';
import { useServices } from '../services.ts';
import type { Cover } from './use-stream-form.ts';

/** What lists show is a quarter of this; the server makes its own sizes. */
const box = { width: 1_280, height: 720 } as const;

/** The picture of a broadcast: the one chosen, else the one that `known` names. */
export function CoverField(props: {
  readonly cover: Cover | undefined;
  readonly known: string | undefined;
  readonly onChoose: (cover: Cover) => void;
}) {
  const { live: words } = useWords();
  const { pickPicture, pageUrl } = useServices();
  const palette = usePalette();
  const [refusal, setRefusal] = useState<Extract<PickedPicture, { ok: false }>['reason']>();
  const known = props.known === undefined ? undefined : pageUrl(`/api/v1/images/${props.known}-small`);
  const uri = props.cover?.uri ?? known;
  const choose = async (): Promise<void> => {
    const chosen = await pickPicture(box);
    setRefusal(chosen.ok ? undefined : chosen.reason);
    if (chosen.ok) props.onChoose(chosen);
  };
  const texts = {
    refused: words.coverRefused,
    unreadable: words.coverUnreadable,
    too_large: words.coverLarge,
  } as const;
  return (
    <View style={styles.field}>
      <AppText kind="label">{words.cover}</AppText>
      {uri === undefined ? null : (
        <Image
          source={{ uri }}
          alt={words.coverAlt}
          resizeMode="cover"
          style={[styles.picture, { backgroundColor: palette.raised }]}
        />
      )}
      <View style={styles.row}>
        <Button
          compact
          kind="secondary"
          label={uri === undefined ? words.coverChoose : words.coverChange}
          onPress={() => void choose()}
        />
      </View>
      <AppText kind="small" color="muted">
        {words.coverHint}
      </AppText>
      {refusal === undefined || refusal === 'left' ? null : <Notice tone="error" text={texts[refusal]} />}
    </View>
  );
}

const styles = StyleSheet.create({
  field: { gap: space.s },
  row: { flexDirection: 'row' },
  picture: { width: '100%', aspectRatio: 16 / 9, borderRadius: radius.m },
});
