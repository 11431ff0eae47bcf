import { type StaffSanction, staffSanctionsSchema } from '@halobuzz/core/api/account-sanctions';
import { useState } from 'react';
import { AccountLink } from '../../kit/account-link.tsx';
import { Badge } from '../../kit/badge.tsx';
import { DataTable } from '../../kit/data-table.tsx';
import { Loaded } from '../../kit/loaded.tsx';
import { Time } from '../../kit/time.tsx';
import { useRead } from '../../kit/use-read.ts';
import { can } from '../../session/can.ts';
import { useMe } from '../../session/use-me.ts';
import { ImposeDialog } from '../appeals/impose-dialog.tsx';
import { LiftDialog } from '../appeals/lift-dialog.tsx';

/** What was decided about an account, the newest first, and how its appeals stand. */
export function SanctionsPart({ accountId }: { readonly accountId: string }) {
  const [act, setAct] = useState<'impose' | StaffSanction>();
  const decides = can(useMe().roles, 'decide_reports');
  const read = useRead({ path: `/admin/accounts/${accountId}/sanctions`, schema: staffSanctionsSchema });
  const done = (): void => {
    setAct(undefined);
    read.refresh();
  };
  return (
    <section className="card stack" aria-labelledby="part-sanctions">
      <h2 id="part-sanctions">Sanctions and appeals</h2>
      <Loaded read={read}>
        {({ items, strikes, suggestion }) => (
          <>
            {act === 'impose' ? (
              <ImposeDialog
                accountId={accountId}
                known={{ items, strikes, suggestion }}
                onClose={() => setAct(undefined)}
                onDone={done}
              />
            ) : null}
            {act === undefined || act === 'impose' ? null : (
              <LiftDialog sanction={act} onClose={() => setAct(undefined)} onDone={done} />
            )}
            {decides ? (
              <p className="row">
                <button type="button" onClick={() => setAct('impose')}>
                  Decide…
                </button>
              </p>
            ) : null}
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
              {...(decides ? { onOpen: (one: StaffSanction) => (one.inForce ? setAct(one) : undefined) } : {})}
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
