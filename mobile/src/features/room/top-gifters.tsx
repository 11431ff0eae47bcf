import { Pressable, StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { AppText } from '../../ui/text.tsx';
import { radius, space, touchTarget, usePalette } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import type { Gifter } from './room-state.ts';

/** Who has given most, as a row that breaks; the whole of it opens the leaderboard. */
export function TopGifters({ top, onOpen }: { readonly top: readonly Gifter[]; readonly onOpen: () => void }) {
  const { room: words, ui, watching } = useWords();
  const format = useFormat();
  const palette = usePalette();
  return (
    <View style={styles.block}>
      <View style={styles.head}>
        <AppText kind="label" color="muted">
          {words.topGifters}
        </AppText>
        <Button compact kind="quiet" label={watching.openBoard} onPress={onOpen} />
      </View>
      {top.length === 0 ? (
        <AppText kind="small" color="muted">
          {words.topEmpty}
        </AppText>
      ) : (
        <View role="list" aria-label={words.topGifters} style={styles.row}>
          {top.map(({ person, coins }, index) => (
            <View
              key={person.id}
              role="listitem"
              aria-label={`${index + 1}. ${person.name}, ${ui.coins(format.amount(coins))}`}
              style={[styles.gifter, { backgroundColor: palette.raised }]}
            >
              <Avatar name={person.name} seed={person.id} size={24} />
              <AppText kind="label" numberOfLines={1} style={styles.name}>
                {person.name}
              </AppText>
              <AppText kind="label" color="accentText">
                {format.amount(coins)}
              </AppText>
            </View>
          ))}
        </View>
      )}
    </View>
  );
}

const styles = StyleSheet.create({
  block: { gap: space.xs },
  head: { flexDirection: 'row', alignItems: 'center', justifyContent: 'space-between' },
  row: { flexDirection: 'row', flexWrap: 'wrap', gap: space.s },
  gifter: {
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.s,
    paddingVertical: space.xs,
    paddingStart: space.xs,
    paddingEnd: space.m,
    borderRadius: radius.full,
  },
  name: { maxWidth: 120 },
});

/** The same in little, over the picture: the first three by their pictures. One button. */
export function TopGiftersPill({ top, onOpen }: { readonly top: readonly Gifter[]; readonly onOpen: () => void }) {
  const { room: words, ui } = useWords();
  const format = useFormat();
  if (top.length === 0) return null;
  const first = top.slice(0, 3);
  const spoken = first.map(({ person, coins }) => `${person.name}, ${ui.coins(format.amount(coins))}`).join('; ');
  return (
    <Pressable role="button" aria-label={`${words.topGifters}: ${spoken}`} onPress={onOpen} style={pill.pill}>
      {first.map(({ person }) => (
        <Avatar key={person.id} name={person.name} seed={person.id} size={28} />
      ))}
      <AppText kind="label" color="onStage">
        {format.amount(first[0]?.coins ?? '0')}
      </AppText>
    </Pressable>
  );
}

const pill = StyleSheet.create({
  pill: {
    flexDirection: 'row',
    alignItems: 'center',
    alignSelf: 'flex-start',
    gap: space.xs,
    minHeight: touchTarget,
    borderRadius: radius.full,
    paddingStart: space.s,
    paddingEnd: space.m,
    backgroundColor: 'rgba(0, 0, 0, 0.45)',
  },
});
