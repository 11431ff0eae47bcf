import { memo, useEffect, useRef, useState } from 'react';
import { Animated, Easing, Platform, StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { AppText } from '../../ui/text.tsx';
import { radius, space, usePalette } from '../../ui/theme.ts';
import { useReducedMotion } from '../../ui/use-reduced-motion.ts';
import { type Catalogue, giftLabel } from './catalogue.ts';
import { bigGiftCoins, type GiftShow } from './gift-shows.ts';
import { useGiftShows } from './use-gift-shows.ts';
import { useRoom } from './use-room-session.ts';

const useNativeDriver = Platform.OS !== 'web';
const enterMs = 220;
const bumpMs = 140;
/** How long a big gift has the stage. */
export const bigGiftMs = 2_400;

/** Gifts over the stage. The chat announces them; this is decoration, out of the way of every touch. */
export function GiftStage({ catalogue }: { readonly catalogue: Catalogue }) {
  const gifts = useRoom((state) => state.gifts);
  const seen = useRoom((state) => state.giftsSeen);
  const { shown } = useGiftShows(gifts, seen);
  const big = shown.find(({ coins }) => coins >= bigGiftCoins);
  return (
    <View aria-hidden style={styles.layer}>
      {big === undefined ? null : <BigGift key={big.id} show={big} catalogue={catalogue} />}
      <View style={styles.lanes}>
        {shown.map((show) => (
          <GiftLane key={show.id} show={show} catalogue={catalogue} />
        ))}
      </View>
    </View>
  );
}

interface ShowProps {
  readonly show: GiftShow;
  readonly catalogue: Catalogue;
}

const GiftLane = memo(function GiftLane({ show, catalogue }: ShowProps) {
  const { watching: words } = useWords();
  const palette = usePalette();
  const reduced = useReducedMotion();
  const entered = useRef(new Animated.Value(0)).current;
  const grown = useRef(new Animated.Value(1)).current;
  const growing = useRef(false);
  useEffect(() => {
    const slide = Animated.timing(entered, {
      ...{ toValue: 1, duration: reduced ? 0 : enterMs, easing: Easing.out(Easing.cubic), useNativeDriver },
    });
    slide.start();
    return () => slide.stop();
  }, [entered, reduced]);
  const { quantity } = show;
  useEffect(() => {
    // A bump at a time: a flood must not restart it before it is seen.
    if (reduced || quantity <= 1 || growing.current) return;
    growing.current = true;
    grown.setValue(1.35);
    Animated.timing(grown, { toValue: 1, duration: bumpMs, easing: Easing.linear, useNativeDriver }).start(() => {
      growing.current = false;
    });
  }, [grown, quantity, reduced]);
  const offset = reduced ? 0 : entered.interpolate({ inputRange: [0, 1], outputRange: [-80, 0] });
  return (
    <Animated.View style={[styles.lane, { opacity: entered, transform: [{ translateX: offset }] }]}>
      <Avatar name={show.from.name} seed={show.from.id} size={32} />
      <View style={styles.who}>
        <AppText kind="label" color="onStage" numberOfLines={1}>
          {show.from.name}
        </AppText>
        <AppText kind="label" color="onStageMuted" numberOfLines={1}>
          {words.sentA(catalogue.get(show.gift)?.name ?? show.gift)}
        </AppText>
      </View>
      <AppText style={styles.emoji}>{catalogue.get(show.gift)?.emoji ?? '🎁'}</AppText>
      <Animated.View style={{ transform: [{ scale: grown }] }}>
        <AppText kind="figure" style={{ color: palette.accent }}>
          {`×${quantity}`}
        </AppText>
      </Animated.View>
    </Animated.View>
  );
});

/** A gift of great worth takes the middle of the stage once; with reduced motion it stands still there. */
const BigGift = memo(function BigGift({ show, catalogue }: ShowProps) {
  const { room: words } = useWords();
  const reduced = useReducedMotion();
  const [over, setOver] = useState(false);
  const life = useRef(new Animated.Value(0)).current;
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), bigGiftMs);
    const play = Animated.timing(life, { toValue: 1, duration: bigGiftMs, easing: Easing.linear, useNativeDriver });
    if (!reduced) play.start();
    return () => {
      clearTimeout(timer);
      play.stop();
    };
  }, [life, reduced]);
  if (over) return null;
  const motion = reduced
    ? undefined
    : {
        opacity: life.interpolate({ inputRange: [0, 0.08, 0.85, 1], outputRange: [0, 1, 1, 0] }),
        transform: [
          { scale: life.interpolate({ inputRange: [0, 0.12, 0.2, 0.85, 1], outputRange: [0.3, 1.25, 1, 1, 1.4] }) },
          { translateY: life.interpolate({ inputRange: [0, 0.85, 1], outputRange: [0, -12, -60] }) },
        ],
      };
  return (
    <View style={styles.big}>
      <Animated.View style={[styles.bigInner, motion]}>
        <AppText style={styles.bigEmoji}>{catalogue.get(show.gift)?.emoji ?? '🎁'}</AppText>
        <View style={styles.bigPlate}>
          <AppText kind="strong" color="onStage" style={styles.centred}>
            {words.giftSent(show.from.name, giftLabel(catalogue, show.gift), show.quantity)}
          </AppText>
        </View>
      </Animated.View>
    </View>
  );
});

const styles = StyleSheet.create({
  layer: { position: 'absolute', top: 0, bottom: 0, start: 0, end: 0, pointerEvents: 'none', overflow: 'hidden' },
  lanes: { position: 'absolute', start: space.m, top: '30%', gap: space.s },
  lane: {
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.s,
    paddingStart: space.xs,
    paddingEnd: space.m,
    paddingVertical: space.xs,
    borderRadius: radius.full,
    backgroundColor: 'rgba(40, 22, 6, 0.78)',
    alignSelf: 'flex-start',
  },
  who: { maxWidth: 130 },
  emoji: { fontSize: 28, lineHeight: 36 },
  big: {
    position: 'absolute',
    top: 0,
    bottom: 0,
    start: 0,
    end: 0,
    alignItems: 'center',
    justifyContent: 'center',
  },
  bigInner: { alignItems: 'center', gap: space.s },
  bigEmoji: { fontSize: 120, lineHeight: 144 },
  bigPlate: {
    borderRadius: radius.full,
    backgroundColor: 'rgba(0, 0, 0, 0.7)',
    paddingHorizontal: space.l,
    paddingVertical: space.s,
    maxWidth: 320,
  },
  centred: { textAlign: 'center' },
});
