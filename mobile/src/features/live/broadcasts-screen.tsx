import type { OwnStream, PastStream } from '@halobuzz/core/api/streams';
import { useCallback, useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { LinkRow } from '../../ui/link-row.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Page } from '../../ui/page.tsx';
import { PagedList } from '../../ui/paged-list.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { useLoad } from '../../ui/use-load.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useServices } from '../services.ts';
import { DraftEntry } from './draft-entry.tsx';
import { isRunning } from './go-live-screen.tsx';
import { StillLive } from './still-live.tsx';

/** A host's own broadcasts: the one that is live, drafts and scheduled ones, and those that are over. */
export function BroadcastsScreen() {
  const { goLive, live: words } = useWords();
  usePageTitle(words.broadcasts);
  const { api } = useServices();
  const fetchOwn = useCallback(() => api.ownStreams(), [api]);
  const { load, reload } = useLoad(fetchOwn);
  const fetchPast = useCallback((cursor?: string) => api.pastStreams(cursor), [api]);
  const [changes, setChanges] = useState(0);
  const refresh = (): void => {
    setChanges((before) => before + 1);
    void reload();
  };
  return (
    <Page>
      <AppText kind="title">{words.broadcasts}</AppText>
      <AppText color="muted">{words.broadcastsLead}</AppText>
      <View style={styles.row}>
        <LinkButton kind="primary" href="/go-live" label={goLive.title} />
        <LinkButton href="/schedule" label={words.laterTitle} />
      </View>
      <Loaded load={load} reload={reload}>
        {({ items }) => {
          const running = items.find(isRunning);
          const drafts = items.filter((one) => !isRunning(one)).sort(soonestFirst);
          return (
            <>
              {running === undefined ? null : <StillLive stream={running} onGone={refresh} />}
              <AppText kind="heading">{words.drafts}</AppText>
              {drafts.length === 0 ? (
                <Empty text={words.noDrafts} />
              ) : (
                <Card style={styles.list}>
                  <View role="list" aria-label={words.drafts}>
                    {drafts.map((draft) => (
                      <DraftEntry key={draft.id} draft={draft} onGone={refresh} />
                    ))}
                  </View>
                </Card>
              )}
            </>
          );
        }}
      </Loaded>
      <AppText kind="heading">{words.past}</AppText>
      <PagedList
        label={words.past}
        fetchPage={fetchPast}
        changed={changes.toString()}
        keyOf={({ stream }) => stream.id}
        empty={<Empty text={words.noPast} />}
      >
        {(past) => <PastEntry past={past} />}
      </PagedList>
    </Page>
  );
}

function PastEntry({ past: { stream, summary } }: { readonly past: PastStream }) {
  const { live: words, ui } = useWords();
  const format = useFormat();
  const { peakViewers, coins, durationSeconds, startedAt } = summary;
  const figures = words.figures(
    format.count(peakViewers),
    ui.coins(format.amount(coins)),
    format.duration(durationSeconds),
  );
  return (
    <View role="listitem">
      <LinkRow
        ruled
        href={{ pathname: '/broadcasts/[id]', params: { id: stream.id } }}
        label={stream.title}
        description={`${format.time(startedAt)} · ${figures}`}
      />
    </View>
  );
}

/** What has a time first, by its time. */
function soonestFirst(a: OwnStream, b: OwnStream): number {
  const last = '9999';
  return (a.scheduledAt ?? last).localeCompare(b.scheduledAt ?? last);
}

const styles = StyleSheet.create({
  row: { flexDirection: 'row', flexWrap: 'wrap', gap: space.m, alignItems: 'center' },
  list: { paddingVertical: space.xs },
});
