import type { GiftEvent } from '@halobuzz/core/protocol/messages/gift';
import { useEffect, useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { AppText } from '../../ui/text.tsx';
import { radius, space, usePalette } from '../../ui/theme.ts';
import { type Catalogue, giftLabel } from './catalogue.ts';

export const bannerMs = 4_000;

/** The newest gift over the stage, for a moment. The chat announces it; this is decoration. */
export function GiftBanner({
  gift,
  catalogue,
}: {
  readonly gift: GiftEvent | undefined;
  readonly catalogue: Catalogue;
}) {
  const { room } = useWords();
  const palette = usePalette();
  const [shown, setShown] = useState<GiftEvent>();
  useEffect(() => {
    if (gift === undefined) return;
    setShown(gift);
    const timer = setTimeout(() => setShown(undefined), bannerMs);
    return () => clearTimeout(timer);
  }, [gift]);
  if (shown === undefined) return null;
  return (
    <View aria-hidden style={[styles.banner, { backgroundColor: palette.accent }]}>
      <AppText kind="strong" color="onAccent" numberOfLines={1}>
        {room.giftSent(shown.from.name, giftLabel(catalogue, shown.gift), shown.quantity)}
      </AppText>
    </View>
  );
}

const styles = StyleSheet.create({
  banner: {
    position: 'absolute',
    left: space.m,
    bottom: space.m,
    maxWidth: '80%',
    borderRadius: radius.full,
    paddingHorizontal: space.l,
    paddingVertical: space.s,
    pointerEvents: 'none',
  },
});
