import type { ReactNode } from 'react';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { AppText } from '../../ui/text.tsx';
import { radius, space, usePalette } from '../../ui/theme.ts';
import { StagePictures } from './pictures.tsx';
import { scrim } from './scrim.ts';
import { useRival } from './use-rival.ts';
import type { RoomMedia } from './use-room-media.ts';
import { useRoom } from './use-room-session.ts';

/** Where host, guests and rival are seen. `children` lie over it. */
export function Stage(props: {
  readonly media: RoomMedia;
  /** The chat lies over the lower half. */
  readonly covered: boolean;
  readonly children: ReactNode;
}) {
  const { media, children } = props;
  const { room: words, watching, shell } = useWords();
  const palette = usePalette();
  const host = useRoom((state) => state.room?.host);
  const hostOnline = useRoom((state) => state.room?.hostOnline === true);
  const guests = useRoom((state) => state.guests);
  const rival = useRival(media.status === 'on', media.hears);
  const hosting = useRoom((state) => state.you?.role === 'host');
  const [note, detail] = noteOf(media, hostOnline, { ...words, ...watching }, hosting);
  return (
    <View
      role="region"
      aria-label={host?.name ?? shell.app.name}
      style={[styles.stage, { backgroundColor: palette.stage }]}
    >
      <StagePictures
        host={host}
        guests={guests}
        rival={rival}
        pictures={media.pictures}
        note={note}
        detail={detail}
        lifted={props.covered}
      />
      <View aria-hidden style={[styles.shade, styles.upper, scrim('top')]} />
      {children}
      {media.playSound === undefined ? null : (
        <View style={styles.sound}>
          <Button label={watching.tapForSound} onPress={media.playSound} />
        </View>
      )}
      {media.status === 'failed' ? (
        <View style={styles.sound}>
          <Button kind="secondary" label={watching.mediaAgain} onPress={media.retry} />
        </View>
      ) : null}
    </View>
  );
}

type NoteWords = Record<
  | 'mediaOff'
  | 'mediaOffLead'
  | 'mediaJoining'
  | 'mediaFailed'
  | 'mediaFailedLead'
  | 'soundOnlyOn'
  | 'soundOnlyLead'
  | 'pictureAwaited'
  | 'hostGone'
  | 'cameraStarting',
  string
>;

/** What is said where the host's picture would be: in large, and what it means. */
function noteOf(
  media: RoomMedia,
  hostOnline: boolean,
  words: NoteWords,
  hosting: boolean,
): readonly [string?, string?] {
  switch (media.status) {
    case 'waiting':
      return [];
    case 'off':
      return [words.mediaOff, words.mediaOffLead];
    case 'failed':
      return [words.mediaFailed, words.mediaFailedLead];
    case 'joining':
      return [hosting ? words.cameraStarting : words.mediaJoining];
    case 'on':
      if (!hostOnline) return [words.hostGone];
      if (media.soundOnly) return [words.soundOnlyOn, words.soundOnlyLead];
      return [words.pictureAwaited];
    default:
      return media.status satisfies never;
  }
}

/** A line over the stage for what is not as it should be. */
export function StageNote({ text, testID }: { readonly text: string; readonly testID?: string }) {
  return (
    <View role="status" style={styles.note}>
      <AppText kind="label" color="onStage" {...(testID === undefined ? {} : { testID })}>
        {text}
      </AppText>
    </View>
  );
}

const styles = StyleSheet.create({
  stage: { flex: 1, overflow: 'hidden' },
  shade: { position: 'absolute', start: 0, end: 0, pointerEvents: 'none' },
  upper: { top: 0, height: 150 },
  sound: { position: 'absolute', alignSelf: 'center', top: '40%' },
  note: {
    alignSelf: 'flex-start',
    borderRadius: radius.full,
    paddingHorizontal: space.m,
    paddingVertical: space.xs,
    backgroundColor: 'rgba(0, 0, 0, 0.6)',
  },
});
