import { promotionGrantsSchema, promotionRequestedSchema, promotionSchema } from '@halobuzz/core/api/finance';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { z } from 'zod';
import { call } from '../../api/call.ts';
import { ActDialog } from '../../kit/act-dialog.tsx';
import { Filters, SelectFilter } from '../../kit/filters.tsx';
import { ListTable } from '../../kit/list-table.tsx';
import { Money } from '../../kit/money.tsx';
import { Page } from '../../kit/page.tsx';
import { Time } from '../../kit/time.tsx';
import { useFilters } from '../../kit/use-filters.ts';
import { usePageList } from '../../kit/use-page-list.ts';
import { useCan } from '../../session/use-me.ts';
import { StateBadge } from './state-badge.tsx';
import { optionsOf } from './words.ts';

type Promotion = z.output<typeof promotionSchema>;

/** Coins given away, up to a budget that two people agreed to. */
export function PromotionsPage() {
  const filters = useFilters({ status: '' });
  const list = usePageList('promotions', '/admin/finance/promotions', filters.query, promotionSchema);
  const mayAsk = useCan('request_adjustment');
  const [asking, setAsking] = useState(false);
  const [granting, setGranting] = useState<Promotion>();
  return (
    <Page
      title="Promotions"
      lead="Coins that the platform gives away: each person once, never beyond the budget."
      actions={
        mayAsk ? (
          <button type="button" onClick={() => setAsking(true)}>
            Ask for a promotion…
          </button>
        ) : undefined
      }
    >
      <Filters label="Promotions" filters={filters}>
        <SelectFilter
          label="State"
          name="status"
          filters={filters}
          options={optionsOf(['requested', 'active', 'rejected'])}
        />
      </Filters>
      <ListTable
        list={list}
        caption="Promotions, the newest first"
        rowKey={({ id }) => id}
        empty="No promotion yet."
        columns={[
          { key: 'name', title: 'Name', cell: ({ name }) => name },
          { key: 'status', title: 'State', cell: ({ status }) => <StateBadge state={status} /> },
          { key: 'each', title: 'Each', align: 'end', cell: (one) => <Money minor={one.coinsEach} currency="COIN" /> },
          { key: 'given', title: 'Given', align: 'end', cell: (one) => <Money minor={one.reserved} currency="COIN" /> },
          { key: 'budget', title: 'Of', align: 'end', cell: (one) => <Money minor={one.budget} currency="COIN" /> },
          { key: 'at', title: 'Made', minor: true, cell: ({ createdAt }) => <Time iso={createdAt} /> },
          {
            key: 'act',
            title: 'Give',
            cell: (promotion) =>
              promotion.status === 'active' && mayAsk ? (
                <button
                  type="button"
                  aria-label={`Give ${promotion.name} to people`}
                  onClick={() => setGranting(promotion)}
                >
                  Give…
                </button>
              ) : (
                '–'
              ),
          },
        ]}
      />
      {asking ? <AskPromotion onClose={() => setAsking(false)} /> : null}
      {granting === undefined ? null : (
        <Grant
          promotion={granting}
          onClose={() => {
            setGranting(undefined);
            list.refresh();
          }}
        />
      )}
    </Page>
  );
}

function AskPromotion({ onClose }: { readonly onClose: () => void }) {
  const [, go] = useLocation();
  return (
    <ActDialog
      title="Ask for a promotion"
      lead={<p>It gives nothing before somebody else approves it.</p>}
      fields={[
        { name: 'name', label: 'Name' },
        { name: 'coinsEach', label: 'Coins of each person' },
        { name: 'budget', label: 'Coins of all together' },
      ]}
      confirm="Ask for it"
      onSubmit={({ values, reason, idempotencyKey }) =>
        call({
          method: 'POST',
          path: '/admin/finance/promotions',
          body: { ...values, reason },
          idempotencyKey,
          schema: promotionRequestedSchema,
        })
      }
      onDone={({ approval }) => go(`/finance/approvals/${approval.id}`)}
      onClose={onClose}
    />
  );
}

function Grant({ promotion, onClose }: { readonly promotion: Promotion; readonly onClose: () => void }) {
  return (
    <ActDialog
      title={`Give ${promotion.name}`}
      lead={
        <p>
          <Money minor={promotion.coinsEach} currency="COIN" /> to each; whoever has it already gets nothing more.
        </p>
      }
      fields={[{ name: 'accountIds', label: 'Account ids', kind: 'area', hint: 'One a line, at most 200.' }]}
      reason={false}
      confirm="Give"
      onSubmit={({ values: { accountIds = '' } }) =>
        call({
          method: 'POST',
          path: `/admin/finance/promotions/${promotion.id}/grants`,
          body: { accountIds: accountIds.split(/[\s,]+/).filter((id) => id !== '') },
          schema: promotionGrantsSchema,
        })
      }
      onDone={onClose}
      onClose={onClose}
    />
  );
}
