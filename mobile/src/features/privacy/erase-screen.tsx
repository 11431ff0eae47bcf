import type { ErasureBegun, ErasureOutlook } from '@halobuzz/core/api/erasure';
import { useCallback, useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Card } from '../../ui/card.tsx';
import { Fact } from '../../ui/fact.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { space } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { useLoad } from '../../ui/use-load.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { SignedInOnly } from '../auth/signed-in-only.tsx';
import { useServices } from '../services.ts';
import { EraseForm } from './erase-form.tsx';
import { PrivacyPage } from './privacy-page.tsx';

/** Deleting the account: asking needs a session, and what follows is told without one, for it has ended by then. */
export function EraseScreen() {
  const [begun, setBegun] = useState<ErasureBegun>();
  if (begun !== undefined) return <Begun begun={begun} />;
  return (
    <SignedInOnly>
      <Ask onBegun={setBegun} />
    </SignedInOnly>
  );
}

function Ask({ onBegun }: { readonly onBegun: (begun: ErasureBegun) => void }) {
  const words = useWords().privacy.erase;
  const format = useFormat();
  const { api } = useServices();
  const fetchOutlook = useCallback(() => api.erasureOutlook(), [api]);
  const { load, reload } = useLoad(fetchOutlook);
  return (
    <PrivacyPage title={words.title} lead={words.lead}>
      <Loaded load={load} reload={reload}>
        {(outlook) => (
          <>
            <Timeline until={format.date(outlook.cancelUntil)} />
            <Notice
              tone="info"
              text={words.copyFirst}
              action={<LinkButton compact href="/privacy/data" label={words.copyLink} />}
            />
            <Money outlook={outlook} />
            {outlook.obstacles.length === 0 ? (
              <EraseForm outlook={outlook} onBegun={onBegun} onStale={reload} />
            ) : (
              <Card>
                <AppText kind="heading">{words.obstacles}</AppText>
                <View role="list" aria-label={words.obstacles} style={styles.lines}>
                  {outlook.obstacles.map(({ code }) => (
                    <View key={code} role="listitem">
                      <AppText>{words.obstacleTexts[code]}</AppText>
                    </View>
                  ))}
                </View>
              </Card>
            )}
          </>
        )}
      </Loaded>
    </PrivacyPage>
  );
}

function Timeline({ until }: { readonly until: string }) {
  const words = useWords().privacy.erase;
  const steps = [
    [words.now, words.nowText],
    [words.window(until), words.windowText],
    [words.after, words.afterText],
    [words.kept, words.keptText],
  ] as const;
  return (
    <Card>
      <AppText kind="heading">{words.happens}</AppText>
      <View role="list" aria-label={words.happens} style={styles.lines}>
        {steps.map(([when, what]) => (
          <View key={when} role="listitem">
            <AppText kind="strong">{when}</AppText>
            <AppText kind="small">{what}</AppText>
          </View>
        ))}
      </View>
    </Card>
  );
}

function Money({ outlook: { money, forfeit } }: { readonly outlook: ErasureOutlook }) {
  const { ui } = useWords();
  const words = useWords().privacy.erase;
  const format = useFormat();
  const lines = [
    [words.coins, money.coins],
    [words.diamonds, money.diamonds],
    [words.held, money.heldDiamonds],
    [words.owed, money.owedCoins],
  ] as const;
  const shown = lines.filter(([, amount]) => amount !== '0');
  if (shown.length === 0) return null;
  return (
    <Card>
      <AppText kind="heading">{words.money}</AppText>
      {forfeit === undefined ? null : (
        <AppText kind="small">{words.moneyLead(ui.diamonds(format.amount(money.payoutMinimumDiamonds)))}</AppText>
      )}
      {shown.map(([name, amount]) => (
        <Fact key={name} name={name} value={format.amount(amount)} />
      ))}
    </Card>
  );
}

function Begun({ begun }: { readonly begun: ErasureBegun }) {
  const { room } = useWords();
  const words = useWords().privacy.erase;
  const format = useFormat();
  usePageTitle(words.begunTitle);
  return (
    <Page width="form">
      <AppText kind="title">{words.begunTitle}</AppText>
      <Notice tone="success" text={words.begun(format.date(begun.cancelUntil))} />
      <AppText color="muted">{words.begunBye}</AppText>
      <LinkButton href="/" label={room.toLobby} />
    </Page>
  );
}

const styles = StyleSheet.create({ lines: { gap: space.m } });
