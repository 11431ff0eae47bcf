import { CommandError } from '@halobuzz/core/client/pending-commands';
import type { ReplyOf } from '@halobuzz/core/client/room-client';
import { limits } from '@halobuzz/core/limits';
import { useCallback, useEffect, useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { Loading } from '../../ui/loading.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { PersonLink } from '../people/person-link.tsx';
import { useSessionOfRoom } from './use-room-session.ts';

type Viewer = ReplyOf<'viewers'>['viewers'][number];

/** Who watches, a page at a time. In a large room it is a sample, and says so. */
export function ViewersSheet({ onClose }: { readonly onClose: () => void }) {
  const { watching: words, ui, errors } = useWords();
  const { connection } = useSessionOfRoom();
  const [viewers, setViewers] = useState<readonly Viewer[]>();
  const [sample, setSample] = useState(false);
  const [next, setNext] = useState<string>();
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState(false);
  const load = useCallback(
    async (cursor?: string) => {
      setBusy(true);
      setFailure(undefined);
      try {
        const page = await connection.viewers(cursor);
        setViewers((before = []) => added(cursor === undefined ? [] : before, page.viewers));
        setSample(page.sample);
        setNext(page.next);
      } catch (error) {
        // The room client rejects with nothing else; anything else is a bug and shows as one.
        if (!(error instanceof CommandError)) throw error;
        setFailure(errors[error.code]);
      }
      setBusy(false);
    },
    [connection, errors],
  );
  useEffect(() => void load(), [load]);
  const full = (viewers?.length ?? 0) >= limits.clientViewersListedMax;
  return (
    <Sheet label={words.whoWatches} onClose={onClose}>
      <AppText kind="heading">{words.whoWatches}</AppText>
      {failure === undefined ? null : <Notice tone="error" text={failure} />}
      {viewers === undefined && failure === undefined ? <Loading /> : null}
      {sample ? <AppText color="muted">{words.sample}</AppText> : null}
      <View role="list" aria-label={words.whoWatches}>
        {viewers?.map((viewer) => (
          <View key={viewer.id} role="listitem" style={styles.person}>
            <Avatar name={viewer.name} seed={viewer.id} />
            <PersonLink username={viewer.name} />
          </View>
        ))}
      </View>
      {next === undefined || full ? null : (
        <Button kind="secondary" label={ui.more} busy={busy} onPress={() => void load(next)} />
      )}
      <Button kind="quiet" label={ui.close} onPress={onClose} />
    </Sheet>
  );
}

/** Pages of a crowd that moves may bring somebody twice. */
function added(before: readonly Viewer[], page: readonly Viewer[]): readonly Viewer[] {
  const known = new Set(before.map(({ id }) => id));
  return [...before, ...page.filter(({ id }) => !known.has(id))];
}

const styles = StyleSheet.create({
  person: { flexDirection: 'row', alignItems: 'center', gap: space.m },
});
