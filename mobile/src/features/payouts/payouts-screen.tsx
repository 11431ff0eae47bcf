import type { PayoutEligibility } from '@halobuzz/core/api/payouts';
import { useCallback, useState } from 'react';
import { View } from 'react-native';
import { useWords } from '../../i18n/use-words.ts';
import { Card } from '../../ui/card.tsx';
import { Fact } from '../../ui/fact.tsx';
import { LinkButton } from '../../ui/link-button.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { AppText } from '../../ui/text.tsx';
import { useFormat } from '../../ui/use-format.ts';
import { useLoad } from '../../ui/use-load.ts';
import { usePageTitle } from '../../ui/use-page-title.ts';
import { useServices } from '../services.ts';
import { PayoutForm } from './payout-form.tsx';
import { PayoutList } from './payout-list.tsx';

/** A host's earnings: what can be paid out and why not more, asking for it, and what became of it. */
export function PayoutsScreen() {
  const { payouts: words, shell } = useWords();
  usePageTitle(words.title);
  const { api } = useServices();
  const fetchEligibility = useCallback(() => api.payoutEligibility(), [api]);
  const { load, reload } = useLoad(fetchEligibility);
  const [changes, setChanges] = useState(0);
  const changed = useCallback(async () => {
    setChanges((before) => before + 1);
    await reload();
  }, [reload]);
  return (
    <Page>
      <AppText kind="title">{words.title}</AppText>
      <AppText color="muted">{words.lead}</AppText>
      <Loaded load={load} reload={reload}>
        {(eligibility) => (
          <>
            <Earnings eligibility={eligibility} />
            <Reasons eligibility={eligibility} />
            {eligibility.eligible ? <PayoutForm eligibility={eligibility} onAsked={changed} /> : null}
          </>
        )}
      </Loaded>
      <PayoutList changed={changes.toString()} onCancelled={changed} />
      <LinkButton href="/wallet" label={shell.nav.wallet} />
    </Page>
  );
}

function Earnings({ eligibility }: { readonly eligibility: PayoutEligibility }) {
  const { payouts: words, ui } = useWords();
  const format = useFormat();
  const diamonds = (amount: string): string => ui.diamonds(format.amount(amount));
  return (
    <Card>
      <AppText kind="heading">{words.payable}</AppText>
      <AppText kind="figure">{diamonds(eligibility.payable)}</AppText>
      <View>
        <Fact name={words.earned} value={diamonds(eligibility.earned)} />
        <Fact name={words.maturing(eligibility.holdPeriodDays)} value={diamonds(eligibility.maturing)} />
        <Fact name={words.leftToday} value={diamonds(eligibility.leftToday)} />
        <Fact name={words.leftThisMonth} value={diamonds(eligibility.leftThisMonth)} />
      </View>
    </Card>
  );
}

/** Everything that speaks against a payout, at once, with what to do about it. */
function Reasons({ eligibility: { checks, reasons, minimum } }: { readonly eligibility: PayoutEligibility }) {
  const { payouts: words, ui } = useWords();
  const format = useFormat();
  if (reasons.length === 0 && checks.every(({ passed }) => passed)) return null;
  return (
    <Card>
      <AppText kind="heading">{words.why}</AppText>
      {checks.map(({ name, passed }) => (
        <Fact key={name} name={words.checks[name]} value={passed ? words.passed : words.notPassed} />
      ))}
      {reasons
        .filter(({ code }) => !checks.some(({ name }) => name === code))
        .map(({ code }) => (
          <Notice
            key={code}
            tone="info"
            text={code === 'above_payable' ? words.tooLittle(ui.diamonds(format.amount(minimum))) : words.reasons[code]}
          />
        ))}
    </Card>
  );
}
