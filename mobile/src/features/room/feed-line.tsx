import type { Person } from '@halobuzz/core/protocol/messages/fields';
import { memo } from 'react';
import { StyleSheet, Text, type TextStyle, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { hueOf, nameColorOf } from '../../ui/avatar.tsx';
import { textSize } from '../../ui/text-size.ts';
import { radius, space, usePalette } from '../../ui/theme.ts';
import { type Catalogue, giftLabel } from './catalogue.ts';
import type { FeedItem } from './feed.ts';

export type ChatLine = Extract<FeedItem, { kind: 'chat' }>;

/** Where lines stand: on a surface of the app, or over the picture. */
export type FeedFace = 'surface' | 'stage';

interface LineProps {
  readonly item: FeedItem;
  readonly catalogue: Catalogue;
  readonly hostId: string | undefined;
  readonly face: FeedFace;
  /** A line was pressed: what can be done with it. */
  readonly onPick: (line: ChatLine) => void;
  /** Its name was pressed. */
  readonly onName: (person: Person) => void;
}

/**
 * One line of the feed. Hundreds come and go each second, so that it is drawn from plain texts: one element for a line and
 * one for its name, without a press responder of their own.
 */
export const FeedLine = memo(function FeedLine({ item, catalogue, hostId, face, onPick, onName }: LineProps) {
  const palette = usePalette();
  const words = useWords().room;
  const over = face === 'stage';
  const text = over ? styles.overText : { color: palette.text };
  switch (item.kind) {
    case 'chat':
      return (
        <View style={item.reply === undefined ? undefined : styles.answer}>
          {item.reply === undefined ? null : (
            <Text numberOfLines={1} style={[styles.small, over ? styles.overQuote : { color: palette.muted }]}>
              {`↪ ${item.reply.name}: ${item.reply.text}`}
            </Text>
          )}
          <Text
            nativeID={lineId(item.key)}
            role="button"
            {...unlisted}
            onPress={() => onPick(item)}
            onLongPress={() => onPick(item)}
            style={[styles.line, over ? styles.shadow : undefined, text]}
          >
            <Text
              style={[styles.strong, nameStyle(item.from.id, over ? 'dark' : palette.scheme)]}
              onPress={() => onName(item.from)}
            >
              {item.from.id === hostId ? `${item.from.name} · ${words.host}` : item.from.name}
            </Text>
            {`  ${item.text}`}
          </Text>
        </View>
      );
    case 'gift':
      return (
        <View style={[styles.gift, over ? styles.overGift : { backgroundColor: palette.accentSoft }]}>
          <Text style={[styles.line, styles.strong, text]}>
            {words.giftSent(item.from.name, giftLabel(catalogue, item.gift), item.quantity)}
          </Text>
        </View>
      );
    case 'presence':
      return (
        <Text style={[styles.small, over ? styles.overQuote : { color: palette.muted }]}>
          {item.change === 'joined' ? words.joined(item.who.name) : words.left(item.who.name)}
        </Text>
      );
    default:
      return item satisfies never;
  }
});

/** The element of a line; the keyboard goes from one to the next. */
export function lineId(key: string): string {
  return `line-${key}`;
}

/** The feed is one stop of the tab order. react-native-web knows this of texts; React Native's types do not. */
const unlisted = { tabIndex: -1 } as object;

const nameStyles = new Map<string, TextStyle>();

/** A name in its person's colour, which is readable on the scheme's surfaces. 360 colours in two schemes at most. */
function nameStyle(personId: string, scheme: 'light' | 'dark'): TextStyle {
  const hue = hueOf(personId);
  const key = `${scheme}${hue}`;
  const known = nameStyles.get(key);
  if (known !== undefined) return known;
  const style = { color: nameColorOf(hue, scheme) };
  nameStyles.set(key, style);
  return style;
}

const styles = StyleSheet.create({
  line: { fontSize: textSize(16), lineHeight: textSize(23) },
  strong: { fontWeight: '700' },
  small: { fontSize: textSize(14), lineHeight: textSize(20) },
  answer: { gap: 2 },
  gift: { borderRadius: radius.m, paddingHorizontal: space.m, paddingVertical: space.s, alignSelf: 'flex-start' },
  overText: { color: '#ffffff' },
  overQuote: { color: '#e6dfd6' },
  overGift: { backgroundColor: 'rgba(255, 176, 32, 0.32)' },
  shadow: { textShadowColor: 'rgba(0, 0, 0, 0.8)', textShadowOffset: { width: 0, height: 1 }, textShadowRadius: 3 },
});
