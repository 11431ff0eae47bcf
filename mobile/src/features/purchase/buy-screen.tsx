import type { CoinPackages, CoinPackageView } from '@halobuzz/core/api/payments';
import { useCallback, useEffect, useState } from 'react';
import { View } from 'react-native';
import { useLanguage, useWords } from '../../i18n/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Choices } from '../../ui/choices.tsx';
import { Empty } from '../../ui/empty.tsx';
import { useFailureText } from '../../ui/failure-text.ts';
import { LinkButton } from '../../ui/link-button.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useAccount } from '../auth/session.tsx';
import { useServices } from '../services.ts';
import { HeldCoins } from './held-coins.tsx';
import { moneyText } from './money-text.ts';
import { PackageChoices } from './package-choices.tsx';
import { PAY_PATH } from './pay-path.ts';
import { orderOf, type PayWay, payWays } from './purchase-order.ts';
import { PurchaseProgress } from './purchase-progress.tsx';
import { RestorePurchases } from './restore-purchases.tsx';
import { type PurchaseUse, useHandOver, usePurchase } from './use-purchase.ts';

/** Coins for money, by what this device and this server know. */
export function BuyScreen() {
  const { purchase: words, verify } = useWords();
  usePageTitle(words.title);
  const { api } = useServices();
  const account = useAccount();
  const fetchPackages = useCallback(() => api.packages(), [api]);
  const { load, reload } = useLoad(fetchPackages);
  if (account === undefined) return null;
  return (
    <Page>
      <AppText kind="title">{words.title}</AppText>
      <AppText color="muted">{words.lead}</AppText>
      <HeldCoins />
      {account.emailVerified ? (
        <Loaded load={load} reload={reload}>
          {(packages) => <Buying packages={packages} accountId={account.accountId} />}
        </Loaded>
      ) : (
        <Notice
          tone="info"
          text={words.unverified}
          action={<LinkButton compact href="/verify-email" label={verify.bannerAction} />}
        />
      )}
    </Page>
  );
}

function Buying({ packages, accountId }: { readonly packages: CoinPackages; readonly accountId: string }) {
  const { purchase: words } = useWords();
  const { paying } = useServices();
  const purchase = usePurchase(accountId);
  const ways = payWays(packages.providers, {
    store: paying.store?.provider,
    cards: paying.openCardForm !== undefined,
  });
  if (!purchase.ready) return null;
  const { state } = purchase;
  if (state.step !== 'choosing') return <PurchaseProgress purchase={purchase} />;
  return (
    <>
      <LastTry purchase={purchase} />
      {ways.length === 0 ? (
        <Empty text={words.unavailable} action={<LinkButton href="/wallet" label={words.toWallet} kind="primary" />} />
      ) : (
        <Choice packages={packages} ways={ways} accountId={accountId} purchase={purchase} />
      )}
      {paying.store === undefined ? null : <RestorePurchases store={paying.store} />}
    </>
  );
}

/** How the last try ended, where it came to nothing. */
function LastTry({ purchase: { state } }: { readonly purchase: PurchaseUse }) {
  const { purchase: words } = useWords();
  const failureText = useFailureText();
  if (state.step !== 'choosing') return null;
  if (state.failure !== undefined) return <Notice tone="error" text={failureText(state.failure)} />;
  return state.note === undefined ? null : <Notice tone="info" text={words.notes[state.note]} />;
}

function Choice(props: {
  readonly packages: CoinPackages;
  readonly ways: readonly PayWay[];
  readonly accountId: string;
  readonly purchase: PurchaseUse;
}) {
  const { purchase: words } = useWords();
  const { language } = useLanguage();
  const { newId, paying } = useServices();
  const handOver = useHandOver();
  const { items } = props.packages;
  const [way, setWay] = useState<PayWay>(props.ways[0] ?? 'sandbox');
  const [currency, setCurrency] = useState(items[0]?.price.currency ?? 'USD');
  const [chosen, setChosen] = useState(items[1]?.id ?? items[0]?.id);
  const storePrices = useStorePrices(items, way);
  const byStore = way === 'apple' || way === 'google';
  const priceOf = (one: CoinPackageView): string | undefined => {
    if (byStore) return storePrices?.get(way === 'apple' ? one.products.apple : one.products.google);
    const price = one.prices.find((each) => each.currency === currency);
    return price === undefined ? undefined : moneyText(language, price);
  };
  const picked = items.find(({ id }) => id === chosen);
  const price = picked === undefined ? undefined : priceOf(picked);
  const buy = (): void => {
    if (picked === undefined) return;
    const by = { key: newId(), accountId: props.accountId, begunAtMs: Date.now() };
    const order = orderOf(picked, currency, way, by);
    if (order === undefined) return;
    // Cards are typed in on a page that is a document of its own.
    const document = way === 'stripe' ? paying.ownDocument : undefined;
    if (document === undefined) props.purchase.tell({ kind: 'ordered', order });
    else void handOver(order).then(() => document.open(PAY_PATH));
  };
  return (
    <>
      {props.ways.length < 2 ? null : (
        <Choices
          label={words.way}
          choices={props.ways.map((value) => ({ value, label: words.ways[value] }))}
          value={way}
          onChoose={setWay}
        />
      )}
      {byStore ? null : (
        <Choices
          label={words.currency}
          choices={(items[0]?.prices ?? []).map((one) => ({ value: one.currency, label: one.currency }))}
          value={currency}
          onChoose={setCurrency}
        />
      )}
      <PackageChoices packages={items} priceOf={priceOf} chosen={chosen} onChoose={setChosen} />
      {byStore && storePrices !== undefined && storePrices.size === 0 ? (
        <Notice tone="info" text={words.notSold} />
      ) : null}
      {price === undefined ? null : <Button label={words.buy(price)} onPress={buy} />}
      <View>
        <AppText kind="small" color="muted">
          {words.terms}
        </AppText>
        <LinkButton
          compact
          href={{ pathname: '/documents/[name]', params: { name: 'terms' } }}
          label={words.termsLink}
        />
      </View>
    </>
  );
}

/** What the device's store asks for each product; undefined until it said so, and where no store sells. */
function useStorePrices(items: readonly CoinPackageView[], way: PayWay): ReadonlyMap<string, string> | undefined {
  const { store } = useServices().paying;
  const [prices, setPrices] = useState<ReadonlyMap<string, string>>();
  useEffect(() => {
    if (store === undefined || way !== store.provider) return;
    let mounted = true;
    const products = items.map((one) => one.products[store.provider]);
    void store.prices(products).then((found) => {
      if (mounted) setPrices(found);
    });
    return () => {
      mounted = false;
    };
  }, [store, items, way]);
  return prices;
}
