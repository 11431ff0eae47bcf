import type { Stream, Summary } from '@halobuzz/core/api/streams';
import { limits } from '@halobuzz/core/limits';
import { useCallback, useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { type ApiResult, codeOf } from '../../api/failure.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Figures } from '../../ui/figures.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { ListEntry } from '../../ui/list-entry.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { useLoad } from '../../ui/use-load.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { usePolling } from '../../ui/use-polling.ts';
import { useServices } from '../services.ts';
import { LazyPlot } from './lazy-plot.tsx';
import { giftPoints, viewerPoints } from './summary-points.ts';

/** A broadcast, and what it came to. */
interface Ended {
  readonly stream: Stream;
  readonly summary: Summary;
}

/** What one broadcast came to: figures, plots and who gave most. It follows the sums until they are final. */
export function SummaryScreen({ id }: { readonly id: string }) {
  const { summary: words, live } = useWords();
  usePageTitle(words.title);
  const { api } = useServices();
  const fetchBoth = useCallback(async (): Promise<ApiResult<Ended>> => {
    const [stream, summary] = await Promise.all([api.stream(id), api.summary(id)]);
    if (!stream.ok) return stream;
    if (!summary.ok) return summary;
    return { ok: true, data: { stream: stream.data, summary: summary.data } };
  }, [api, id]);
  const { load, reload } = useLoad(fetchBoth, id);
  const notReady = load.state === 'failed' && codeOf(load.failure) === 'summary_not_ready';
  return (
    <Page width="wide">
      {notReady ? (
        <Notice
          tone="info"
          text={words.notReady}
          action={<LinkButton href={{ pathname: '/room/[id]', params: { id } }} label={live.goBack} />}
        />
      ) : (
        <Loaded load={load} reload={reload}>
          {(data) => (
            <>
              {data.summary.final ? null : <Settling reload={reload} />}
              <Whole {...data} />
            </>
          )}
        </Loaded>
      )}
      <View style={styles.row}>
        <LinkButton href="/broadcasts" label={words.back} />
        <LinkButton href="/go-live" label={words.again} />
      </View>
    </Page>
  );
}

function Settling({ reload }: { readonly reload: () => Promise<void> }) {
  const { summary: words } = useWords();
  usePolling(reload, limits.clientSummaryPollPeriodMs);
  return <Notice tone="info" text={words.settling} />;
}

function Whole({ stream, summary }: Ended) {
  const { summary: words, ui } = useWords();
  const format = useFormat();
  const { viewersOverTime, giftsOverTime } = summary;
  return (
    <>
      <View>
        <AppText kind="title">{stream.title}</AppText>
        <AppText color="muted">{words.lead(format.time(summary.startedAt), format.time(summary.endedAt))}</AppText>
      </View>
      <Sums summary={summary} />
      <View style={styles.plots}>
        <Card style={styles.plot}>
          {viewersOverTime === undefined || viewersOverTime.points.length === 0 ? (
            <Missing label={words.viewersOverTime} text={words.noViewers} />
          ) : (
            <LazyPlot label={words.viewersOverTime} kind="line" points={viewerPoints(viewersOverTime, format, words)} />
          )}
        </Card>
        <Card style={styles.plot}>
          {giftsOverTime === undefined ? (
            <Missing label={words.giftsOverTime} text={summary.final ? words.noGifts : words.giftsLater} />
          ) : giftsOverTime.bars.every(({ gifts }) => gifts === 0) ? (
            <Missing label={words.giftsOverTime} text={words.noGifts} />
          ) : (
            <LazyPlot label={words.giftsOverTime} kind="bars" points={giftPoints(giftsOverTime, format, words, ui)} />
          )}
        </Card>
      </View>
      <Card>
        <AppText kind="heading">{words.topGifters}</AppText>
        {summary.topGifters.length === 0 ? (
          <AppText color="muted">{words.noGifts}</AppText>
        ) : (
          <View role="list" aria-label={words.topGifters}>
            {summary.topGifters.map(({ handle, coins }, at) => (
              <ListEntry key={handle} style={styles.gifter}>
                <AppText kind="strong">{`${at + 1}.`}</AppText>
                <AppText style={styles.name}>@{handle}</AppText>
                <AppText kind="strong">{ui.coins(format.amount(coins))}</AppText>
              </ListEntry>
            ))}
          </View>
        )}
      </Card>
      <ShareSummary stream={stream} summary={summary} />
      {summary.final ? (
        <AppText kind="small" color="muted">
          {words.final}
        </AppText>
      ) : null}
    </>
  );
}

function Missing({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    <>
      <AppText kind="subheading">{label}</AppText>
      <AppText color="muted">{text}</AppText>
    </>
  );
}

function Sums({ summary }: { readonly summary: Summary }) {
  const { summary: words, ended } = useWords();
  const format = useFormat();
  const figures = [
    [ended.duration, format.duration(summary.durationSeconds)],
    [ended.peak, format.count(summary.peakViewers)],
    [ended.unique, format.count(summary.uniqueViewers)],
    [ended.likes, format.count(summary.likes)],
    [ended.gifts, format.count(summary.gifts)],
    [ended.coins, format.amount(summary.coins)],
    ...(summary.diamonds === undefined ? [] : [[ended.diamonds, format.amount(summary.diamonds)] as const]),
    ...(summary.newFollowers === undefined ? [] : [[words.newFollowers, format.count(summary.newFollowers)] as const]),
  ] as const;
  return (
    <Card>
      <Figures figures={figures} />
    </Card>
  );
}

function ShareSummary({ stream, summary }: Ended) {
  const { summary: words } = useWords();
  const { share, pageUrl } = useServices();
  const format = useFormat();
  const [copied, setCopied] = useState(false);
  const press = async (): Promise<void> => {
    const title = words.shareText(stream.title, format.count(summary.peakViewers));
    setCopied((await share({ title, url: pageUrl(`/people/${stream.host.handle}`) })) === 'copied');
  };
  return (
    <View style={styles.row}>
      <Button kind="secondary" label={words.share} onPress={() => void press()} />
      {copied ? <Notice tone="success" text={words.shared} /> : null}
    </View>
  );
}

const styles = StyleSheet.create({
  row: { flexDirection: 'row', flexWrap: 'wrap', gap: space.m, alignItems: 'center' },
  plots: { flexDirection: 'row', flexWrap: 'wrap', gap: space.l, alignItems: 'flex-start' },
  plot: { flexGrow: 1, flexShrink: 1, flexBasis: 320 },
  gifter: { flexDirection: 'row', gap: space.m, alignItems: 'center' },
  name: { flex: 1 },
});
