import type { Person } from '@halobuzz/core/protocol/messages/fields';
import { type ReactNode, useCallback, useRef, useState } from 'react';
import { StyleSheet, type TextInput, View } from 'react-native';
import { space, usePalette } from '../../ui/theme.ts';
import type { Catalogue } from './catalogue.ts';
import { ChatModes } from './chat-modes.tsx';
import { Composer } from './composer.tsx';
import type { ChatLine, FeedFace } from './feed-line.tsx';
import { FeedView } from './feed-view.tsx';
import { MessageMenu } from './message-menu.tsx';
import { PinnedMessage } from './pinned-message.tsx';
import type { Answered } from './room-session.ts';
import { useRoom } from './use-room-session.ts';
import { withMention } from './with-mention.ts';

/** The room's chat: what is pinned, what is said, and the line to say something with. `children` stand beside that line. */
export function ChatPanel(props: {
  readonly catalogue: Catalogue;
  readonly face: FeedFace;
  /** Stands between feed and line, above the keyboard: the gift tray. */
  readonly tray: ReactNode;
  readonly children: ReactNode;
}) {
  const { face, catalogue } = props;
  const palette = usePalette();
  const input = useRef<TextInput>(null);
  const [text, setText] = useState('');
  const [reply, setReply] = useState<Answered>();
  const [picked, setPicked] = useState<ChatLine>();
  const mention = useCallback(({ name }: Person) => {
    setText((before) => withMention(before, name));
    input.current?.focus();
  }, []);
  const answer = (line: ChatLine): void => {
    setPicked(undefined);
    setReply({ mid: line.mid, name: line.from.name, text: line.text });
    input.current?.focus();
  };
  const over = face === 'stage';
  const crowded = over && props.tray !== null;
  return (
    <>
      {crowded ? null : <PinnedMessage face={face} />}
      <View style={crowded ? styles.short : styles.feed}>
        <Feed catalogue={catalogue} face={face} onPick={setPicked} onName={mention} />
      </View>
      {props.tray}
      {crowded ? null : <ChatModes face={face} />}
      <View
        style={[
          styles.bar,
          over ? styles.overBar : { borderColor: palette.border, backgroundColor: palette.surface, borderTopWidth: 1 },
        ]}
      >
        <Composer face={face} input={input} text={text} onText={setText} reply={reply} onReply={setReply} />
        {props.children}
      </View>
      {picked === undefined ? null : (
        <MessageMenu
          line={picked}
          onReply={() => answer(picked)}
          onMention={() => {
            setPicked(undefined);
            mention(picked.from);
          }}
          onClose={() => setPicked(undefined)}
        />
      )}
    </>
  );
}

/** Apart, so that a new line draws the feed and nothing else. */
function Feed(props: {
  readonly catalogue: Catalogue;
  readonly face: FeedFace;
  readonly onPick: (line: ChatLine) => void;
  readonly onName: (person: Person) => void;
}) {
  const feed = useRoom((state) => state.feed);
  const deleted = useRoom((state) => state.deleted);
  const hostId = useRoom((state) => state.room?.host.id);
  return <FeedView feed={feed} deleted={deleted} hostId={hostId} {...props} />;
}

const styles = StyleSheet.create({
  feed: { flex: 1, minHeight: 0 },
  // Beside the tray a few lines are enough; what is pinned comes back with the rest.
  short: { height: 84 },
  bar: { flexDirection: 'row', alignItems: 'flex-end', gap: space.s, padding: space.m },
  overBar: { paddingHorizontal: 0, paddingBottom: space.s },
});
