import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { AppText } from '../../ui/text.tsx';
import { radius, space, usePalette } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import type { Gifter } from './room-state.ts';

/** Who has given most, as a row that breaks. */
export function TopGifters({ top }: { readonly top: readonly Gifter[] }) {
  const { room: words, ui } = useWords();
  const format = useFormat();
  const palette = usePalette();
  return (
    <View style={styles.block}>
      <AppText kind="label" color="muted">
        {words.topGifters}
      </AppText>
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
  block: { gap: space.s },
  row: { flexDirection: 'row', flexWrap: 'wrap', gap: space.s },
  gifter: {
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.s,
    paddingVertical: space.xs,
    paddingLeft: space.xs,
    paddingRight: space.m,
    borderRadius: radius.full,
  },
  name: { maxWidth: 120 },
});
