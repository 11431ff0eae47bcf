import type { DataExport } from '@halobuzz/core/api/exports';
import { exportDataTypeNames } from '@halobuzz/core/privacy/export-sections';
import { useCallback, useState } from 'react';
import { StyleSheet, View } from 'react-native';
import type { Catalogue } from '../../i18n/catalogue.ts';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { Empty } from '../../ui/empty.tsx';
import { ListEntry } from '../../ui/list-entry.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { type Outcome, OutcomeNotice, useOutcomeOf } from '../../ui/outcome-notice.tsx';
import { ProgressBar } from '../../ui/progress-bar.tsx';
import { AppText } from '../../ui/text.tsx';
import { textSize } from '../../ui/text-size.ts';
import { space } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { useLoad } from '../../ui/use-load.ts';
import { usePolling } from '../../ui/use-polling.ts';
import { useServices } from '../services.ts';
import { useStepUp } from '../step-up/step-up.tsx';
import { saveExport } from './archive.ts';
import { ExportForm } from './export-form.tsx';
import { PrivacyPage } from './privacy-page.tsx';

/** How often a copy that is being made is asked after. */
export const exportPollMs = 2_000;

/** Asking for a copy of one's data, watching it being made, and downloading it. */
export function DataScreen() {
  const words = useWords().privacy.data;
  const outcomeOf = useOutcomeOf();
  const services = useServices();
  const { api } = services;
  const { run } = useStepUp();
  const fetchExports = useCallback(() => api.exports(), [api]);
  const { load, reload } = useLoad(fetchExports);
  const [busy, setBusy] = useState<string>();
  const [said, setSaid] = useState<Outcome>();

  const download = async (id: string): Promise<void> => {
    setBusy(id);
    setSaid(undefined);
    const link = await run(() => api.exportLink(id));
    const saved = link?.ok === true ? await saveExport(services, id, link.data.secret) : link;
    setBusy(undefined);
    if (saved === undefined) return;
    setSaid(outcomeOf(saved, (where) => (where === 'browser' ? words.downloadedNative : words.downloaded)));
  };
  return (
    <PrivacyPage title={words.title} lead={words.lead}>
      <Loaded load={load} reload={reload}>
        {({ items, nextAt }) => (
          <>
            {items.some(isBeingMade) ? <Watch reload={reload} /> : null}
            <ExportForm nextAt={nextAt} running={items.some(isBeingMade)} onAsked={reload} />
            <Card>
              <AppText kind="heading">{words.list}</AppText>
              <OutcomeNotice outcome={said} />
              {items.length === 0 ? (
                <Empty text={words.empty} />
              ) : (
                <View role="list" aria-label={words.list}>
                  {items.map((item) => (
                    <Copy
                      key={item.requestId}
                      item={item}
                      busy={busy === item.requestId}
                      onDownload={() => void download(item.requestId)}
                    />
                  ))}
                </View>
              )}
            </Card>
          </>
        )}
      </Loaded>
    </PrivacyPage>
  );
}

function kindsOf(words: Catalogue['privacy']['data'], { dataTypes }: DataExport): string {
  if (exportDataTypeNames.every((type) => dataTypes.includes(type))) return words.all;
  return dataTypes.map((type) => words.kinds[type]).join(', ');
}

function isBeingMade({ status }: DataExport): boolean {
  return status === 'pending' || status === 'processing';
}

/** Asks again while it is there. */
function Watch({ reload }: { readonly reload: () => Promise<void> }) {
  usePolling(reload, exportPollMs);
  return null;
}

function Copy(props: { readonly item: DataExport; readonly busy: boolean; readonly onDownload: () => void }) {
  const words = useWords().privacy.data;
  const format = useFormat();
  const { item } = props;
  const { done, total } = item.progress;
  const asked = format.time(item.createdAt);
  const facts = [
    ...(item.status === 'completed' ? [words.until(format.time(item.expiresAt))] : []),
    ...(item.bytes === undefined ? [] : [format.bytes(item.bytes)]),
  ];
  return (
    <ListEntry style={styles.copy}>
      <View style={styles.what}>
        <AppText kind="strong">{words.statuses[item.status]}</AppText>
        <AppText kind="small" color="muted">
          {[words.asked(asked), ...facts].join(' · ')}
        </AppText>
        <AppText kind="small" color="muted">
          {words.contents(kindsOf(words, item))}
        </AppText>
        {isBeingMade(item) ? (
          <ProgressBar
            label={words.statuses[item.status]}
            done={done}
            total={total}
            text={words.progress(done, total)}
          />
        ) : null}
      </View>
      {item.status === 'completed' ? (
        <Button
          compact
          kind="secondary"
          label={words.download}
          spoken={words.downloadOf(asked)}
          busy={props.busy}
          onPress={props.onDownload}
        />
      ) : null}
    </ListEntry>
  );
}

const styles = StyleSheet.create({
  copy: {
    flexDirection: 'row',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: space.m,
  },
  what: { flexGrow: 1, flexShrink: 1, flexBasis: textSize(220), gap: space.xs },
});
