import type { TopHosts } from '@halobuzz/core/api/hosts';
import { Link } from 'expo-router';
import { useCallback } from 'react';
import { Pressable, ScrollView, StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { AppText } from '../../ui/text.tsx';
import { radius, space, usePalette } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { useLoad } from '../../ui/use-load.ts';
import { useServices } from '../services.ts';

const shownMax = 12;

/** The week's hosts by coins, as a strip. Nothing while there are none, or they cannot be read: the rooms are what counts. */
export function TopHostsStrip() {
  const { lobby: words } = useWords();
  const { api } = useServices();
  const fetchHosts = useCallback(() => api.topHosts(shownMax), [api]);
  const { load } = useLoad(fetchHosts);
  if (load.state !== 'ready' || load.data.by !== 'coins' || load.data.items.length === 0) return null;
  return (
    <View style={styles.strip}>
      <AppText kind="heading">{words.topHosts}</AppText>
      <ScrollView horizontal showsHorizontalScrollIndicator={false} style={styles.scroll}>
        <View role="list" aria-label={words.topHosts} style={styles.row}>
          {load.data.items.map((host) => (
            <View key={host.id} role="listitem">
              <TopHost host={host} />
            </View>
          ))}
        </View>
      </ScrollView>
    </View>
  );
}

type Host = Extract<TopHosts, { readonly by: 'coins' }>['items'][number];

/** Opens what they show now; their profile while they show nothing. The link lies over its texts, as in a card. */
function TopHost({ host }: { readonly host: Host }) {
  const { lobby: words, ui } = useWords();
  const format = useFormat();
  const palette = usePalette();
  const coins = ui.coins(format.amount(host.coins));
  const live = host.live !== undefined;
  const href =
    host.live !== undefined
      ? { pathname: '/room/[id]' as const, params: { id: host.live } }
      : { pathname: '/people/[username]' as const, params: { username: host.handle } };
  return (
    <View style={styles.host}>
      <View style={[styles.ring, { borderColor: live ? palette.live : palette.border }]}>
        <Avatar name={host.handle} seed={host.id} size={52} />
      </View>
      <AppText kind="label" numberOfLines={1} style={styles.name}>
        {`${host.rank}. ${host.handle}`}
      </AppText>
      <AppText kind="label" color="muted" numberOfLines={1} style={styles.name}>
        {ui.coins(format.count(Number(host.coins)))}
      </AppText>
      <Link href={href} asChild>
        <Pressable
          role="link"
          aria-label={words.topHost(host.rank.toString(), host.handle, coins, live)}
          style={StyleSheet.absoluteFill}
        />
      </Link>
    </View>
  );
}

const styles = StyleSheet.create({
  strip: { gap: space.s },
  scroll: { flexGrow: 0 },
  row: { flexDirection: 'row', gap: space.m, padding: space.xs },
  host: { alignItems: 'center', width: 84, gap: 2 },
  ring: { borderWidth: 3, borderRadius: radius.full, padding: 3 },
  name: { width: 84, textAlign: 'center' },
});
