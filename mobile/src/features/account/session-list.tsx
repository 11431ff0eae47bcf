import type { SessionView } from '@halobuzz/core/api/auth';
import { useCallback, useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { useFailureText } from '../../ui/failure-text.ts';
import { ListEntry } from '../../ui/list-entry.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Notice } from '../../ui/notice.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { useLoad } from '../../ui/use-load.ts';
import { useServices } from '../services.ts';

/** Where the account is signed in; any but this device can be signed out from here. */
export function SessionList() {
  const words = useWords().account;
  const failureText = useFailureText();
  const { api } = useServices();
  const fetchSessions = useCallback(() => api.sessions(), [api]);
  const { load, reload, update } = useLoad(fetchSessions);
  const [busy, setBusy] = useState<string>();
  const [failure, setFailure] = useState<string>();
  const revoke = async (sessionId: string): Promise<void> => {
    setBusy(sessionId);
    setFailure(undefined);
    const answer = await api.revokeSession(sessionId);
    setBusy(undefined);
    if (!answer.ok) setFailure(failureText(answer.failure));
    else update((page) => ({ ...page, items: page.items.filter((one) => one.sessionId !== sessionId) }));
  };
  return (
    <Card>
      <AppText kind="heading">{words.sessions}</AppText>
      {failure === undefined ? null : <Notice tone="error" text={failure} />}
      <Loaded load={load} reload={reload}>
        {({ items }) => (
          <View role="list" aria-label={words.sessions}>
            {items.map((session) => (
              <SessionRow
                key={session.sessionId}
                session={session}
                busy={busy === session.sessionId}
                onRevoke={() => void revoke(session.sessionId)}
              />
            ))}
          </View>
        )}
      </Loaded>
    </Card>
  );
}

function SessionRow(props: { readonly session: SessionView; readonly busy: boolean; readonly onRevoke: () => void }) {
  const words = useWords().account;
  const format = useFormat();
  const { session } = props;
  return (
    <ListEntry style={styles.row}>
      <View style={styles.lines}>
        <AppText kind="strong">{session.deviceName}</AppText>
        <AppText kind="small" color="muted">
          {[session.country, session.ipAddress, words.lastSeen(format.time(session.lastSeenAt))]
            .filter(Boolean)
            .join(' · ')}
        </AppText>
      </View>
      {session.current ? (
        <AppText kind="label" color="success">
          {words.current}
        </AppText>
      ) : (
        <Button
          compact
          kind="danger"
          label={words.revoke}
          spoken={words.revokeOf(session.deviceName)}
          busy={props.busy}
          onPress={props.onRevoke}
        />
      )}
    </ListEntry>
  );
}

const styles = StyleSheet.create({
  row: {
    flexDirection: 'row',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: space.m,
  },
  lines: { flexGrow: 1, flexShrink: 1, flexBasis: 180 },
});
