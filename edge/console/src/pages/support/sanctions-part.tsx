import { type StaffSanction, staffSanctionsSchema } from '@halobuzz/core/api/account-sanctions';
import { AccountLink } from '../../kit/account-link.tsx';
import { Badge } from '../../kit/badge.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { Time } from '../../kit/time.tsx';
import { useRead } from '../../kit/use-read.ts';

/** What was decided about an account, the newest first, and how its appeals stand. */
export function SanctionsPart({ accountId }: { readonly accountId: string }) {
  const read = useRead({ path: `/admin/accounts/${accountId}/sanctions`, schema: staffSanctionsSchema });
  return (
    <section className="card stack" aria-labelledby="part-sanctions">
      <h2 id="part-sanctions">Sanctions and appeals</h2>
      <Loaded read={read}>
        {({ items, strikes }) => (
          <>
            {items.length === 0 ? null : (
              <p className="muted">
                {strikes === 1 ? 'One counts as a strike now.' : `${strikes} count as strikes now.`}
              </p>
            )}
            <DataTable
              caption="Sanctions, the newest first"
              empty="Nothing was ever decided about this account."
              columns={[
                { key: 'at', title: 'When', cell: ({ at }) => <Time iso={at} /> },
                { key: 'kind', title: 'What', cell: ({ kind }) => kind },
                { key: 'reason', title: 'Why', cell: ({ reason }) => reason.replaceAll('_', ' ') },
                { key: 'state', title: 'State', cell: (one) => <State sanction={one} /> },
                { key: 'by', title: 'By', cell: ({ by }) => <AccountLink id={by} /> },
                {
                  key: 'appeal',
                  title: 'Appeal',
                  cell: ({ appeal }) => (appeal === undefined ? '–' : appeal.status),
                },
              ]}
              rows={items}
              rowKey={({ id }) => id}
            />
          </>
        )}
      </Loaded>
    </section>
  );
}

function State({ sanction: { inForce, liftedAt, endsAt } }: { readonly sanction: StaffSanction }) {
  if (liftedAt !== undefined) {
    return (
      <>
        lifted <Time iso={liftedAt} />
      </>
    );
  }
  if (!inForce) return 'over';
  return (
    <>
      <Badge tone="warning">in force</Badge>
      {endsAt === undefined ? null : (
        <>
          {' '}
          until <Time iso={endsAt} />
        </>
      )}
    </>
  );
}
