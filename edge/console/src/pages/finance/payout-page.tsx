import { oneStaffPayoutSchema, type StaffPayout } from '@halobuzz/core/api/finance';
import { Link, useParams } from 'wouter';
import { Facts } from '../../kit/facts.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { Money } from '../../kit/money.tsx';
import { Page } from '../../kit/page.tsx';
import { Time } from '../../kit/time.tsx';
import { useRead } from '../../kit/use-read.ts';
import { useCan } from '../../session/use-me.ts';
import { DecisionPart } from './decision-part.tsx';
import { StateBadge } from './state-badge.tsx';
import { words } from './words.ts';

/** One payout: how much, where it stands in the ledger and at the provider, who agreed and who is missing. */
export function PayoutPage() {
  const { id = '' } = useParams<{ id: string }>();
  const path = `/admin/finance/payouts/${id}`;
  const read = useRead({ path, schema: oneStaffPayoutSchema });
  const mayDecide = useCan('approve_payout');
  return (
    <Page title="A payout" lead={<code>{id}</code>}>
      <Loaded read={read}>
        {({ payout }) => (
          <div className="stack">
            <PayoutFacts payout={payout} />
            <DecisionPart
              path={path}
              document={payout}
              schema={oneStaffPayoutSchema}
              mayDecide={mayDecide}
              waits={payout.status === 'held'}
              lead={
                <p>
                  <Money minor={payout.amount} currency={payout.currency} /> go to the host once all have agreed.
                </p>
              }
              refresh={read.refresh}
            />
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function PayoutFacts({ payout }: { readonly payout: StaffPayout }) {
  const { tx, provider, externalId, reasons, tries } = payout;
  return (
    <Facts
      items={[
        { label: 'State', value: <StateBadge state={payout.status} /> },
        { label: 'In the ledger', value: words(payout.ledger) },
        { label: 'Host', value: <code>{payout.person}</code> },
        { label: 'Diamonds', value: <Money minor={payout.diamonds} currency="DIAMOND" /> },
        { label: 'Amount', value: <Money minor={payout.amount} currency={payout.currency} /> },
        { label: 'Rate', value: `version ${payout.rateVersion}` },
        { label: 'Asked', value: <Time iso={payout.createdAt} /> },
        payout.status === 'held' && { label: 'Decide until', value: <Time iso={payout.expiresAt} /> },
        payout.cancelAsked && { label: 'Host', value: 'wants it back' },
        { label: 'Provider', value: provider },
        { label: 'Its number', value: externalId === undefined ? undefined : <code>{externalId}</code> },
        tries > 0 && { label: 'Tried in vain', value: tries },
        reasons.length > 0 && { label: 'Against it', value: reasons.map(({ text }) => text).join('; ') },
        tx !== undefined && {
          label: 'Hold',
          value: <Link href={`/finance/transactions/${tx}`}>{tx.slice(0, 16)}…</Link>,
        },
      ]}
    />
  );
}
