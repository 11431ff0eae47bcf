import type { SanctionView } from '@halobuzz/core/api/moderation';
import { useCallback, useState } from 'react';
import { StyleSheet } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ListEntry } from '../../ui/list-entry.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { PagedList } from '../../ui/paged-list.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useServices } from '../services.ts';
import { AccountDecisions } from './account-decisions.tsx';
import { AppealForm } from './appeal-form.tsx';

/** What others decided about oneself, why, and the one appeal against each. */
export function SanctionsScreen() {
  const { moderation: words } = useWords();
  usePageTitle(words.sanctionsTitle);
  const { api } = useServices();
  const [changes, setChanges] = useState(0);
  const fetchPage = useCallback((cursor?: string) => api.sanctions(cursor), [api]);
  return (
    <Page>
      <AppText kind="title">{words.sanctionsTitle}</AppText>
      <AccountDecisions />
      <Card>
        <AppText kind="heading">{words.inRoomsTitle}</AppText>
        <AppText color="muted">{words.sanctionsLead}</AppText>
        <PagedList
          label={words.inRoomsTitle}
          fetchPage={fetchPage}
          changed={changes.toString()}
          keyOf={({ id }) => id}
          empty={<Empty text={words.noSanctions} />}
        >
          {(sanction) => <Sanction sanction={sanction} onAppealed={() => setChanges((before) => before + 1)} />}
        </PagedList>
      </Card>
    </Page>
  );
}

function Sanction({ sanction, onAppealed }: { readonly sanction: SanctionView; readonly onAppealed: () => void }) {
  const { moderation: words } = useWords();
  const format = useFormat();
  const { api } = useServices();
  const { kind, reason, at, endsAt, inForce, appeal } = sanction;
  const until = endsAt === undefined ? words.forGood : words.until(format.time(endsAt));
  return (
    <ListEntry style={styles.entry}>
      <AppText kind="strong">{`${words.kinds[kind]} · ${inForce ? until : words.over}`}</AppText>
      <AppText kind="small" color="muted">
        {words.given(format.time(at))}
      </AppText>
      <AppText>{reason === '' ? words.noReason : reason}</AppText>
      {appeal === undefined ? null : (
        <>
          <AppText kind="small">{`„${appeal.text}“`}</AppText>
          <Notice tone={appeal.status === 'lifted' ? 'success' : 'info'} text={words.appealStates[appeal.status]} />
          {appeal.note === undefined ? null : <AppText kind="small">{appeal.note}</AppText>}
        </>
      )}
      {appeal === undefined && inForce ? (
        <AppealForm send={(text) => api.appeal(sanction.id, text)} onSent={onAppealed} />
      ) : null}
    </ListEntry>
  );
}

const styles = StyleSheet.create({ entry: { gap: space.s, alignItems: 'flex-start' } });
