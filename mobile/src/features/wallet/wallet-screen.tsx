import { useCallback, useRef, useState } from 'react';
import { StyleSheet, View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Card } from '../../ui/card.tsx';
import { LinkRow } from '../../ui/link-row.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { type Outcome, OutcomeNotice, useOutcomeOf } from '../../ui/outcome-notice.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { textSize } from '../../ui/text-size.ts';
import { space } from '../../ui/theme.ts';
import { useFormat } from '../../ui/use-format.ts';
import { useLoad } from '../../ui/use-load.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { usePolling } from '../../ui/use-polling.ts';
import { HeldCoins } from '../purchase/held-coins.tsx';
import { useServices } from '../services.ts';
import { useDevelopmentServer } from '../use-development-server.ts';
import { WalletEntries } from './wallet-entries.tsx';

export const walletPollMs = 5_000;
const grantCoins = '1000';

export function WalletScreen() {
  const { wallet: words, ui } = useWords();
  const format = useFormat();
  const outcomeOf = useOutcomeOf();
  usePageTitle(words.title);
  const { api, newId } = useServices();
  const development = useDevelopmentServer();
  const fetchWallet = useCallback(() => api.wallet(), [api]);
  const { load, reload } = useLoad(fetchWallet);
  usePolling(reload, walletPollMs);
  const [granting, setGranting] = useState(false);
  const [granted, setGranted] = useState<Outcome>();
  // Kept while nobody knows whether the grant was made: repeated under the same key it is made once.
  const key = useRef<string>(undefined);

  const grant = async (): Promise<void> => {
    setGranting(true);
    key.current ??= newId();
    const answer = await api.grant(grantCoins, key.current);
    setGranting(false);
    if (answer.ok || answer.failure.kind === 'problem') key.current = undefined;
    setGranted(outcomeOf(answer, () => words.granted(ui.coins(format.amount(grantCoins)))));
    if (answer.ok) await reload();
  };

  return (
    <Page>
      <AppText kind="title">{words.title}</AppText>
      <OutcomeNotice outcome={granted} />
      <Loaded load={load} reload={reload}>
        {(wallet) => (
          <>
            <View style={styles.balances}>
              <Balance label={words.coins} amount={wallet.coins} />
              <Balance label={words.diamonds} amount={wallet.diamonds} />
            </View>
            {development ? (
              <View style={styles.grant}>
                <Button kind="secondary" label={words.grant} busy={granting} onPress={() => void grant()} />
                <AppText kind="small" color="muted">
                  {words.grantNote}
                </AppText>
              </View>
            ) : null}
            <Card>
              <LinkRow href="/wallet/buy" label={words.buy} description={words.buyWhat} />
              <LinkRow ruled href="/wallet/payments" label={words.payments} description={words.paymentsWhat} />
              <LinkRow ruled href="/wallet/limits" label={words.limitsLink} description={words.limitsWhat} />
              <LinkRow ruled href="/payouts" label={words.payouts} description={words.payoutsWhat} />
            </Card>
            <HeldCoins />
            <WalletEntries balance={`${wallet.coins}/${wallet.diamonds}`} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Balance({ label, amount }: { readonly label: string; readonly amount: string }) {
  const format = useFormat();
  return (
    <Card style={styles.balance}>
      <AppText kind="label" color="muted">
        {label}
      </AppText>
      <AppText kind="figure" style={styles.amount}>
        {format.amount(amount)}
      </AppText>
    </Card>
  );
}

const styles = StyleSheet.create({
  balances: { flexDirection: 'row', gap: space.l, flexWrap: 'wrap' },
  balance: { flexGrow: 1, flexBasis: textSize(140), gap: space.xs },
  amount: { fontVariant: ['tabular-nums'] },
  grant: { gap: space.s, alignItems: 'flex-start' },
});
