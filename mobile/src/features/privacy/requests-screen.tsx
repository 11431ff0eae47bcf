import type { PrivacyRequestView } from '@halobuzz/core/api/privacy-requests';
import { useCallback, useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { useFailureText } from '../../ui/failure-text.ts';
import { ListEntry } from '../../ui/list-entry.tsx';
import { Notice } from '../../ui/notice.tsx';
import { PagedList } from '../../ui/paged-list.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { useServices } from '../services.ts';
import { PrivacyPage } from './privacy-page.tsx';
import { RequestForm } from './request-form.tsx';

/** Asking us in one's own words, and what became of it. */
export function RequestsScreen() {
  const words = useWords().privacy.requests;
  const { api } = useServices();
  const fetchPage = useCallback((cursor?: string) => api.privacyRequests(cursor), [api]);
  const [changes, setChanges] = useState(0);
  const changed = (): void => setChanges((before) => before + 1);
  return (
    <PrivacyPage title={words.title} lead={words.lead}>
      <RequestForm onSent={changed} />
      <Card>
        <AppText kind="heading">{words.list}</AppText>
        <PagedList
          label={words.list}
          fetchPage={fetchPage}
          changed={changes.toString()}
          keyOf={({ id }) => id}
          empty={<Empty text={words.empty} />}
        >
          {(request) => <Request request={request} onWithdrawn={changed} />}
        </PagedList>
      </Card>
    </PrivacyPage>
  );
}

function Request({ request, onWithdrawn }: { readonly request: PrivacyRequestView; readonly onWithdrawn: () => void }) {
  const words = useWords().privacy.requests;
  const format = useFormat();
  const failureText = useFailureText();
  const { api } = useServices();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string>();
  const what = `${words.kinds[request.kind]}: ${words.abouts[request.about]}`;
  const withdraw = async (): Promise<void> => {
    setBusy(true);
    const answer = await api.withdrawPrivacyRequest(request.id);
    setBusy(false);
    setFailure(answer.ok ? undefined : failureText(answer.failure));
    if (answer.ok) onWithdrawn();
  };
  const when =
    request.state === 'open'
      ? words.due(format.date(request.dueAt))
      : request.decidedAt === undefined
        ? undefined
        : words.decided(format.date(request.decidedAt));
  return (
    <ListEntry style={styles.request}>
      <View style={styles.head}>
        <AppText kind="strong" style={styles.what}>
          {what}
        </AppText>
        <AppText kind="label" color={stateColors[request.state]}>
          {words.states[request.state]}
        </AppText>
      </View>
      <AppText kind="small">{request.text}</AppText>
      <AppText kind="small" color="muted">
        {[words.asked(format.date(request.createdAt)), when].filter((part) => part !== undefined).join(' · ')}
      </AppText>
      {request.extendedFor === undefined ? null : <AppText kind="small">{words.extended(request.extendedFor)}</AppText>}
      {request.reason === undefined ? null : <Notice tone="info" text={request.reason} />}
      {failure === undefined ? null : <Notice tone="error" text={failure} />}
      {request.state === 'open' ? (
        <View style={styles.actions}>
          <Button
            compact
            kind="quiet"
            label={words.withdraw}
            spoken={words.withdrawOf(what)}
            busy={busy}
            onPress={() => void withdraw()}
          />
        </View>
      ) : null}
    </ListEntry>
  );
}

const stateColors = { open: 'accentText', granted: 'success', refused: 'danger', withdrawn: 'muted' } as const;

const styles = StyleSheet.create({
  request: { gap: space.s },
  head: { flexDirection: 'row', flexWrap: 'wrap', justifyContent: 'space-between', gap: space.s },
  what: { flexShrink: 1 },
  actions: { alignItems: 'flex-start', marginStart: -space.m },
});
