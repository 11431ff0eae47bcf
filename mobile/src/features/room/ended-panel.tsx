import type { Summary } from '@halobuzz/core/api/streams';
import { limits } from '@halobuzz/core/limits';
import { useCallback } from 'react';
import { StyleSheet, View } from 'react-native';
import type { Catalogue } from '../../i18n/catalogue.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Card } from '../../ui/card.tsx';
import { Figures } from '../../ui/figures.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { useLoad } from '../../ui/use-load.ts';
import { usePolling } from '../../ui/use-polling.ts';
import { useServices } from '../services.ts';
import type { Ended } from './room-state.ts';
import { Suggestions } from './suggestions.tsx';

/** What the broadcast came to. The room's own last event is shown until the summary is there, and instead of it. */
export function EndedPanel({ roomId, ended }: { readonly roomId: string; readonly ended: Ended | undefined }) {
  const { ended: words, room } = useWords();
  const { api } = useServices();
  const fetchSummary = useCallback(() => api.summary(roomId), [api, roomId]);
  const { load, reload } = useLoad(fetchSummary);
  const settling = load.state === 'ready' && !load.data.final;
  usePolling(reload, settling ? limits.clientSummaryPollPeriodMs : undefined);
  return (
    <Page>
      <AppText kind="title">{words.title}</AppText>
      {ended === undefined ? null : <AppText color="muted">{reasonOf(words, ended.reason)}</AppText>}
      {load.state === 'ready' ? <SummaryCard summary={load.data} /> : <EventCard ended={ended} />}
      <Suggestions except={roomId} />
      <LinkButton href="/" label={room.toLobby} kind="primary" />
    </Page>
  );
}

function reasonOf(words: Catalogue['ended'], reason: Ended['reason']): string {
  switch (reason) {
    case 'host':
      return words.byHost;
    case 'host_lost':
      return words.hostLost;
    case 'moderation':
      return words.moderation;
    default:
      return reason satisfies never;
  }
}

function EventCard({ ended }: { readonly ended: Ended | undefined }) {
  const words = useWords().ended;
  const format = useFormat();
  if (ended === undefined) return null;
  return (
    <Card>
      <Figures
        figures={[
          [words.peak, format.count(ended.peakViewers)],
          [words.unique, format.count(ended.uniqueViewers)],
          [words.coins, format.amount(ended.coins)],
        ]}
      />
    </Card>
  );
}

function SummaryCard({ summary }: { readonly summary: Summary }) {
  const { ended: words, ui } = useWords();
  const format = useFormat();
  return (
    <>
      {summary.final ? null : <Notice tone="info" text={words.notFinal} />}
      <Card>
        <Figures
          figures={[
            [words.duration, format.duration(summary.durationSeconds)],
            [words.peak, format.count(summary.peakViewers)],
            [words.unique, format.count(summary.uniqueViewers)],
            [words.likes, format.count(summary.likes)],
            [words.gifts, format.count(summary.gifts)],
            [words.coins, format.amount(summary.coins)],
            ...(summary.diamonds === undefined ? [] : [[words.diamonds, format.amount(summary.diamonds)] as const]),
          ]}
        />
        {summary.topGifters.length === 0 ? null : (
          <View style={styles.top}>
            <AppText kind="heading">{words.top}</AppText>
            {summary.topGifters.map(({ handle, coins }, index) => (
              <AppText key={handle}>{`${index + 1}. ${handle}: ${ui.coins(format.amount(coins))}`}</AppText>
            ))}
          </View>
        )}
      </Card>
    </>
  );
}

const styles = StyleSheet.create({ top: { gap: space.xs } });
