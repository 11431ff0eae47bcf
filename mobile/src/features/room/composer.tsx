import { limits } from '@halobuzz/core/limits';
import { type RefObject, useRef, useState } from 'react';
import { Platform, Pressable, StyleSheet, TextInput, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { AppText } from '../../ui/text.tsx';
import { textSize } from '../../ui/text-size.ts';
import { radius, space, touchTarget, usePalette } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { type ChatDoor, chatDoor } from './chat-door.ts';
import type { FeedFace } from './feed-line.tsx';
import type { Answered } from './room-session.ts';
import { isPausedIn } from './room-state.ts';
import { useRefusalText } from './use-refusal-text.ts';
import { useRoom, useSessionOfRoom } from './use-room-session.ts';
import { secondsUntil, useTicks } from './use-ticks.ts';

export interface ComposerProps {
  readonly face: FeedFace;
  readonly input: RefObject<TextInput | null>;
  readonly text: string;
  readonly onText: (text: string) => void;
  /** The message that is answered. */
  readonly reply: Answered | undefined;
  readonly onReply: (reply: Answered | undefined) => void;
}

/** The line to say something with. Text that was not sent stays in it, with the reason above. */
export function Composer({ face, input, text, onText, reply, onReply }: ComposerProps) {
  const palette = usePalette();
  const { room: words, watching } = useWords();
  const refusalText = useRefusalText();
  const session = useSessionOfRoom();
  const connection = useRoom((state) => state.connection);
  const you = useRoom((state) => state.you);
  const settings = useRoom((state) => state.settings);
  const [refusal, setRefusal] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [saidAtMs, setSaidAtMs] = useState<number>();
  const written = useRef(text);
  written.current = text;
  const nowMs = session.serverNowMs();
  const paused = useRoom((state) => isPausedIn(state, 'chat'));
  const door = chatDoor(connection, you, settings, saidAtMs, nowMs, paused);
  useTicks(door.state === 'slow' || door.state === 'muted');
  const closed = useDoorText(door, nowMs);
  const over = face === 'stage';

  const send = async (): Promise<void> => {
    const said = text.trim();
    if (said === '' || busy || door.state !== 'open') return;
    setBusy(true);
    const reason = await session.chat(said, reply);
    setBusy(false);
    setRefusal(reason === undefined ? undefined : refusalText(reason));
    if (reason === undefined) {
      setSaidAtMs(session.serverNowMs());
      onReply(undefined);
      // What was typed since then stays.
      if (written.current.trim() === said) onText('');
    } else if (reason.code === 'slow_mode' && reason.retryAfterMs !== undefined) {
      setSaidAtMs(session.serverNowMs() + reason.retryAfterMs - settings.slowModeSeconds * 1_000);
    }
    input.current?.focus();
  };
  const note = refusal ?? closed;
  return (
    <View style={styles.composer}>
      {reply === undefined ? null : (
        <View style={[styles.reply, { backgroundColor: over ? 'rgba(0, 0, 0, 0.6)' : palette.raised }]}>
          <AppText kind="small" color={over ? 'onStage' : 'text'} numberOfLines={1} style={styles.quoted}>
            {watching.replyingTo(reply.name, reply.text)}
          </AppText>
          <Pressable
            role="button"
            aria-label={watching.stopReply}
            onPress={() => onReply(undefined)}
            style={styles.drop}
          >
            <AppText kind="strong" color={over ? 'onStage' : 'text'} aria-hidden>
              ✕
            </AppText>
          </Pressable>
        </View>
      )}
      {note === undefined ? null : (
        <View style={over ? styles.overNote : undefined}>
          <AppText
            kind="small"
            color={over ? 'onStage' : refusal === undefined ? 'muted' : 'danger'}
            role={refusal === undefined ? 'status' : 'alert'}
          >
            {note}
          </AppText>
        </View>
      )}
      <View style={styles.row}>
        <TextInput
          ref={input}
          aria-label={words.chatPlaceholder}
          placeholder={words.chatPlaceholder}
          placeholderTextColor={over ? palette.onStageMuted : palette.muted}
          value={text}
          onChangeText={onText}
          onSubmitEditing={() => void send()}
          submitBehavior="submit"
          // Keys of the feed and of dialogs are not for who writes.
          onKeyPress={({ nativeEvent }) => {
            if (Platform.OS === 'web' && nativeEvent.key === 'Escape') onReply(undefined);
          }}
          maxLength={limits.chatCharsMax}
          enterKeyHint="send"
          autoComplete="off"
          style={[
            styles.input,
            over
              ? styles.overInput
              : { color: palette.text, backgroundColor: palette.raised, borderColor: palette.border },
          ]}
        />
        {text.trim() === '' ? null : (
          <Button
            compact
            label={words.send}
            disabled={door.state !== 'open'}
            busy={busy}
            onPress={() => void send()}
            style={styles.send}
          />
        )}
      </View>
    </View>
  );
}

/** Why one may not write now; undefined when one may. The connection says of itself that it is away. */
function useDoorText(door: ChatDoor, nowMs: number): string | undefined {
  const { watching } = useWords();
  const format = useFormat();
  switch (door.state) {
    case 'open':
    case 'away':
      return undefined;
    case 'paused':
      return watching.chatPaused;
    case 'muted':
      return door.untilMs === undefined
        ? watching.muted
        : watching.mutedFor(format.duration(secondsUntil(door.untilMs, nowMs)));
    case 'slow':
      return watching.slowWait(secondsUntil(door.untilMs, nowMs));
    default:
      return door satisfies never;
  }
}

const styles = StyleSheet.create({
  composer: { flex: 1, gap: space.xs, minWidth: 0 },
  row: { flexDirection: 'row', alignItems: 'center', gap: space.s },
  reply: { flexDirection: 'row', alignItems: 'center', borderRadius: radius.m, paddingStart: space.m },
  quoted: { flex: 1 },
  drop: { width: touchTarget, height: touchTarget, alignItems: 'center', justifyContent: 'center' },
  overNote: {
    backgroundColor: 'rgba(0, 0, 0, 0.6)',
    borderRadius: radius.m,
    paddingHorizontal: space.m,
    paddingVertical: space.xs,
    alignSelf: 'flex-start',
  },
  input: {
    flex: 1,
    minWidth: 0,
    minHeight: touchTarget,
    borderWidth: 1,
    borderRadius: radius.full,
    paddingHorizontal: space.l,
    // Below 16 px iOS zooms the page in when the field gets the focus.
    fontSize: textSize(16),
  },
  overInput: {
    color: '#ffffff',
    backgroundColor: 'rgba(0, 0, 0, 0.55)',
    borderColor: 'rgba(255, 255, 255, 0.45)',
  },
  send: { minHeight: touchTarget },
});
