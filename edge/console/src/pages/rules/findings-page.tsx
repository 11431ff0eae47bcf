import { type Finding, findingSchema, findingStatuses } from '@halobuzz/core/api/fraud';
import { useState } from 'react';
import { Badge } from '../../kit/badge.tsx';
import { Filters, SelectFilter, TextFilter } from '../../kit/filters.tsx';
import { ListTable } from '../../kit/list-table.tsx';
import { Page } from '../../kit/page.tsx';
import { Time } from '../../kit/time.tsx';
import { useFilters } from '../../kit/use-filters.ts';
import { usePageList } from '../../kit/use-page-list.ts';
import { FindingDialog } from './finding-dialog.tsx';
import { actionWords } from './rule-words.ts';

const statusOptions = [{ value: '', label: 'Any' }, ...findingStatuses.map((value) => ({ value, label: value }))];
const tones = { open: 'warning', confirmed: 'error', dismissed: 'plain' } as const;

/** What the rules found, to be decided by people. */
export function FindingsPage() {
  const filters = useFilters({ status: 'open', rule: '', subject: '' });
  const list = usePageList('findings', '/admin/finance/findings', filters.query, findingSchema);
  const [opened, setOpened] = useState<string>();
  const finding = list.items.find(({ id }) => id === opened);
  return (
    <Page
      title="Findings"
      lead="What the fraud rules found, the newest first. People stand here by the ledger’s ids alone."
      actions={
        <button type="button" onClick={list.refresh}>
          Look again
        </button>
      }
    >
      <Filters label="Narrow the findings" filters={filters}>
        <SelectFilter label="State" name="status" filters={filters} options={statusOptions} />
        <TextFilter label="Rule" name="rule" filters={filters} />
        <TextFilter label="Wallet (ledger’s id)" name="subject" filters={filters} />
      </Filters>
      <ListTable
        list={list}
        caption="Findings, the newest first"
        rowKey={({ id }) => id}
        onOpen={({ id }) => setOpened(id)}
        empty="Nothing of that kind was found."
        columns={[
          { key: 'rule', title: 'Rule', cell: ({ rule, version }) => `${rule}, version ${version}` },
          { key: 'score', title: 'Score', align: 'end', cell: ({ score }) => score },
          { key: 'text', title: 'What', cell: ({ text }) => text },
          { key: 'action', title: 'Done about it', cell: (one) => <Done finding={one} /> },
          { key: 'state', title: 'State', cell: (one) => <Badge tone={tones[one.status]}>{stateText(one)}</Badge> },
          { key: 'at', title: 'When', minor: true, cell: ({ at }) => <Time iso={at} /> },
        ]}
      />
      {finding === undefined ? null : (
        <FindingDialog finding={finding} onChanged={list.refresh} onClose={() => setOpened(undefined)} />
      )}
    </Page>
  );
}

function Done({ finding: { action, acted, status } }: { readonly finding: Finding }) {
  const words: Readonly<Record<string, string>> = actionWords;
  const name = words[action] ?? action;
  if (action === 'flag') return <>{name}</>;
  return <>{status === 'dismissed' ? `${name}: lifted` : acted ? name : `${name}: to come`}</>;
}

function stateText({ status, asked }: Finding): string {
  return status === 'open' && asked !== undefined ? 'one of two decided' : status;
}
