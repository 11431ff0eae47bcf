import { type FinanceOverview, financeOverviewSchema } from '@halobuzz/core/api/finance-work';
import { Link } from 'wouter';
import { Loaded } from '../../kit/loaded.tsx';
import { Page } from '../../kit/page.tsx';
import { useRead } from '../../kit/use-read.ts';

const everyMs = 10_000;

/** Each queue: what it counts, and where its work is done. */
const queues = [
  ['payoutsToDecide', 'payouts to decide', '/finance/payouts'],
  ['approvalsToDecide', 'requests of others to decide', '/finance/approvals?by=others'],
  ['approvalsOfMine', 'requests of mine that wait', '/finance/approvals?by=me'],
  ['differencesOpen', 'open differences', '/finance/differences'],
  ['differencesOfMine', 'differences that I look at', '/finance/differences'],
  ['disputesOpen', 'open disputes', '/finance/disputes'],
  ['paymentsToLookAt', 'payments to look at', '/finance/payments?status=review'],
  ['payoutsStuck', 'payouts that are stuck', '/finance/payouts?status=sending'],
  ['walletsFrozen', 'frozen wallets', '/finance/wallets'],
  ['quarantined', 'entries in quarantine', '/finance/ledger'],
] as const satisfies readonly (readonly [keyof FinanceOverview, string, string])[];

/** What waits for somebody in finance, and whether the books keep up. */
export function FinancePage() {
  const read = useRead({ path: '/admin/finance/overview', schema: financeOverviewSchema, everyMs });
  return (
    <Page title="Finance" lead="What waits for somebody. Looks again by itself every ten seconds.">
      <Loaded read={read}>
        {(overview) => (
          <div className="stack">
            <ul className="counts">
              {queues.map(([name, label, href]) => {
                const { count, more } = overview[name];
                return (
                  <li key={name}>
                    <Link href={href}>
                      <strong>
                        {count}
                        {more ? '+' : ''}
                      </strong>{' '}
                      {label}
                    </Link>
                  </li>
                );
              })}
            </ul>
            <p>
              {overview.uncommitted === '0'
                ? 'Everything that wallets took is in the ledger.'
                : `${overview.uncommitted} entries are on their way into the ledger.`}{' '}
              {overview.checkpointAgeMs === undefined
                ? 'No checkpoint was signed yet.'
                : `The newest checkpoint is ${Math.round(overview.checkpointAgeMs / 1_000)} s old.`}{' '}
              <Link href="/finance/ledger">The ledger</Link>
            </p>
          </div>
        )}
      </Loaded>
    </Page>
  );
}
