import { AccountLink } from './account-link.tsx';
import { DataTable, type DataTableProps } from './data-table.tsx';
import { ProblemNotice } from './problem-notice.tsx';
import type { PageList } from './use-page-list.ts';

/**
 * A cursor list as a table: that it loads, what went wrong, its rows, and the button for more. `person`: whose list it is;
 * their page is where one says why one reads it.
 */
export function ListTable<Row>({
  list,
  person = '',
  ...table
}: { readonly list: PageList<Row>; readonly person?: string | undefined } & Omit<DataTableProps<Row>, 'rows'>) {
  if (list.status === 'loading') return <p role="status">Loading…</p>;
  return (
    <>
      {list.problem === undefined ? null : <ProblemNotice problem={list.problem} onRetry={list.refresh} />}
      {list.problem?.code === 'reason_required' && person !== '' ? (
        <p>
          Open their wallet on the page of <AccountLink id={person} /> first, and say why.
        </p>
      ) : null}
      {list.status === 'ready' ? <DataTable {...table} rows={list.items} /> : null}
      {list.hasMore ? (
        <p className="row no-print">
          <button type="button" aria-disabled={list.busy} onClick={list.more}>
            {list.busy ? 'Loading…' : 'More'}
          </button>
          <span className="muted">{list.items.length} shown</span>
        </p>
      ) : null}
    </>
  );
}
