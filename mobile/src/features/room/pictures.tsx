import type { Person } from '@halobuzz/core/protocol/messages/fields';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { PictureView } from '../../media/picture-view';
import type { RtcPicture } from '../../media/rtc.ts';
import { Avatar, colorOf } from '../../ui/avatar.tsx';
import { AppText } from '../../ui/text.tsx';
import { radius, space } from '../../ui/theme.ts';
import type { Pictures } from './use-room-media.ts';

/** A battle's other room, as its host is seen there. */
export interface Rival {
  readonly host: Person;
  readonly picture: RtcPicture | undefined;
}

/** Host, guests and a battle's rival: the host fills the stage, or half of it beside a rival; guests sit in tiles. */
export function StagePictures(props: {
  readonly host: Person | undefined;
  readonly guests: readonly Person[];
  readonly rival: Rival | undefined;
  readonly pictures: Pictures;
  /** Said where the host's picture would be. */
  readonly note: string | undefined;
  readonly detail: string | undefined;
  /** The lower half lies under the chat. */
  readonly lifted: boolean;
}) {
  const { host, guests, rival, pictures } = props;
  const { watching: words } = useWords();
  return (
    <View style={styles.fill}>
      <View style={styles.halves}>
        <View style={styles.half}>
          <Seat
            person={host}
            picture={host === undefined ? undefined : pictures.get(host.id)}
            large={rival === undefined}
            lifted={props.lifted}
          >
            {props.note === undefined ? null : (
              <AppText kind="strong" color="onStage" style={styles.centred}>
                {props.note}
              </AppText>
            )}
            {props.detail === undefined || rival !== undefined ? null : (
              <AppText kind="small" color="onStageMuted" style={styles.centred}>
                {props.detail}
              </AppText>
            )}
          </Seat>
        </View>
        {rival === undefined ? null : (
          <View style={[styles.half, styles.rival]}>
            <Seat person={rival.host} picture={rival.picture} large={false} lifted={props.lifted}>
              <AppText kind="label" color="onStage">
                {rival.host.name}
              </AppText>
            </Seat>
          </View>
        )}
      </View>
      {guests.length === 0 ? null : (
        <View role="list" aria-label={words.guests} style={[styles.guests, { top: props.lifted ? 236 : 136 }]}>
          {guests.map((guest) => (
            <View key={guest.id} role="listitem" aria-label={guest.name} style={styles.tile}>
              <Seat person={guest} picture={pictures.get(guest.id)} large={false} />
              <View style={styles.plate}>
                <AppText kind="label" color="onStage" numberOfLines={1}>
                  {guest.name}
                </AppText>
              </View>
            </View>
          ))}
        </View>
      )}
    </View>
  );
}

function Seat(props: {
  readonly person: Person | undefined;
  readonly picture: RtcPicture | undefined;
  readonly large: boolean;
  readonly lifted?: boolean;
  readonly children?: React.ReactNode;
}) {
  const { person, picture } = props;
  if (picture !== undefined) return <PictureView picture={picture} style={styles.fill} />;
  if (person === undefined) return null;
  return (
    <View style={[styles.fill, styles.empty, props.lifted === true ? styles.lifted : undefined]}>
      {/* A quiet glow in the person's colour, in a picture's place. */}
      <View aria-hidden style={[styles.glow, { backgroundColor: colorOf(person.id) }]} />
      <Avatar name={person.name} seed={person.id} size={props.large ? 96 : 48} />
      {props.children}
    </View>
  );
}

const styles = StyleSheet.create({
  fill: { position: 'absolute', top: 0, bottom: 0, start: 0, end: 0 },
  halves: { flex: 1, flexDirection: 'row' },
  half: { flex: 1, overflow: 'hidden' },
  rival: { borderStartWidth: 2, borderColor: '#ffb020' },
  empty: { alignItems: 'center', justifyContent: 'center', gap: space.s, padding: space.xl },
  lifted: { paddingBottom: '90%' },
  glow: { position: 'absolute', top: 0, bottom: 0, start: 0, end: 0, opacity: 0.35 },
  centred: { textAlign: 'center', maxWidth: 360 },
  guests: { position: 'absolute', end: space.m, gap: space.s },
  tile: {
    width: 92,
    height: 122,
    borderRadius: radius.m,
    overflow: 'hidden',
    borderWidth: 1,
    borderColor: '#ffffff55',
  },
  plate: {
    position: 'absolute',
    bottom: 0,
    start: 0,
    end: 0,
    paddingHorizontal: space.xs,
    backgroundColor: 'rgba(0, 0, 0, 0.6)',
  },
});
