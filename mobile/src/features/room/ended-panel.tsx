import type { Summary } from '@halobuzz/core/api/streams';
import { useCallback, useEffect } from 'react';
import { StyleSheet, View } from 'react-native';
import type { Catalogue } from '../../i18n/catalogue.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Card } from '../../ui/card.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { textSize } from '../../ui/text-size.ts';
import { space } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { useLoad } from '../../ui/use-load.ts';
import { useServices } from '../services.ts';
import type { Ended } from './room-state.ts';
import { Suggestions } from './suggestions.tsx';

/** How often the sums are asked for until they are final. */
export const summaryPollMs = 3_000;

/** What the broadcast came to. The room's own last event is shown until the summary is there, and instead of it. */
export function EndedPanel({ roomId, ended }: { readonly roomId: string; readonly ended: Ended | undefined }) {
  const { ended: words, room } = useWords();
  const { api } = useServices();
  const fetchSummary = useCallback(() => api.summary(roomId), [api, roomId]);
  const { load, reload } = useLoad(fetchSummary);
  const settling = load.state === 'ready' && !load.data.final;
  useEffect(() => {
    if (!settling) return;
    const timer = setInterval(() => void reload(), summaryPollMs);
    return () => clearInterval(timer);
  }, [settling, reload]);
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
      <View style={styles.figures}>
        <Figure label={words.peak} value={format.count(ended.peakViewers)} />
        <Figure label={words.unique} value={format.count(ended.uniqueViewers)} />
        <Figure label={words.coins} value={format.amount(ended.coins)} />
      </View>
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
        <View style={styles.figures}>
          <Figure label={words.duration} value={format.duration(summary.durationSeconds)} />
          <Figure label={words.peak} value={format.count(summary.peakViewers)} />
          <Figure label={words.unique} value={format.count(summary.uniqueViewers)} />
          <Figure label={words.likes} value={format.count(summary.likes)} />
          <Figure label={words.gifts} value={format.count(summary.gifts)} />
          <Figure label={words.coins} value={format.amount(summary.coins)} />
          {summary.diamonds === undefined ? null : (
            <Figure label={words.diamonds} value={format.amount(summary.diamonds)} />
          )}
        </View>
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

function Figure({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <View style={styles.figure}>
      <AppText kind="label" color="muted">
        {label}
      </AppText>
      <AppText kind="figure">{value}</AppText>
    </View>
  );
}

const styles = StyleSheet.create({
  figures: { flexDirection: 'row', flexWrap: 'wrap', gap: space.l },
  figure: { flexGrow: 1, flexBasis: textSize(130) },
  top: { gap: space.xs },
});
