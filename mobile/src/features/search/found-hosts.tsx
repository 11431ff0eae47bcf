import type { FoundHost } from '@halobuzz/core/api/discovery';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { ListEntry } from '../../ui/list-entry.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { PersonLink } from '../people/person-link.tsx';

/** People, each with a way to what they show now. */
export function FoundHosts({ hosts }: { readonly hosts: readonly FoundHost[] }) {
  const { search: words } = useWords();
  const format = useFormat();
  return (
    <View role="list" aria-label={words.kinds.hosts}>
      {hosts.map((host) => (
        <ListEntry key={host.id} style={styles.host}>
          <View style={styles.who}>
            <PersonLink username={host.handle} name={host.displayName}>
              <View style={styles.person}>
                <Avatar name={host.handle} seed={host.id} size={44} />
                <View style={styles.lines}>
                  <AppText kind="strong" numberOfLines={1}>
                    {host.displayName}
                  </AppText>
                  <AppText kind="small" color="muted" numberOfLines={1}>
                    {`@${host.handle} · ${words.broadcasts(host.streams, format.count(host.streams))}`}
                  </AppText>
                </View>
              </View>
            </PersonLink>
          </View>
          {host.live === undefined ? null : (
            <LinkButton
              compact
              kind="primary"
              href={{ pathname: '/room/[id]', params: { id: host.live } }}
              label={words.watch(host.displayName)}
              face={words.liveNow}
            />
          )}
        </ListEntry>
      ))}
    </View>
  );
}

const styles = StyleSheet.create({
  host: { flexDirection: 'row', alignItems: 'center', gap: space.m },
  who: { flex: 1, minWidth: 0 },
  person: { flexDirection: 'row', alignItems: 'center', gap: space.m },
  lines: { flex: 1, minWidth: 0 },
});
