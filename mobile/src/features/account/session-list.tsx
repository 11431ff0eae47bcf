import type { SessionView } from '@halobuzz/core/api/auth';
import { useCallback } from 'react';
import { StyleSheet, View } from 'react-native';
import { everyPage } from '../../api/every-page.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { ListEntry } from '../../ui/list-entry.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { OutcomeNotice } from '../../ui/outcome-notice.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { useLoad } from '../../ui/use-load.ts';
import { useServices } from '../services.ts';
import { useAct } from './use-act.ts';

/** Where the account is signed in; any but this device, or all others, can be signed out from here. */
export function SessionList() {
  const words = useWords().account;
  const { api } = useServices();
  const { busy, said, act } = useAct();
  const fetchSessions = useCallback(() => everyPage(api.sessions), [api]);
  const { load, reload, update } = useLoad(fetchSessions);
  const keep = (wanted: (session: SessionView) => boolean): void =>
    update((page) => ({ ...page, items: page.items.filter(wanted) }));
  const revoke = async (sessionId: string): Promise<void> => {
    const answer = await act(sessionId, () => api.revokeSession(sessionId));
    if (answer !== undefined) keep((one) => one.sessionId !== sessionId);
  };
  const revokeOthers = async (): Promise<void> => {
    const answer = await act('others', () => api.revokeOtherSessions(), words.othersDone);
    if (answer !== undefined) keep(({ current }) => current);
  };
  return (
    <Card>
      <AppText kind="heading">{words.sessions}</AppText>
      <OutcomeNotice outcome={said} />
      <Loaded load={load} reload={reload}>
        {({ items }) => (
          <>
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
            {items.some(({ current }) => !current) ? (
              <Button
                kind="secondary"
                label={words.revokeOthers}
                busy={busy === 'others'}
                onPress={() => void revokeOthers()}
              />
            ) : null}
          </>
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
