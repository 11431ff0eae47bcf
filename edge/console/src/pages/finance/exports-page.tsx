import {
  type FinanceExportKind,
  type FinanceExportView,
  financeExportFormats,
  financeExportSchema,
} from '@halobuzz/core/api/finance-exports';
import { useState } from 'react';
import { download } from '../../api/call.ts';
import { AccountLink } from '../../kit/account-link.tsx';
import { ActDialog, type ActField } from '../../kit/act-dialog.tsx';
import { ListTable } from '../../kit/list-table.tsx';
import { Page } from '../../kit/page.tsx';
import { Time } from '../../kit/time.tsx';
import { usePageList } from '../../kit/use-page-list.ts';
import { useCan } from '../../session/use-me.ts';
import { StateBadge } from './state-badge.tsx';
import { optionsOf } from './words.ts';

const kindNames: Readonly<Record<FinanceExportKind, string>> = {
  statement: 'Statement of a person',
  journal: 'Journal of a period',
  audit: 'Audit log of a period',
  bundle: 'Auditor’s bundle',
};
const leads: Readonly<Record<FinanceExportKind, string>> = {
  statement: 'Every movement of one person, with what they had before.',
  journal: 'Both sides of every entry.',
  audit: 'What staff, operators and the platform did, with the hashes that chain it.',
  bundle:
    'The whole ledger with its checkpoints, public keys and a README: an auditor verifies it on a machine of their own.',
};

/** Takes books out as files, and shows what was taken out before with the digest of each file. */
export function ExportsPage() {
  const list = usePageList('exports', '/admin/finance/exports', {}, financeExportSchema);
  const mayTakeLog = useCan('read_audit_log');
  const [kind, setKind] = useState<FinanceExportKind>();
  const kinds = (Object.keys(kindNames) as FinanceExportKind[]) // the table's own keys
    .filter((one) => one !== 'audit' || mayTakeLog);
  return (
    <Page
      title="Exports"
      lead="Each is on record with who took it, why, and the SHA-256 of the file: whoever has the file can hold it against that."
      actions={kinds.map((one) => (
        <button key={one} type="button" onClick={() => setKind(one)}>
          {kindNames[one]}…
        </button>
      ))}
    >
      <ListTable<FinanceExportView>
        list={list}
        caption="Exports, the newest first"
        rowKey={({ id }) => id}
        empty="Nothing was taken out yet."
        columns={[
          { key: 'at', title: 'When', cell: ({ startedAt }) => <Time iso={startedAt} /> },
          { key: 'file', title: 'File', cell: ({ fileName }) => fileName },
          { key: 'state', title: 'State', cell: ({ state }) => <StateBadge state={state} /> },
          { key: 'by', title: 'By', cell: ({ by }) => <AccountLink id={by} /> },
          { key: 'reason', title: 'Why', minor: true, cell: ({ reason }) => reason },
          { key: 'bytes', title: 'Bytes', align: 'end', minor: true, cell: ({ bytes }) => bytes },
          {
            key: 'digest',
            title: 'SHA-256',
            minor: true,
            cell: ({ sha256 }) => (sha256 === undefined ? '–' : <code>{sha256}</code>),
          },
        ]}
      />
      {kind === undefined ? null : (
        <ActDialog
          title={kindNames[kind]}
          lead={<p>{leads[kind]}</p>}
          fields={fieldsOf(kind)}
          confirm="Take it out"
          done="The file is in your downloads."
          onSubmit={({ values, reason }) =>
            download(
              { method: 'POST', path: '/admin/finance/exports', body: { kind, ...values, reason } },
              fileNameOf(kind, values),
            )
          }
          onDone={() => {
            setKind(undefined);
            list.refresh();
          }}
          onClose={() => setKind(undefined)}
        />
      )}
    </Page>
  );
}

function fieldsOf(kind: FinanceExportKind): readonly ActField[] {
  if (kind === 'bundle') return [];
  const today = new Date().toISOString().slice(0, 10);
  return [
    ...(kind === 'statement' ? [{ name: 'person', label: 'Account id' }] : []),
    { name: 'from', label: 'From, a UTC day', kind: 'date', initial: `${today.slice(0, 8)}01` },
    { name: 'to', label: 'To, included', kind: 'date', initial: today },
    {
      name: 'format',
      label: 'Format',
      kind: 'select',
      initial: 'csv',
      options: optionsOf(financeExportFormats, undefined),
    },
  ];
}

function fileNameOf(kind: FinanceExportKind, values: Readonly<Record<string, string>>): string {
  return kind === 'bundle' ? 'halobuzz-ledger.tar' : `${kind}-${values.from}-${values.to}.${values.format}`;
}
