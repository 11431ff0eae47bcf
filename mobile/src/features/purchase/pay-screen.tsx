import { useLocalSearchParams } from 'expo-router';
import { useEffect } from 'react';
import { useWords } from '../../i18n/use-words.ts';
import { Empty } from '../../ui/empty.tsx';
import { Loading } from '../../ui/loading.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useAccount } from '../auth/session.tsx';
import { useServices } from '../services.ts';
import { PAY_PATH } from './pay-path.ts';
import { PurchaseProgress, ToWallet } from './purchase-progress.tsx';
import { usePurchase } from './use-purchase.ts';

/**
 * Where a card is typed in: a document of its own, as no other page may load what comes from the payment provider. Opened
 * from within the app it loads itself anew, and whoever leaves it within the app gets a new document, too.
 */
export function PayScreen() {
  const { purchase: words } = useWords();
  usePageTitle(words.card.title);
  const { ownDocument } = useServices().paying;
  const account = useAccount();
  const own = ownDocument?.is(PAY_PATH) === true;
  useEffect(() => {
    if (ownDocument === undefined) return;
    if (!own) {
      ownDocument.open(PAY_PATH);
      return;
    }
    return () => ownDocument.leave(PAY_PATH);
  }, [ownDocument, own]);
  return (
    <Page width="form">
      <AppText kind="title">{words.title}</AppText>
      {own && account !== undefined ? <CardPurchase accountId={account.accountId} /> : <Loading />}
    </Page>
  );
}

function CardPurchase({ accountId }: { readonly accountId: string }) {
  const { purchase: words } = useWords();
  // A bank that asked its customer sends them back with this. One that said no leaves the payment to another card.
  const { redirect_status: said } = useLocalSearchParams<{ redirect_status?: string }>();
  const back = said !== undefined && said !== 'failed';
  const purchase = usePurchase(accountId, back);
  if (!purchase.ready) return <Loading />;
  if (purchase.state.step !== 'choosing') return <PurchaseProgress purchase={purchase} />;
  const { note } = purchase.state;
  return <Empty text={note === undefined ? words.card.nothing : words.notes[note]} action={<ToWallet />} />;
}
