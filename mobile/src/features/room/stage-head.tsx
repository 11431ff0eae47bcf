import type { ReactNode } from 'react';
import { Pressable, StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { LiveBadge } from '../../ui/live-badge.tsx';
import { AppText } from '../../ui/text.tsx';
import { radius, space, touchTarget } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { FollowButton } from '../people/follow-button.tsx';
import { PersonLink } from '../people/person-link.tsx';
import type { HostRelation } from './use-host-relation.ts';
import { useRoom } from './use-room-session.ts';

/** Whose room it is, how many watch, whether we are in it. `children` stand at the end of the line. */
export function StageHead(props: {
  readonly back: ReactNode;
  readonly relation: HostRelation;
  readonly onViewers: () => void;
  readonly children: ReactNode;
}) {
  const { relation } = props;
  const host = useRoom((state) => state.room?.host);
  return (
    <View style={styles.head}>
      {props.back}
      {host === undefined ? null : (
        <View style={styles.host}>
          <Avatar name={host.name} seed={host.id} size={32} />
          <View style={styles.name}>
            <PersonLink username={host.name} kind="label" color="onStage" />
          </View>
          {relation.following === undefined || relation.following ? null : (
            <FollowButton compact username={host.name} following={false} onChange={relation.changed} />
          )}
        </View>
      )}
      <LiveBadge />
      <ViewerCount onPress={props.onViewers} />
      <View style={styles.grow} />
      <ConnectionDot />
      {props.children}
    </View>
  );
}

function ViewerCount({ onPress }: { readonly onPress: () => void }) {
  const { lobby, watching } = useWords();
  const format = useFormat();
  const viewers = useRoom((state) => state.viewers);
  const hidden = useRoom((state) => state.room?.privacy?.hideViewers === true && state.you?.role === 'viewer');
  const text = lobby.viewers(viewers, format.count(viewers));
  const face = (
    <AppText kind="label" color="onStage" testID="viewer-count">
      {text}
    </AppText>
  );
  // The host shows how many watch, and not who.
  if (hidden) return <View style={styles.pill}>{face}</View>;
  return (
    <Pressable role="button" aria-label={`${text}: ${watching.whoWatches}`} onPress={onPress} style={styles.pill}>
      {face}
    </Pressable>
  );
}

/** Whether the connection stands: a dot for the eye, a word for a screen reader. */
function ConnectionDot() {
  const { room: words } = useWords();
  const connection = useRoom((state) => state.connection);
  const live = connection === 'live';
  const waiting = connection === 'connecting' || connection === 'reconnecting' || connection === 'idle';
  const color = live ? '#6ad18b' : waiting ? '#ffc453' : '#ff9d94';
  return (
    <View role="status" style={live ? undefined : styles.state}>
      <View style={[styles.dot, { backgroundColor: color }]} />
      <AppText kind="label" color="onStage" testID="connection-state" style={live ? styles.unseen : undefined}>
        {words.connection[connection]}
      </AppText>
    </View>
  );
}

const styles = StyleSheet.create({
  head: { flexDirection: 'row', flexWrap: 'wrap', alignItems: 'center', gap: space.s },
  host: {
    flexDirection: 'row',
    alignItems: 'center',
    gap: space.s,
    paddingStart: space.xs,
    paddingEnd: space.xs,
    borderRadius: radius.full,
    backgroundColor: 'rgba(0, 0, 0, 0.45)',
    minHeight: touchTarget,
    maxWidth: 240,
  },
  name: { flexShrink: 1, paddingEnd: space.s },
  pill: {
    minHeight: touchTarget,
    minWidth: touchTarget,
    alignItems: 'center',
    justifyContent: 'center',
    borderRadius: radius.full,
    paddingHorizontal: space.m,
    backgroundColor: 'rgba(0, 0, 0, 0.45)',
  },
  grow: { flex: 1 },
  state: { flexDirection: 'row', alignItems: 'center', gap: space.xs },
  dot: { width: 8, height: 8, borderRadius: 4 },
  // There for a screen reader, and nothing to look at.
  unseen: { position: 'absolute', width: 1, height: 1, overflow: 'hidden', opacity: 0 },
});
