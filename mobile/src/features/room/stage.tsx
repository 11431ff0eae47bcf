import type { Media } from '@halobuzz/core/api/media';
import type { RoomClientState } from '@halobuzz/core/client/room-listener';
import type { ReactNode } from 'react';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { LiveBadge } from '../../ui/live-badge.tsx';
import { AppText } from '../../ui/text.tsx';
import { radius, space, usePalette } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';

/** Where the host is seen, with the room's figures over it. `children` lie on top. */
export function Stage(props: {
  readonly media: Media | undefined;
  readonly host: { readonly id: string; readonly name: string } | undefined;
  readonly connection: RoomClientState;
  readonly viewers: number;
  readonly wide: boolean;
  readonly back?: ReactNode;
  readonly children?: ReactNode;
}) {
  const { room: words, lobby, shell } = useWords();
  const format = useFormat();
  const palette = usePalette();
  const { media, host, wide } = props;
  return (
    <View
      style={[styles.stage, wide ? styles.wide : styles.narrow, { backgroundColor: palette.stage }]}
      role="region"
      aria-label={host?.name ?? shell.app.name}
    >
      <View style={styles.top}>
        {props.back}
        <LiveBadge />
        <View style={styles.pill} role="status">
          <AppText kind="label" color="onStage" testID="viewer-count">
            {lobby.viewers(props.viewers, format.count(props.viewers))}
          </AppText>
        </View>
        <View style={styles.grow} />
        <ConnectionPill connection={props.connection} />
      </View>
      <View style={[styles.centre, wide ? undefined : styles.row]}>
        {host === undefined ? null : <Avatar name={host.name} seed={host.id} size={wide ? 96 : 48} />}
        {media === undefined ? null : (
          <AppText kind="strong" color="onStage">
            {media.state === 'on' ? words.mediaOn : words.mediaOff}
          </AppText>
        )}
        {media === undefined || !wide ? null : (
          <AppText kind="small" color="onStageMuted" style={styles.lead}>
            {media.state === 'on' ? words.mediaOnLead : words.mediaOffLead}
          </AppText>
        )}
      </View>
      {props.children}
    </View>
  );
}

function ConnectionPill({ connection }: { readonly connection: RoomClientState }) {
  const words = useWords().room;
  const live = connection === 'live';
  const waiting = connection === 'connecting' || connection === 'reconnecting' || connection === 'idle';
  const color = live ? '#6ad18b' : waiting ? '#ffc453' : '#ff9d94';
  return (
    <View style={styles.pill} role="status">
      <View style={[styles.dot, { backgroundColor: color }]} />
      <AppText kind="label" color="onStage" testID="connection-state">
        {words.connection[connection]}
      </AppText>
    </View>
  );
}

const styles = StyleSheet.create({
  stage: { overflow: 'hidden', padding: space.m },
  wide: { flex: 1, minHeight: 280, borderRadius: radius.l },
  narrow: { height: 200 },
  top: { flexDirection: 'row', flexWrap: 'wrap', alignItems: 'center', gap: space.s },
  grow: { flex: 1 },
  pill: {
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.s,
    borderRadius: radius.full,
    paddingHorizontal: space.m,
    minHeight: 28,
    backgroundColor: 'rgba(255, 255, 255, 0.14)',
  },
  dot: { width: 8, height: 8, borderRadius: 4 },
  centre: { flex: 1, alignItems: 'center', justifyContent: 'center', gap: space.s },
  // Leaves the lower edge to the gift banner.
  row: { flexDirection: 'row', paddingBottom: 44 },
  lead: { textAlign: 'center', maxWidth: 360 },
});
