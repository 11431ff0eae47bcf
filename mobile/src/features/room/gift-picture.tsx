import type { Gift } from '@halobuzz/core/api/wallet';
import { Image, StyleSheet, View } from 'react-native';
import { AppText } from '../../ui/text.tsx';
import { useServices } from '../services.ts';

const sizePoints = 40;

/** A gift's picture, or its emoji where it has none. Decoration: the name stands beside it. */
export function GiftPicture({ gift }: { readonly gift: Pick<Gift, 'emoji' | 'image'> }) {
  // The emoji stays behind the picture: it shows until that is there, and where it cannot be loaded.
  return (
    <View aria-hidden style={styles.place}>
      <AppText style={styles.emoji}>{gift.emoji}</AppText>
      {gift.image === undefined ? null : <Picture key={gift.image} image={gift.image} />}
    </View>
  );
}

function Picture({ image }: { readonly image: string }) {
  const { pageUrl } = useServices();
  return <Image source={{ uri: pageUrl(`/api/v1/images/${image}-small`) }} alt="" style={styles.picture} />;
}

const styles = StyleSheet.create({
  place: { width: sizePoints, height: sizePoints, alignItems: 'center', justifyContent: 'center' },
  emoji: { fontSize: 30, lineHeight: 38 },
  picture: { position: 'absolute', width: sizePoints, height: sizePoints, borderRadius: 8 },
});
